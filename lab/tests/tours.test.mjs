/** Every tour can be played: its format holds, and every name in it is one of the program's. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { parse } from "smol-toml";
import { glossary, tourFiles, verdicts } from "../src/tours/plugin.mjs";
import { load } from "./load.mjs";

const ROOT = new URL("../../", import.meta.url);
const program =
  process.env.SECONDHEART ??
  [new URL("target/release/secondheart", ROOT), new URL("target/debug/secondheart", ROOT)]
    .map((url) => url.pathname)
    .find((path) => existsSync(path));

const { faults, watches } = await load("src/tours/format.ts");
const files = await tourFiles();
const tours = files.map(({ tour }) => tour);

/** First words of the lines of a list that the program prints. */
const listed = (...what) =>
  execFileSync(program, what, { encoding: "utf8" }).split("\n").map((line) => line.split(/\s/)[0]);

async function evidence() {
  const rows = new Map();
  for (const file of await readdir(new URL("evidence/", ROOT))) {
    if (!/^\d\d_.*\.toml$/.test(file)) continue;
    for (const row of parse(await readFile(new URL(`evidence/${file}`, ROOT), "utf8")).target) rows.set(row.id, row);
  }
  return rows;
}

/** Everything in a tour that a body is given: setups, differences and phases. */
const given = (tour) =>
  tour.step.flatMap((step) => [
    ...(step.kind === "setup" ? [step.body, step.other?.phase, step.other?.setup] : []),
    ...(step.kind === "do" ? step.phase : []),
    ...(step.kind === "next" ? step.go.map((go) => go.phase) : []),
  ]).filter(Boolean);

test("every tour keeps to the format", () => {
  assert.deepEqual(files.flatMap(({ file, tour }) => faults(tour, file)), []);
});

test("a tour that runs before it asks is refused", () => {
  const tour = structuredClone(tours[0]);
  tour.step = tour.step.filter((step) => step.kind !== "predict");
  assert.ok(faults(tour, `${tour.id}.toml`).some((fault) => fault.includes("before a prediction")));
});

test("a third of the tours ask for a number, and a range where any number is right is refused", () => {
  const guessed = (tour) => tour.step.find((step) => step.guess);
  assert.ok(tours.filter(guessed).length * 3 >= tours.length);
  const tour = structuredClone(tours.find(guessed));
  const file = `${tour.id}.toml`;
  const { guess } = guessed(tour);
  guess.within = (guess.high - guess.low) / 2;
  assert.ok(faults(tour, file).some((fault) => fault.includes("a sixth of the range")));
  delete guess.step;
  assert.ok(faults(tour, file).some((fault) => fault.includes("a guess needs")));
});

test("claims, rows, tours and scenarios exist", async () => {
  const rows = await evidence();
  const claims = new Set(parse(await readFile(new URL("evidence/claims.toml", ROOT), "utf8")).claim.map(({ id }) => id));
  const scenarios = new Set((await readdir(new URL("scenarios/", ROOT))).map((file) => file.replace(".toml", "")));
  const unknown = [];
  for (const tour of tours) {
    const say = (what) => unknown.push(`${tour.id}: ${what}`);
    for (const claim of tour.claims) if (!claims.has(claim)) say(claim);
    for (const step of tour.step) {
      const ids = (step.rows ?? []).map((row) => row.id ?? row);
      for (const id of ids) if (!rows.has(id)) say(id);
      const text = JSON.stringify(step);
      for (const [id] of text.matchAll(/\b(?!AD|UK)[A-Z]{2}\d{2}\b/g)) if (!rows.has(id)) say(`${id} in a text`);
      for (const go of step.go ?? []) {
        if (go.tour && !tours.some(({ id }) => id === go.tour)) say(`tour ${go.tour}`);
        if (go.scenario && !scenarios.has(go.scenario)) say(`scenario ${go.scenario}`);
      }
    }
  }
  assert.deepEqual(unknown, []);
});

test("a row that is shown beside the model has its unit", async () => {
  const rows = await evidence();
  const { unit } = await load("src/tours/measure.ts");
  const wrong = [];
  for (const tour of tours)
    for (const step of tour.step)
      for (const row of step.kind === "compare" ? (step.rows ?? []) : [])
        if (row.of) {
          const { measure } = tour.step.find((other) => other.kind === "predict" && other.id === row.of);
          const plain = (text) => text.replace("²", "2").replace(/^1\//, "/");
          if (plain(unit(measure)) !== plain(rows.get(row.id).unit)) wrong.push(`${tour.id}: ${row.id} ${rows.get(row.id).unit} ${unit(measure)}`);
        }
  assert.deepEqual(wrong, []);
});

test("signals, readings, postures, activities and conditions are the program's", { skip: program ? false : "no program is built" }, () => {
  const signals = new Set(listed("signals"));
  const readings = new Set(listed("readings"));
  const postures = new Set(listed("postures"));
  const activities = new Set(listed("activities"));
  const named = new Set(listed("conditions"));
  const parameters = new Map();
  const isParameter = (name) => {
    if (!parameters.has(name)) {
      let found = false;
      try {
        found = listed("parameters", name).includes(name);
      } catch {
        found = false;
      }
      parameters.set(name, found);
    }
    return parameters.get(name);
  };
  const unknown = [];
  for (const tour of tours) {
    const say = (what) => unknown.push(`${tour.id}: ${what}`);
    tour.step.forEach((step, i) => {
      if (step.kind === "setup")
        for (const name of watches(tour, i)) if (!signals.has(name) && !readings.has(name)) say(name);
    });
    for (const keys of given(tour)) {
      for (const posture of [keys.posture, keys.start])
        if (typeof posture === "string" && !postures.has(posture)) say(`posture ${posture}`);
      const activity = keys.activity?.pattern ?? keys.activity;
      if (activity && !activities.has(activity)) say(`activity ${activity}`);
      for (const word of [...(keys.conditions ?? []), ...(keys.interventions ?? [])])
        if (!named.has(word) && !named.has(word.replace(/-(left|right|\d+-weeks)$/, ""))) say(word);
      for (const name of Object.keys(keys.set ?? {})) if (!isParameter(name)) say(`parameter ${name}`);
    }
  }
  assert.deepEqual(unknown, []);
});

test("the verdicts of VALIDATION.md are read as it counts them", async () => {
  const markdown = await readFile(new URL("VALIDATION.md", ROOT), "utf8");
  const counts = { in: 0, out: 0, not: 0 };
  for (const [value, inBand, role] of Object.values(verdicts(markdown)))
    if (role === "predicted") counts[value === null ? "not" : inBand ? "in" : "out"] += 1;
  assert.match(markdown, new RegExp(`\\| ${counts.in} \\| ${counts.out} \\| ${counts.not} \\|`));
});
