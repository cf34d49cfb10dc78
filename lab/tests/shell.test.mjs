// The frame of the page: the plethysmograph's readings, mistakes in files, frames, verdicts.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { parse } from "smol-toml";
import { load } from "./load.mjs";

globalThis.document = { documentElement: {}, baseURI: "http://localhost/" };

test("the plethysmograph reads VV, VFI, EV and RV by their definitions", async () => {
  const { readCurve } = await load("src/instruments/plethysmograph.ts");
  // Empty at 100 mL until 60 s, fills by 2 mL/s to 200 mL, one tiptoe to 140 mL, ten to 120 mL.
  const volume = (time_s) => {
    if (time_s < 60) return 100;
    if (time_s < 180) return Math.min(200, 100 + 2 * (time_s - 60));
    if (time_s < 182) return 140;
    if (time_s < 242) return 200;
    if (time_s < 252) return 120;
    return 200;
  };
  const times_s = Array.from({ length: 3000 }, (_, index) => index / 10);
  const course = { times_s, volumes_ml: times_s.map(volume) };
  const manoeuvre = { raised_until_s: 60, standing_s: 60, one: [180, 182], several: [250.8, 251.9] };
  const found = readCurve(course, manoeuvre);
  assert.equal(found.venous_volume_ml, 100);
  assert.ok(Math.abs(found.filling_index_ml_per_s - 2) < 0.01, `${found.filling_index_ml_per_s}`);
  assert.equal(found.ejected_ml, 60);
  assert.equal(found.residual_ml, 20);
});

test("a curve without tiptoes has no ejected volume", async () => {
  const { readCurve } = await load("src/instruments/plethysmograph.ts");
  const course = { times_s: [0, 50, 100, 170], volumes_ml: [100, 100, 180, 200] };
  const found = readCurve(course, { raised_until_s: 55, standing_s: 55, one: null, several: null });
  assert.ok(Number.isNaN(found.ejected_ml));
  assert.ok(Number.isNaN(found.residual_ml));
});

test("the plethysmograph finds a manoeuvre that was done by hand", async () => {
  const { withDoing, manoeuvreIn } = await load("src/instruments/plethysmograph.ts");
  const posture = {
    "legs-raised": { trunk_deg: 0, hip_deg: 45, weight_bearing: 0 },
    standing: { trunk_deg: 90, hip_deg: 0, weight_bearing: 1 },
    sitting: { trunk_deg: 90, hip_deg: 90, weight_bearing: 0.2 },
  };
  const done = (...steps) =>
    steps.reduce(
      (doings, [time_s, name, pattern = "rest", rate_per_min]) =>
        withDoing(doings, { time_s, posture: posture[name], activity: { pattern, rate_per_min } }),
      [],
    );
  const whole = [
    [0, "standing"],
    [10, "legs-raised"],
    [100, "legs-raised"],
    [200, "standing"],
    [260, "standing", "tiptoe", 60],
    [261.2, "standing"],
    [300, "standing", "tiptoe", 60],
    [315, "standing"],
  ];
  assert.deepEqual(manoeuvreIn(done(...whole), 330), {
    raised_until_s: 200,
    standing_s: 200,
    one: [260, 261],
    several: [308.8, 310],
  });
  const without = done(...whole.slice(0, 4));
  assert.equal(manoeuvreIn(without, 220), null, "too short a standing for a plateau");
  assert.deepEqual(manoeuvreIn(without, 240)?.several, null);
  assert.equal(manoeuvreIn(done([10, "legs-raised"], [200, "sitting"], [210, "standing"]), 300), null);
  assert.equal(manoeuvreIn(done([0, "standing"], [50, "standing", "tiptoe", 60]), 100), null, "legs never raised");
  // Taken back to before it stood.
  assert.equal(manoeuvreIn(done(...whole, [150, "legs-raised"]), 300), null);
});

test("a mistake is shown in its line, with marks below its place", async () => {
  const { excerpt } = await load("src/protocols/run.ts");
  const text = 'start = "standing"\nposture = "siting"\n';
  const shown = excerpt(text, { message: "", line: 2, column: 11, length: 8 });
  assert.equal(shown, '2 | posture = "siting"\n  |           ^^^^^^^^');
});

