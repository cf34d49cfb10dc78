/**
 * The format of a tour: a short story in `lab/tours/NAME.toml`.
 *
 * A tour sets up a body, asks for a prediction, runs, and shows prediction, model and people together.
 * The outcome of a prediction is always measured in the run. This module types a tour and refuses a
 * file that breaks a rule; `tests/tours.test.mjs` also checks every name against the program's lists.
 */
import type { Phase, Setup } from "../engine/types";
import type { Difference, FigureView, Level } from "../state/store";

export const LEVELS: Level[] = ["patient", "student", "clinician"];

/** Words for the three levels, or the same for all. */
export type Words = string | Record<Level, string>;

/** How the values of a window become one number. */
export const TAKES = ["mean", "least", "greatest", "time_of_least_s", "time_of_greatest_s"] as const;
export type Take = (typeof TAKES)[number];

/** A value read from the run: a live reading or a signal, or the sum of several. */
export interface Gauge {
  of: string | string[];
  /** Which of two bodies; the first by default. */
  body?: 0 | 1;
  /** Seconds from the start of the run that follows. */
  window: [number, number];
  take?: Take;
}

/** A value that a step keeps for later: over its last seconds. */
export interface Keep {
  name: string;
  of: string | string[];
  body?: 0 | 1;
  last_s: number;
  take?: Take;
}

/** The number that decides a prediction: a value alone, or against another value. */
export interface Measure extends Gauge {
  /** What is measured, in words. */
  label: string;
  unit: string;
  /** Factor on the signal, such as 0.06 from mL/s to L/min. */
  scale?: number;
  digits?: number;
  /** Another window or body, or the name of a kept value. */
  from?: Gauge | string;
  /** `change` is the difference from `from`, `percent` that difference in per cent, `loss` its opposite, `share` the value in per cent. */
  as?: "value" | "change" | "percent" | "loss" | "share";
}

/** An option of a prediction that holds from one number up to another. */
export interface Choice {
  label: string;
  from?: number;
  below?: number;
}

/** A prediction that is a number: it is set on a range in steps, and right within so much of the outcome. */
export interface Guess {
  low: number;
  high: number;
  step: number;
  within: number;
}

interface Step {
  title: string;
  text?: Words;
}
export interface TextStep extends Step {
  kind: "text";
  text: Words;
}
export interface SetupStep extends Step {
  kind: "setup";
  body: Setup;
  /** A second body beside the first, which differs in one thing. */
  other?: Difference;
  /** What the first body is called beside the second. */
  name?: string;
  settle_s?: number;
  view?: FigureView;
  traces?: string[];
  keep?: Keep[];
}
export interface PredictStep extends Step {
  kind: "predict";
  id: string;
  question: string;
  measure: Measure;
  /** Up to this much of a change counts as "stays about the same". */
  same?: number;
  choice?: Choice[];
  guess?: Guess;
}
export interface TimedPhase extends Phase {
  run_s: number;
  /** Seconds of the body in a second of the reader; 1 by default. */
  pace?: number;
  /** Which body does it; both by default. */
  only?: 0 | 1;
}
export interface DoStep extends Step {
  kind: "do";
  phase: TimedPhase[];
  /** A step that only prepares, and so needs no prediction. */
  prepares?: boolean;
  view?: FigureView;
  keep?: Keep[];
}
export interface CompareStep extends Step {
  kind: "compare";
  text: Words;
  /** Predictions whose outcome is shown. */
  of: string[];
  /** Rows of the evidence; with `of` the row is about the number of that prediction. */
  rows?: { id: string; of?: string }[];
  /** Said where no measurement in people fits the number of the run. */
  unmeasured?: string;
}
export interface EvidenceStep extends Step {
  kind: "evidence";
  /** Rows to count; without them all rows of the tour's claims. */
  rows?: string[];
}
export interface LimitsStep extends Step {
  kind: "limits";
  text: Words;
}
/** A question that runs something. */
export interface Next {
  question: string;
  tour?: string;
  scenario?: string;
  phase?: Phase;
}
export interface NextStep extends Step {
  kind: "next";
  go: Next[];
}
export type TourStep =
  | TextStep
  | SetupStep
  | PredictStep
  | DoStep
  | CompareStep
  | EvidenceStep
  | LimitsStep
  | NextStep;

