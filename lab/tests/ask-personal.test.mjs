/** Questions about somebody's own health, and words that only resemble another. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { load } from "./load.mjs";

const lists = JSON.parse(await readFile(new URL("../built/lists.json", import.meta.url), "utf8"));
const { answers, finder, personal, readingOf, grouped, described } = await load(
  "src/ask/answers.ts", "src/ask/find.ts", "src/ask/personal.ts", "src/protocols/groups.ts",
);
const all = answers(lists);
const ids = (words) => finder(all).find(words).map(({ id }) => id);

test("a question about somebody's own health is answered first by what the page is not", () => {
  for (const words of ["can I take aspirin", "aspirin", "my leg is swollen and red", "chest pain", "heart attack", "I fainted", "my calf hurts when I walk"])
    assert.ok(personal(words).notice, words);
  for (const words of ["why do veins have valves", "swollen ankles", "what does a stocking do", "long flight", "fainting"])
    assert.ok(!personal(words).notice, words);
});

test("a sign that needs help at once finds nothing that only resembles it", () => {
  assert.equal(ids("my leg is swollen and red")[0], "word:thrombosis");
  for (const words of ["chest pain", "heart attack"]) {
    const found = ids(words);
    assert.ok(found.length > 0 && !found.includes("word:claudication") && !found.includes("word:heart rate"), `${words}: ${found}`);
  }
  assert.deepEqual(ids("can I take aspirin"), []);
});

test("what an alarm brings first is there", async () => {
  const { parse } = await import("smol-toml");
  const { alarm } = parse(await readFile(new URL("../src/ask/personal.toml", import.meta.url), "utf8"));
  const known = new Set(all.map(({ id }) => id));
  assert.deepEqual(alarm.flatMap(({ first }) => first).filter((id) => !known.has(id)), []);
});

test("words with no near kin find nothing, and words of a title come before signals", () => {
  assert.deepEqual(ids("zebra"), []);
  assert.equal(ids("what is a perforator")[0], "word:perforator");
  assert.ok(!ids("what is a perforator").slice(0, 4).some((id) => id.startsWith("signal:")));
  assert.match(ids("how much blood does the calf pump")[0], /^(word:second heart|tour:c01-calf-pump)$/);
  assert.equal(ids("muscle pump")[0], "word:second heart");
  assert.ok(ids("popliteal outlet flow").slice(0, 3).includes("signal:leg.left.popliteal_outlet.flow_ml_per_s"));
});

test("the usual pressure of a foot vein is that measured in people", () => {
  const [first] = finder(all).find("normal foot vein pressure");
  assert.equal(first.id, "word:foot vein pressure");
  assert.equal(readingOf(first, lists), "foot_vein_pressure_mmhg");
});

test("every shipped protocol has its group, and no description names a file", () => {
  const groups = grouped(lists.scenarios);
  assert.ok(!groups.some(([title]) => title === "Others"));
  assert.equal(groups.flatMap(([, members]) => members).length, lists.scenarios.length);
  const told = lists.scenarios.map(({ description }) => described(description, lists.scenarios));
  assert.deepEqual(told.filter((text) => /^As [a-z]/.test(text)), []);
  assert.match(described("As apg, with more.", lists.scenarios), /^As “Air plethysmography of the calf”, with more\.$/);
});
