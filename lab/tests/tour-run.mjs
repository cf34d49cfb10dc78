/**
 * Plays tours natively: writes the runs of a tour as scenario files, runs them with `secondheart` and
 * prints the outcome of every prediction. What a tour says is to be seen has been read off here.
 *
 *     node tests/tour-run.mjs [TOUR...]      SECONDHEART=../target/release/secondheart
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "smol-toml";
import { load } from "./load.mjs";
import { tourFiles } from "../src/tours/plugin.mjs";

const program = process.env.SECONDHEART ?? new URL("../../target/release/secondheart", import.meta.url).pathname;
const { answer, number, read, told } = await load("src/tours/measure.ts");
const { duration_s, watches } = await load("src/tours/format.ts");
const asked = process.argv.slice(2);

/** Rows of a CSV file by the names of its columns, without units. */
function table(file) {
  const [head, ...lines] = readFileSync(file, "utf8").trim().split("\n");
  const columns = head.split(",").map((name) => name.replace(/ \[.*/, ""));
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, i) => [columns[i], cell])));
}

/** Traces of a native run. */
function traced(scenario, signals) {
  const folder = mkdtempSync(join(tmpdir(), "tour-"));
  const file = join(folder, "tour.toml");
  // A last phase of standing up: a report of an artery in which nothing changes cannot be written.
  const phase = [...scenario.phase, { name: "up", duration: "10 s", activity: "rest", posture: "standing" }];
  writeFileSync(file, stringify({ ...scenario, phase, record: { signals, rate: "50 Hz" } }));
  execFileSync(program, ["run", file, "--format", "csv", "--out", join(folder, "out")], { stdio: ["ignore", "ignore", "inherit"] });
  const beats = table(join(folder, "out/beats.csv"));
  const waves = table(join(folder, "out/waveforms.csv"));
  return async (name, from_s, to_s) => {
    const ofBeat = name in beats[0] && !signals.includes(name);
    let least = Infinity, greatest = -Infinity, time_of_least_s = NaN, time_of_greatest_s = NaN, sum = 0, weight = 0;
    for (const row of ofBeat ? beats : waves) {
      const start = Number(ofBeat ? row.start_s : row.time_s ?? row[Object.keys(row)[0]]);
      const end = ofBeat ? start + Number(row.duration_s) : start;
      const overlap = ofBeat ? Math.min(end, to_s) - Math.max(start, from_s) : start >= from_s && start < to_s ? 1 : 0;
      if (!(overlap > 0)) continue;
      const value = Number(row[name]);
      if (!(name in row)) throw new Error(`no column ${name}: ${Object.keys(row)}`);
      const at = ofBeat ? (start + end) / 2 : start;
      if (value < least) [least, time_of_least_s] = [value, at];
      if (value > greatest) [greatest, time_of_greatest_s] = [value, at];
      sum += value * overlap;
      weight += overlap;
    }
    return { least, greatest, time_of_least_s, time_of_greatest_s, mean: sum / weight };
  };
}

const FIRST = { conditions: [], interventions: [], set: {} };
function opened(setup, other) {
  const added = other?.setup ?? {};
  const both = { ...FIRST, ...setup };
  return {
    ...setup, ...added,
    conditions: [...both.conditions, ...(added.conditions ?? [])],
    interventions: [...both.interventions, ...(added.interventions ?? [])],
    set: { ...both.set, ...(added.set ?? {}) },
  };
}

for (const { tour } of await tourFiles(process.env.TOURS)) {
  if (asked.length && !asked.includes(tour.id)) continue;
  console.log(`\n${tour.id} (${tour.claims}): ${tour.title}`);
  for (let i = 0; i < tour.step.length; i++) {
    const setup = tour.step[i];
    if (setup.kind !== "setup") continue;
    const runs = [[], []];
    const starts = new Map();
    const ends = new Map();
    let time = 0;
    const add = (phase, seconds) => {
      if (!(seconds > 0)) return;
      for (const body of [0, 1]) {
        const { run_s, pace, only, ...keys } = phase;
        runs[body].push({ name: `p${runs[body].length}`, duration: `${seconds} s`, ...(only === undefined || only === body ? keys : {}) });
      }
      time += seconds;
    };
    add({}, setup.settle_s ?? 1);
    if (setup.other?.phase) Object.assign(runs[1][0], setup.other.phase);
    ends.set(setup, time);
    let j = i + 1;
    for (; j < tour.step.length && tour.step[j].kind !== "setup"; j++) {
      const step = tour.step[j];
      if (step.kind !== "do") continue;
      starts.set(step, time);
      for (const phase of step.phase) add(phase, phase.run_s);
      ends.set(step, time);
    }
    const names = watches(tour, i);
    const signals = names.filter((name) => name.includes(".") );
    const bodies = [traced({ title: tour.title, ...opened(setup.body), phase: runs[0] }, signals)];
    if (setup.other) bodies.push(traced({ title: tour.title, ...opened(setup.body, setup.other), phase: runs[1] }, signals));
    const trace = (name, from_s, to_s, body) => bodies[body](name, from_s, to_s);
    const kept = {};
    for (let k = i; k < j; k++) {
      const step = tour.step[k];
      for (const keep of step.keep ?? [])
        kept[keep.name] = await read(trace, keep.of, keep.body ?? 0, ends.get(step) - keep.last_s, ends.get(step), keep.take);
      if (step.kind !== "predict") continue;
      const run = tour.step.slice(k).find((later) => later.kind === "do");
      const start = starts.get(run);
      const value = (gauge) => read(trace, gauge.of, gauge.body ?? 0, start + gauge.window[0], start + gauge.window[1], gauge.take);
      const { measure } = step;
      const after = await value(measure);
      const from = typeof measure.from === "string" ? kept[measure.from] : measure.from ? await value(measure.from) : undefined;
      const outcome = number(measure, after, from);
      console.log(`  ${step.id.padEnd(12)} ${told(measure, outcome).padEnd(16)} -> ${answer(step, outcome).padEnd(30)} (${(after * (measure.scale ?? 1)).toFixed(2)}${from === undefined ? "" : ` from ${(from * (measure.scale ?? 1)).toFixed(2)}`} ${measure.unit}; run ${duration_s(run)} s)`);
    }
  }
}