export interface Tour {
  id: string;
  title: string;
  /** The question of the list, in one line. */
  question: string;
  /** Other ways to ask it; searched, not shown. */
  ask?: string[];
  claims: string[];
  minutes: number;
  /** Whether the body shows what the claim says: as people do, only partly, or otherwise. */
  holds: "yes" | "partly" | "no";
  step: TourStep[];
}

/** Keys of each kind of step; a key that is not here is a misspelling. */
const KEYS: Record<TourStep["kind"], string[]> = {
  text: ["text"],
  setup: ["text", "body", "other", "name", "settle_s", "view", "traces", "keep"],
  predict: ["text", "id", "question", "measure", "same", "choice", "guess"],
  do: ["text", "phase", "prepares", "view", "keep"],
  compare: ["text", "of", "rows", "unmeasured"],
  evidence: ["text", "rows"],
  limits: ["text"],
  next: ["text", "go"],
};
const MEASURE_KEYS = ["of", "body", "window", "take", "label", "unit", "scale", "digits", "from", "as"];
const GUESS_KEYS = ["low", "high", "step", "within"];
const PHASE_KEYS = [
  "posture", "ramp", "manner", "activity", "conditions", "interventions", "set", "run_s", "pace", "only",
];

/** Longest stretch of the past that the engine keeps, in seconds. */
const HISTORY_S = 600;
/** Most traces that the page draws. */
const MOST_WATCHED = 6;

/** Seconds that a step runs. */
export function duration_s(step: DoStep): number {
  return step.phase.reduce((sum, phase) => sum + phase.run_s, 0);
}

/** Words of a level. */
export function words(text: Words | undefined, level: Level): string {
  return text === undefined ? "" : typeof text === "string" ? text : text[level];
}

/** Everything that a gauge reads. */
export function names(of: string | string[]): string[] {
  return typeof of === "string" ? [of] : of;
}

/** What the body that a setup step opens is watched for: all that is measured in it, then its traces. */
export function watches(tour: Tour, setup: number): string[] {
  const measured: { of: string | string[] }[] = [];
  const kept: { of: string | string[] }[] = [];
  for (let i = setup; i < tour.step.length; i++) {
    const step = tour.step[i]!;
    if (i > setup && step.kind === "setup") break;
    if (step.kind === "setup" || step.kind === "do") kept.push(...(step.keep ?? []));
    if (step.kind === "predict") {
      measured.push(step.measure);
      if (typeof step.measure.from === "object") measured.push(step.measure.from);
    }
  }
  const found = new Set([...measured, ...kept].flatMap(({ of }) => names(of)));
  const opened = tour.step[setup];
  if (opened?.kind === "setup") for (const name of opened.traces ?? []) found.add(name);
  return [...found];
}

/** The faults of a range to guess on. */
function guessFaults(guess: Guess): string[] {
  const { low, high, step, within } = guess;
  const steps = (high - low) / step;
  return [
    ...Object.keys(guess).filter((key) => !GUESS_KEYS.includes(key)).map((key) => `unknown key ${key}`),
    ...(GUESS_KEYS.every((key) => Number.isFinite(guess[key as keyof Guess])) ? [] : [`a guess needs ${GUESS_KEYS.join(", ")}`]),
    ...(steps >= 10 && steps <= 200 && Math.abs(steps - Math.round(steps)) < 1e-9 ? [] : ["a range has 10 to 200 whole steps"]),
    // Otherwise any number would be right.
    ...(within >= step && 2 * within <= (high - low) / 3 ? [] : ["within is from one step to a sixth of the range"]),
  ];
}

