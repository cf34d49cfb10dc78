/**
 * Everything that can be done in the page, as functions that return promises: the controls, the
 * tours, the search and the tests call these alone.
 */
import { batch } from "@preact/signals";
import { EngineError } from "../engine/client";
import type { Band, BodyState, Calls, Phase, Setup } from "../engine/types";
import { actWords } from "../controls/said";
import { run } from "../protocols/run";
import { storage } from "../theme";
import { endErrand, goTo, showNow, still } from "./loop";
import { ask, forgetSecond, frames, keepLog, put, tracedNames, watch } from "./session";
import {
  MOST_TRACES,
  also,
  bodies,
  catalogue,
  difference,
  level,
  message,
  pace,
  place,
  playing,
  traces,
  view,
  waiting,
  window_s,
} from "./store";
import type { Difference, FigureView, Level, LiveBody, Place } from "./store";

/** Which bodies an act is done to; with two bodies side by side both do the same. */
export type BodyChoice = 0 | 1 | "both";

/** What the engine said to an act. */
export interface Acted {
  /** When it takes effect. */
  at_s: number;
  told: string;
  state: BodyState;
}

const SLOWEST = 0.1;
const FASTEST = 60;

/** Opens the first body anew with this setup; ends a comparison. Rejects with an `EngineError`. */
export async function open(setup: Setup): Promise<BodyState> {
  return patiently(() =>
    still(async () => {
      endErrand();
      const { state } = (await ask("open", { body: 0, setup })).json;
      await dropSecond();
      put(0, state, setup);
      await watch(0);
      await keepLog(0);
      await showNow();
      return state;
    }),
  );
}

/** Does something to the bodies (default "both"). Rejects with an `EngineError` if the engine refuses. */
export async function act(phase: Phase, body: BodyChoice = "both"): Promise<Acted> {
  const chosen = ([0, 1] as const).filter(
    (index) => bodies.value[index] && (body === "both" || body === index),
  );
  const [index] = chosen;
  if (index === undefined) throw new EngineError({ message: "no body is open" });
  const both = chosen.length === 2;
  // A body that stands beside takes the same steps, so that the two differ by the phase alone.
  const beside = !both && bodies.value.every(Boolean);
  const first = (await ask("act", { body: index, phase, beside, both })).json;
  put(index, first.state);
  if (both || beside) {
    const other = index === 0 ? 1 : 0;
    put(other, (await ask("state", { body: other })).json.state);
    await keepLog(other);
  }
  await keepLog(index);
  message.value = { kind: "told", text: actWords(phase) ?? first.told };
  return first;
}

/** Simulated seconds for a second of the clock, 0.1 to 60. */
export async function setPace(times: number): Promise<void> {
  if (!Number.isNaN(times)) pace.value = Math.min(Math.max(times, SLOWEST), FASTEST);
}

export async function play(): Promise<void> {
  playing.value = true;
}

export async function pause(): Promise<void> {
  endErrand();
  playing.value = false;
}

/** Pauses and goes on to the end of the present heartbeat. */
export async function stepBeat(): Promise<void> {
  playing.value = false;
  const [body] = bodies.value;
  if (!body) return;
  const phase = frames[0].get("heart.phase_fraction");
  const period_s = frames[0].get("heart.period_s");
  const beat_s = Number.isFinite(period_s) ? period_s : 1;
  const left_s = Number.isFinite(phase) ? (1 - phase) * beat_s : beat_s;
  await goTo(body.time_s + (left_s < 0.05 ? beat_s : left_s), undefined, true);
}

/**
 * Goes on by so many simulated seconds at a pace (default: the present one; Infinity: as fast as
 * the engine can), then pauses if `thenPause`. Resolves when they are over.
 */
export async function runFor(
  seconds: number,
  how: { pace?: number; thenPause?: boolean } = {},
): Promise<void> {
  const [body] = bodies.value;
  if (body && seconds > 0) await goTo(body.time_s + seconds, how.pace, how.thenPause);
}