test("a frame gives what is watched and nothing else", async () => {
  const { FrameBuffer } = await load("src/engine/frame.ts");
  const frame = new FrameBuffer(["a", "b"]);
  assert.ok(Number.isNaN(frame.get("a")));
  frame.take(2.5, Float64Array.of(1, 2, 3));
  assert.deepEqual([frame.time_s, frame.get("a"), frame.get("b")], [2.5, 1, 2]);
  assert.ok(Number.isNaN(frame.get("c")));
});

test("axes end at round numbers", async () => {
  const { nice } = await load("src/instruments/strip.ts");
  assert.deepEqual([0.03, 0.11, 1, 1.5, 3, 7, 23].map((value) => Number(nice(value).toPrecision(3))), [
    0.05, 0.2, 1, 2, 5, 10, 50,
  ]);
});

test("a value on the edge of a range is in band", async () => {
  const { verdict, bandWords } = await load("src/instruments/readings.ts");
  const band = { low: 60, high: null, unit: "mmHg" };
  assert.deepEqual([59.9, 60, 400].map((value) => verdict(value, band)), ["below", "in band", "in band"]);
  assert.equal(bandWords(band), "at least 60 mmHg");
});

test("the engine's words lose what only a file needs", async () => {
  const { spoken } = await load("src/controls/doing.ts");
  assert.equal(spoken("walk at 4.5 km/h (default)"), "walk at 4.5 km/h");
  assert.equal(spoken("trunk at 20 deg, ankle -22 deg"), "trunk at 20°, ankle −22°");
});

test("what is switched off is known by all its parameters", async () => {
  const { knockoutsOf, isOut, differenceFrom } = await load("src/controls/knockout-list.ts");
  const entry = (name, set, at_start = false) => ({ name, title: `Without ${name}`, description: "", at_start, set });
  const listed = knockoutsOf([
    entry("valves", { "valve.deep.competence": [1, 0], "valve.muscle.competence": [1, 0] }),
    entry("venous-tone", { "reflex.vein_gain.leg": [0.03, 0] }),
    entry("pericardium", { "heart.pericardium.volume_offset_ml": [440, 2000] }, true),
  ]);
  assert.deepEqual(listed.map(({ label }) => label), ["Valves", "Venous tone"], "what lives already keeps its pericardium");
  for (const knockout of listed) {
    const { title, phase: { set } } = differenceFrom(knockout, {});
    assert.match(title, /^without /);
    // A body that lacks it already is compared with one that has it, never with one the same.
    const back = differenceFrom(knockout, set);
    assert.match(back.title, /^with /);
    assert.ok(!isOut(knockout, back.phase.set), knockout.name);
    assert.ok(isOut(knockout, set), knockout.name);
    const [one] = Object.keys(set);
    assert.ok(!isOut(knockout, { ...set, [one]: 1.5 }), knockout.name);
    assert.ok(!isOut(knockout, {}), knockout.name);
  }
});

test("human ranges vanish when something is done, and late answers stay away", async () => {
  const { bands, keepBands, deeds } = await load("src/instruments/readings.ts", "src/state/store.ts");
  const row = { reading: "foot_vein_pressure_mmhg", low: 91.5, high: 98.9, unit: "mmHg" };
  const before = deeds.value;
  keepBands(before, [[row], []]);
  assert.equal(bands.value[0].length, 1);
  deeds.value += 1;
  assert.deepEqual(bands.value, [[], []]);
  // An answer that was asked for before the act comes after it.
  keepBands(before, [[row], []]);
  assert.deepEqual(bands.value, [[], []]);
  keepBands(deeds.value, [[row], []]);
  assert.equal(bands.value[0].length, 1);
});