/** The faults of a tour, in words; none if it can be played. */
export function faults(tour: Tour, file: string): string[] {
  const found: string[] = [];
  const say = (what: string) => found.push(`${file}: ${what}`);
  if (`${tour.id}.toml` !== file) say(`id "${tour.id}" is not the name of the file`);
  for (const key of ["title", "question", "claims", "minutes", "holds", "step"] as const)
    if (tour[key] === undefined) say(`lacks ${key}`);
  if (!["yes", "partly", "no"].includes(tour.holds)) say(`holds is yes, partly or no, not ${tour.holds}`);
  if (found.length) return found;
  const predicted = new Set<string>();
  const shown = new Set<string>();
  const kept = new Set<string>();
  let bodies = 0;
  tour.step.forEach((step, i) => {
    const here = (what: string) => say(`step ${i + 1} (${step.kind}): ${what}`);
    const allowed = KEYS[step.kind];
    if (!allowed) return here("unknown kind");
    if (!step.title) here("lacks a title");
    for (const key of Object.keys(step))
      if (!["kind", "title", ...allowed].includes(key)) here(`unknown key ${key}`);
    if (step.text !== undefined && typeof step.text !== "string")
      for (const level of LEVELS) if (!step.text[level]?.trim()) here(`lacks text for the ${level}`);
    const before = tour.step[i - 1];
    const after = tour.step[i + 1];
    if (step.kind === "setup") {
      bodies = step.other ? 2 : 1;
      const watched = watches(tour, i);
      if (watched.length > MOST_WATCHED) here(`${watched.length} traces to watch; ${MOST_WATCHED} is the most`);
    }
    if (step.kind === "setup" || step.kind === "do") for (const keep of step.keep ?? []) kept.add(keep.name);
    if (step.kind === "predict") {
      if (predicted.has(step.id)) here(`second prediction called ${step.id}`);
      predicted.add(step.id);
      if (after?.kind !== "do" && after?.kind !== "predict") here("a prediction stands before its run");
      if ([step.same, step.choice, step.guess].filter((way) => way !== undefined).length !== 1) here("needs one of same, choice and guess");
      if (step.guess) for (const fault of guessFaults(step.guess)) here(fault);
      for (const key of Object.keys(step.measure)) if (!MEASURE_KEYS.includes(key)) here(`unknown key ${key}`);
      if (!bodies) here("no body is open");
      const as = step.measure.as ?? "value";
      if ((as === "value") === (step.measure.from !== undefined)) here("a change needs from, a value none");
      const from = step.measure.from;
      if (typeof from === "string" && !kept.has(from)) here(`nothing is kept as ${from}`);
      const run = tour.step.slice(i).find((later) => later.kind === "do") as DoStep | undefined;
      const end = run ? duration_s(run) : 0;
      for (const gauge of [step.measure, ...(typeof from === "object" ? [from] : [])]) {
        const [start, stop] = gauge.window;
        if (!(start < stop && stop <= end)) here(`window ${start} to ${stop} s is not within the run of ${end} s`);
        if (stop > 0 && start < end - HISTORY_S) here("a window too long ago at the end of the run");
        if (stop > 0 && start < 0) here("a window lies before or after the start of the run");
        if (gauge.body === 1 && bodies < 2) here("there is no second body");
        if (typeof gauge.of !== "string" && (gauge.take ?? "mean") !== "mean") here("a sum has only a mean");
      }
      if (step.choice) {
        const ends = step.choice
          .map(({ from = -Infinity, below = Infinity }) => [from, below] as const)
          .sort((a, b) => a[0] - b[0])
          .flat();
        ends.slice(1, -1).forEach((end, n, all) => {
          if (n % 2 === 0 && end !== all[n + 1]) here("choices leave a gap or overlap");
        });
        if (ends[0] !== -Infinity || ends.at(-1) !== Infinity) here("choices do not hold every number");
      }
    }
    if (step.kind === "do") {
      if (!step.prepares && before?.kind !== "predict") here("runs before a prediction was asked");
      if (!step.prepares && after?.kind !== "compare") here("is not followed by what came out");
      for (const phase of step.phase) {
        for (const key of Object.keys(phase)) if (!PHASE_KEYS.includes(key)) here(`unknown key ${key}`);
        if (!(phase.run_s > 0)) here("a phase needs run_s");
        if (!((phase.pace ?? 1) >= 0.1 && (phase.pace ?? 1) <= 60)) here("pace is from 0.1 to 60");
      }
    }
    if (step.kind === "compare") {
      for (const id of step.of) {
        if (!predicted.has(id)) here(`nothing was predicted as ${id}`);
        shown.add(id);
      }
      for (const row of step.rows ?? []) if (row.of && !step.of.includes(row.of)) here(`${row.id} is of ${row.of}`);
    }
    if (step.kind === "next")
      for (const go of step.go)
        if ([go.tour, go.scenario, go.phase].filter((way) => way !== undefined).length !== 1)
          here(`"${go.question}" runs one thing: a tour, a scenario or a phase`);
  });
  for (const id of predicted) if (!shown.has(id)) say(`the outcome of ${id} is never shown`);
  if (!predicted.size) say("asks for no prediction");
  for (const kind of ["evidence", "limits", "next"] as const)
    if (!tour.step.some((step) => step.kind === kind)) say(`lacks a step ${kind}`);
  return found;
}
