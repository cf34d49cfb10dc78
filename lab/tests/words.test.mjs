/** Names, units, postures and numbers of the program are told in the words of a reader. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { load } from "./load.mjs";

const lists = JSON.parse(await readFile(new URL("../built/lists.json", import.meta.url), "utf8"));
const page = await load("src/instruments/labels.ts", "src/instruments/names.ts", "src/instruments/numbers.tsx", "src/controls/doing.ts", "src/tours/band.tsx", "src/tours/steps.tsx");

test("a signal is named as a reader says it", () => {
  const label = (name) => page.plainLabel(name, lists.signals.find((one) => one.name === name).label);
  assert.equal(label("aorta.ascending.pressure_mmhg"), "Pressure in the ascending aorta");
  assert.equal(label("leg.left.popliteal_outlet.flow_ml_per_s"), "Flow out of the left popliteal vein");
  assert.equal(label("leg.left.foot.dorsal_vein.pressure_mmhg"), "Pressure in the dorsal vein of the left foot");
  assert.equal(label("leg.left.soleus.pressure_mmhg"), "Pressure in the left soleus");
  assert.equal(label("aorta.arch_to_thoracic.flow_ml_per_s"), "Flow from arch to thoracic aorta");
  assert.equal(label("heart.rate_per_min"), "Heart rate");
});

test("no two signals have one name", () => {
  const labels = lists.signals.map(({ name, label }) => page.plainLabel(name, label));
  assert.deepEqual(labels.filter((one, at) => labels.indexOf(one) !== at), []);
});

test("units and postures are those of a book", () => {
  assert.deepEqual(["mL/m2", "1/s", "cm2", "mmHg"].map(page.plainUnit), ["mL/m²", "/s", "cm²", "mmHg"]);
  assert.equal(page.spoken("trunk at 90 deg, gravity 0 g, weight bearing 1"), "standing, without gravity");
  assert.equal(page.spoken("legs-raised, at rest"), "lying with raised legs, at rest");
  assert.equal(page.spoken("trunk at 90 deg, hip 90 deg, knee 90 deg, gravity 0.5 g, weight bearing 0.1"), "sitting, gravity 0.5 g");
  assert.equal(page.spoken("trunk at -15 deg"), "trunk at −15°");
});

test("a number beyond all bodies is not written with its zeros", () => {
  assert.equal(page.figures(1e99), "1e99");
  assert.equal(page.sentence(`the limit is 10, not 1${"0".repeat(99)}`), "The limit is 10, not 1e99.");
});

test("the pressure that a stocking brings is told beside that of the vein", () => {
  const values = { foot_vein_pressure_mmhg: 46, foot_vein_transmural_pressure_mmhg: 20 };
  const told = (...words) => page.outsideWords("foot_vein_pressure_mmhg", values, words.map((word) => ({ word })));
  assert.match(told("stocking-class-2"), /26\.0 mmHg press on the vein from outside \(the stocking\); across its wall 20\.0 mmHg/);
  assert.equal(told(), "");
  assert.equal(told("stocking-class-2", "stockings-off"), "");
  assert.equal(page.outsideWords("heart_rate_per_min", values, [{ word: "stocking-class-2" }]), "");
});

test("a value that was missed is never shown within its range", () => {
  const row = { low: 0.24, high: 0.5 };
  assert.equal(page.judgedSide(row, 0.24, false), "below");
  assert.equal(page.judgedSide(row, 0.5, false), "above");
  assert.equal(page.judgedSide(row, 0.24, true), "within");
  assert.equal(page.judgedSide({ low: null, high: 3 }, 3, false), "above");
});

test("ids of rows stand in a text for clinicians alone", () => {
  assert.equal(page.withoutIds("It rises by 25 to 45 % (MP20). In walking (MP01, MP03) it falls."), "It rises by 25 to 45 %. In walking it falls.");
});