test("curves are measured on copies in a worker of their own, which is ended", async () => {
  const { measureOn } = await load("src/instruments/measure-curves.ts");
  const asked = [];
  const spare = {
    onProgress: undefined,
    call: async (name, request) => {
      asked.push([name, request.saved ?? request.body]);
      if (name === "curves") spare.onProgress(1, 2);
      return { json: { name } };
    },
    end: () => asked.push(["end"]),
  };
  const shares = [];
  const saved = [{ text: "a", state: "1" }, { text: "b", state: "2" }];
  const found = await measureOn(spare, saved, (share) => shares.push(share));
  assert.equal(found.length, 2);
  assert.deepEqual(asked, [["load", "1"], ["curves", 0], ["load", "2"], ["curves", 0], ["end"]]);
  assert.deepEqual(shares, [0.25, 0.75]);
  spare.call = async () => Promise.reject(new Error("ended"));
  await assert.rejects(measureOn(spare, saved, () => {}));
  assert.deepEqual(asked.at(-1), ["end"]);
});

test("a slider shows what the body does, not a default", async () => {
  const { detailNow } = await load("src/controls/doing.ts");
  const speed = { key: "speed", unit: "km/h" };
  const rate = { key: "rate", unit: "/min" };
  const told = { pattern: "walk", words: "walk at 4.5 km/h (default)", speed_km_per_h: 6 };
  assert.equal(detailNow(told, speed), 6);
  assert.equal(detailNow({ pattern: "walk", words: "walk at 4.5 km/h, incline 5 %" }, speed), 4.5);
  const usual = { pattern: "tiptoe", words: "tiptoe at 60 /min (default)", rate_per_min: null };
  assert.equal(detailNow(usual, rate), 60);
  assert.equal(detailNow({ pattern: "rest", words: "rest" }, speed), undefined);
  assert.equal(detailNow(undefined, speed), undefined);
});

test("a person given as a table survives a shared link and can be opened anew", async () => {
  const { pack, unpack, setupNow, bodies } = await load(
    "src/protocols/share.ts",
    "src/controls/doing.ts",
    "src/state/store.ts",
  );
  const table = { name: "Ada", sex: "female", stature_cm: 160 };
  const text = await pack({ a: "title = 1", setups: [{ subject: table, start: "standing" }] });
  assert.match(text, /^[A-Za-z0-9_-]+$/);
  const { setups } = await unpack(text);
  const posture = { trunk_deg: 90, hip_deg: 0, knee_deg: 0, ankle_deg: 0, gravity_g: 1, weight_bearing: 1 };
  const state = { subject: { name: "Ada", line: "female" }, posture, named: [], set: {} };
  bodies.value = [{ setup: setups[0], state, time_s: 0 }, null];
  assert.deepEqual(setupNow().subject, table);
});

test("healthy values of the page's buttons are the body's own, and every number has a source", async () => {
  const data = new URL("../../crates/body/data/", import.meta.url);
  const body = {};
  for (const file of readdirSync(data)) {
    if (file.endsWith(".toml")) Object.assign(body, parse(readFileSync(new URL(file, data), "utf8")));
  }
  const doings = parse(readFileSync(new URL("../src/controls/doings.toml", import.meta.url), "utf8"));
  const sets = Object.values(doings.breathing).map(({ set }) => set);
  for (const [path, { healthy, value, source }] of sets.flatMap(Object.entries)) {
    const own = path.split(".").reduce((at, key) => at?.[key], body);
    assert.equal(healthy, own?.value, path);
    assert.notEqual(value, healthy, path);
    assert.ok(source.length > 10, path);
  }
});

test("whatever parameter a control sets is told in words", async () => {
  const { actWords } = await load("src/controls/said.ts");
  const { breathing } = parse(readFileSync(new URL("../src/controls/doings.toml", import.meta.url), "utf8"));
  const sets = Object.values(breathing).map(({ set }) => set);
  const others = ["lower_body.suction_mmhg", "muscle.pressure_gain", "valve.deep.competence", "reflex.vagal.drive"];
  for (const path of [...sets.flatMap(Object.keys), ...others])
    for (const value of [0, 0.5, 1, 40]) {
      const words = actWords({ set: { [path]: value } });
      assert.ok(words && !words.includes(path), `${path}: ${words}`);
    }
  assert.equal(actWords({ set: { "muscle.pressure_gain": 0.5 } }), "The muscles squeeze the veins with 50 % of the usual strength");
  assert.equal(actWords({ set: { "heart.period_s": 0.8 } }), "The parameter heart.period_s is now 0.8");
});