/** Goes back to a simulated time, at most ten minutes ago; what was done later is forgotten. */
export async function backTo(time_s: number): Promise<void> {
  await patiently(() =>
    still(async () => {
      endErrand();
      const [first, second] = bodies.value;
      if (!first) return;
      const ago_s = Math.max(0, first.time_s - time_s);
      const back = async (body: 0 | 1, { time_s, state }: LiveBody) => {
        const to_s = Math.max(time_s - ago_s, state.earliest_s);
        return (await ask("back", { body, to_s })).json.state;
      };
      const states = [await back(0, first), second && (await back(1, second))] as const;
      // Both at once: in between they would seem to be at different times.
      batch(() => {
        put(0, states[0], first.setup);
        if (second && states[1]) put(1, states[1], second.setup);
      });
      await keepLog(0);
      if (second) await keepLog(1);
      // What was refused then may be possible now.
      if (message.value?.kind === "refused") message.value = null;
      await showNow();
    }),
  );
}

/** Puts a second body beside the first that differs in one thing. */
export async function compareWith(chosen: Difference): Promise<void> {
  await patiently(() =>
    still(async () => {
      const [first] = bodies.value;
      if (!first) return;
      await dropSecond();
      if (chosen.setup) {
        const together = joined(first.setup, chosen.setup);
        const second = (await ask("open", { body: 1, setup: together })).json.state;
        put(1, second, together);
        const anew = (await ask("open", { body: 0, setup: first.setup })).json.state;
        put(0, anew, first.setup);
        message.value = {
          kind: "told",
          text: `Both bodies begin anew, at rest: a body ${chosen.title} is so from its start.`,
        };
      } else {
        put(1, (await ask("fork", { from: 0, to: 1 })).json.state, first.setup);
      }
      await watch(0);
      await watch(1);
      difference.value = chosen;
    }),
  );
  try {
    if (chosen.phase) await act(chosen.phase, 1);
  } catch (error) {
    // Two bodies that do not differ would be a false comparison.
    if (error instanceof EngineError) await endCompare();
    throw error;
  }
  await keepLog(0);
  await keepLog(1);
  await still(showNow);
}

/** Opens two bodies side by side, each with a setup of its own; the title says how the second differs. */
export async function openBoth(first: Setup, second: Setup, title: string): Promise<void> {
  await patiently(() =>
    still(async () => {
      endErrand();
      await dropSecond();
      put(0, (await ask("open", { body: 0, setup: first })).json.state, first);
      put(1, (await ask("open", { body: 1, setup: second })).json.state, second);
      difference.value = { title, setup: second };
      for (const body of [0, 1] as const) {
        await watch(body);
        await keepLog(body);
      }
      await showNow();
    }),
  );
}

export async function endCompare(): Promise<void> {
  await still(dropSecond);
}

/** Chooses the traces by names of signals or live readings, at most six; unknown names are told. */
export async function chooseTraces(names: string[]): Promise<void> {
  const before = traces.value;
  traces.value = [...new Set(names)].slice(0, MOST_TRACES);
  const [first, second] = bodies.value;
  const missing = first ? await watch(0) : [];
  if (second) await watch(1);
  const unknown = missing.filter(({ name }) => traces.value.includes(name));
  if (unknown.length === 0) return;
  traces.value = traces.value.filter((name) => !unknown.some((entry) => entry.name === name));
  if (traces.value.length === 0) traces.value = before;
  await watch(0);
  if (second) await watch(1);
  const [entry] = unknown;
  message.value = {
    kind: "refused",
    text: `There is no trace of ${unknown.map(({ name }) => name).join(", ")}.`,
    ...(entry && entry.nearest.length > 0 ? { help: `Nearest: ${entry.nearest.join(", ")}` } : {}),
  };
}

/** Seconds that the traces show, 2 to 600. */
export async function showWindow(seconds: number): Promise<void> {
  if (!Number.isNaN(seconds)) window_s.value = Math.min(Math.max(seconds, 2), 600);
}

export async function showView(chosen: FigureView): Promise<void> {
  view.value = chosen;
}

/** Opens a part of the page: controls, traces, numbers, tours, protocols, ask. */
export async function showPlace(chosen: Place): Promise<void> {
  place.value = chosen;
}

export async function chooseLevel(chosen: Level): Promise<void> {
  level.value = chosen;
  storage.setItem("secondheart.level", chosen);
}

/** Live readings of a body now (default the first): means over the last beat, present gauges. */
export async function readNow(body: 0 | 1 = 0): Promise<Record<string, number>> {
  return (await ask("readings", { body })).json.values;
}

/** What a trace did between two times. */
export interface TraceSummary {
  least: number;
  greatest: number;
  mean: number;
  time_of_least_s: number;
  time_of_greatest_s: number;
}

/** Keeps traces for `readTrace` without showing them, until the next call. */
export async function traceAlso(names: string[]): Promise<void> {
  also.value = [...new Set(names)];
  await watch(0);
  if (bodies.value[1]) await watch(1);
}

/** Sums up a trace that is kept (chosen, or named in `traceAlso`) between two times. */
export async function readTrace(
  name: string,
  from_s: number,
  to_s: number,
  body: 0 | 1 = 0,
): Promise<TraceSummary> {
  if (!tracedNames().includes(name)) throw new EngineError({ message: `${name} is not traced` });
  const columns = Math.max(2, Math.min(4000, Math.round((to_s - from_s) * 64)));
  const { json, payload } = await ask("trace", { body, from_s, to_s, columns });
  const values = new Float64Array(payload);
  const at = json.names.indexOf(name) * json.columns * 2;
  const sum: TraceSummary = {
    least: Number.POSITIVE_INFINITY,
    greatest: Number.NEGATIVE_INFINITY,
    mean: 0,
    time_of_least_s: Number.NaN,
    time_of_greatest_s: Number.NaN,
  };
  let count = 0;
  for (let column = 0; at >= 0 && column < json.columns; column++) {
    const low = values[at + 2 * column] ?? Number.NaN;
    const high = values[at + 2 * column + 1] ?? Number.NaN;
    if (Number.isNaN(low)) continue;
    const time_s = json.from_s + ((column + 0.5) / json.columns) * (json.to_s - json.from_s);
    if (low < sum.least) [sum.least, sum.time_of_least_s] = [low, time_s];
    if (high > sum.greatest) [sum.greatest, sum.time_of_greatest_s] = [high, time_s];
    sum.mean += (low + high) / 2;
    count += 1;
  }
  if (count === 0) return { ...sum, least: Number.NaN, greatest: Number.NaN, mean: Number.NaN };
  return { ...sum, mean: sum.mean / count };
}

/** Human ranges that hold for a body now. */
export async function bandsNow(body: 0 | 1 = 0): Promise<Band[]> {
  return (await ask("bands", { body })).json.rows;
}

/** Runs a shipped scenario in a second worker; progress is in `longRun`. Rejects if cancelled. */
export async function runScenario(name: string): Promise<Calls["run"]["answer"]> {
  const entry = catalogue.value?.scenarios.find((scenario) => scenario.name === name);
  return run({ name, title: entry?.title ?? name });
}

/** What was done to a body as a scenario file. */
export async function sessionText(title: string, body: 0 | 1 = 0): Promise<string> {
  return (await ask("log", { body, title })).json.text;
}

async function dropSecond(): Promise<void> {
  if (!bodies.value[1]) return;
  bodies.value = [bodies.value[0], null];
  difference.value = null;
  forgetSecond();
  await ask("close", { body: 1 });
}

/** A setup with another's words added. */
function joined(base: Setup, more: Setup): Setup {
  return {
    ...base,
    ...more,
    conditions: [...(base.conditions ?? []), ...(more.conditions ?? [])],
    interventions: [...(base.interventions ?? []), ...(more.interventions ?? [])],
    ...((base.without ?? more.without) && { without: [...(base.without ?? []), ...(more.without ?? [])] }),
    set: { ...base.set, ...more.set },
  };
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  waiting.value = true;
  try {
    return await work();
  } finally {
    waiting.value = false;
  }
}
