/** The playing of a tour: where the reader is, what was predicted, what runs and what came out. */
import { batch, computed, signal } from "@preact/signals";
import tourFiles from "virtual:tours";
import { duration_s, type DoStep, type PredictStep, type SetupStep, type Tour, type TourStep } from "./format";
import * as host from "./host";
import { answer, gauge, isRight, kept, number, predicted, told } from "./measure";
import { add } from "./score";

export const all: Tour[] = tourFiles.map(({ tour }) => tour);

/** What came out of a prediction. */
export interface Outcome {
  value: number;
  told: string;
  answer: string;
  right: boolean;
}

/** What the present screen is doing with the bodies. */
export type Work =
  | { kind: "idle" }
  | { kind: "running"; done_s: number; total_s: number }
  | { kind: "held" }
  | { kind: "failed"; words: string };

/** Steps that are shown together: predictions of one run, and the end. */
export function screens(steps: TourStep[]): TourStep[][] {
  const END = ["evidence", "limits", "next"];
  const found: TourStep[][] = [];
  for (const step of steps) {
    const last = found.at(-1)?.at(-1);
    const together =
      last && ((last.kind === "predict" && step.kind === "predict") || (END.includes(last.kind) && END.includes(step.kind)));
    if (together) found.at(-1)!.push(step);
    else found.push([step]);
  }
  return found;
}

export const tour = signal<Tour | null>(null);
/** The claim that is explained while no tour is played, by its id. */
export const explained = signal<string | null>(null);
export const at = signal(0);
export const chosen = signal<Record<string, string>>({});
export const outcomes = signal<Record<string, Outcome>>({});
export const work = signal<Work>({ kind: "idle" });
/** Screens whose work is done. */
export const finished = signal<ReadonlySet<number>>(new Set());

export const pages = computed(() => (tour.value ? screens(tour.value.step) : []));
export const page = computed(() => pages.value[at.value] ?? []);

/** Values that steps keep for later, by name; and values read before a run, by prediction. */
const keptValues = new Map<string, number>();
let runNumber = 0;

/** Begins a tour, or begins it again. */
export function begin(id: string): void {
  const found = all.find((one) => one.id === id);
  if (!found) return;
  if (!tour.value) host.keepOwn();
  runNumber += 1;
  goAhead?.();
  host.clearMessage();
  keptValues.clear();
  batch(() => {
    tour.value = found;
    explained.value = null;
    chosen.value = {};
    outcomes.value = {};
    finished.value = new Set();
    work.value = { kind: "idle" };
    at.value = 0;
  });
  void enter();
}

export function leave(): void {
  const open = tour.value !== null;
  runNumber += 1;
  goAhead?.();
  host.clearMessage();
  tour.value = null;
  work.value = { kind: "idle" };
  if (open) host.offerOwn();
}

/** Whether the screen lets the reader go on. */
export const mayGoOn = computed(() => {
  const [step] = page.value;
  if (!step) return false;
  if (step.kind === "predict")
    return page.value.every((one) => one.kind === "predict" && (chosen.value[one.id] || outcomes.value[one.id]));
  return step.kind === "setup" || step.kind === "do" ? finished.value.has(at.value) : true;
});

/** What hinders the reader, in words. */
export function hindrance(): string {
  const [step] = page.value;
  if (step?.kind === "predict")
    return page.value.some((one) => one.kind === "predict" && one.guess && !chosen.value[one.id])
      ? "Set a number within the range first: the guess is what makes you learn."
      : "Choose an answer first: the guess is what makes you learn.";
  return step?.kind === "setup" ? "The body is being prepared." : "The run is not over yet.";
}

export function goOn(): boolean {
  if (!mayGoOn.value || at.value >= pages.value.length - 1) return false;
  host.clearMessage();
  at.value += 1;
  void enter();
  return true;
}

export function goBack(): void {
  if (at.value > 0 && work.value.kind !== "running" && work.value.kind !== "held") {
    host.clearMessage();
    at.value -= 1;
  }
}

/** Chooses an answer, or none with ""; it stands once the run has begun. */
export function predict(id: string, option: string): void {
  if (!outcomes.value[id]) chosen.value = { ...chosen.value, [id]: option };
}

/** Does what a screen does with the bodies when the reader comes to it. */
export async function enter(): Promise<void> {
  const [step] = page.value;
  const now = tour.value;
  if (!now || !step || finished.value.has(at.value) || work.value.kind === "running") return;
  if (step.kind !== "setup" && step.kind !== "do") return;
  const mine = runNumber;
  const screen = at.value;
  const total_s = step.kind === "setup" ? (step.settle_s ?? 0) : duration_s(step);
  const first_s = { value: NaN };
  const watch = setInterval(() => {
    if (runNumber !== mine || work.value.kind !== "running" || Number.isNaN(first_s.value)) return;
    const done_s = Math.min(Math.max(host.time_s(0) - first_s.value, 0), total_s);
    work.value = { kind: "running", done_s, total_s };
  }, 200);
  work.value = { kind: "running", done_s: 0, total_s };
  try {
    const over = step.kind === "setup" ? await prepare(now, step) : await perform(now, step, (s) => (first_s.value = s));
    if (runNumber !== mine) return;
    if (over) finished.value = new Set([...finished.value, screen]);
    work.value = { kind: "idle" };
  } catch (error) {
    if (runNumber !== mine) return;
    work.value = { kind: "failed", words: error instanceof Error ? error.message : String(error) };
  } finally {
    clearInterval(watch);
  }
}

async function prepare(now: Tour, step: SetupStep): Promise<boolean> {
  const index = now.step.indexOf(step);
  const next = now.step.slice(index).find((later): later is DoStep => later.kind === "do");
  if (next) await host.showRun(duration_s(next));
  await host.setUp(now, index, step);
  await keepValues(step);
  return true;
}

async function keepValues(step: SetupStep | DoStep): Promise<void> {
  for (const keep of step.keep ?? []) keptValues.set(keep.name, await kept(host.trace, keep, host.time_s(keep.body ?? 0)));
}

let goAhead: (() => void) | undefined;
/** Set when the reader does not want to watch the rest of a run. */
let hurried = false;

/** Computes the rest of a run as fast as the engine can. */
export function hurry(): void {
  if (work.value.kind !== "running") return;
  hurried = true;
  void host.stop();
}

/** Goes on with a run that was stopped. */
export function resume(): void {
  goAhead?.();
}

/** Lets the bodies go on to the end of a stretch; waits if the reader stops them. */
async function runOut(seconds: number, pace: number): Promise<boolean> {
  const mine = runNumber;
  const until_s = host.time_s(0) + seconds;
  while (!(await host.run(until_s - host.time_s(0), hurried ? Infinity : pace))) {
    if (runNumber !== mine) return false;
    if (hurried) continue;
    const before = work.value;
    work.value = { kind: "held" };
    await new Promise<void>((done) => (goAhead = done));
    goAhead = undefined;
    if (runNumber !== mine) return false;
    work.value = before;
  }
  return runNumber === mine;
}

/** The predictions that a run decides: those that stand directly before it. */
export function decided(now: Tour, step: DoStep): PredictStep[] {
  const found: PredictStep[] = [];
  for (let i = now.step.indexOf(step) - 1; i >= 0; i--) {
    const before = now.step[i]!;
    if (before.kind !== "predict") break;
    found.unshift(before);
  }
  return found;
}

async function perform(now: Tour, step: DoStep, started: (time_s: number) => void): Promise<boolean> {
  if (step.view) await host.showView(step.view);
  await host.showRun(duration_s(step));
  const start = [host.time_s(0), host.time_s(1)] as const;
  const predictions = decided(now, step);
  const from = new Map<string, number>();
  for (const { id, measure } of predictions) {
    if (typeof measure.from === "string") from.set(id, keptValues.get(measure.from) ?? NaN);
    else if (measure.from && measure.from.window[1] <= 0)
      from.set(id, await gauge(host.trace, measure.from, start[measure.from.body ?? 0]));
  }
  started(start[0]);
  hurried = false;
  for (const phase of step.phase) {
    await host.act(phase);
    if (!(await runOut(phase.run_s, phase.pace ?? 1))) return false;
  }
  for (const prediction of predictions) {
    const { id, measure, question } = prediction;
    const value = await gauge(host.trace, measure, start[measure.body ?? 0]);
    if (typeof measure.from === "object" && !from.has(id))
      from.set(id, await gauge(host.trace, measure.from, start[measure.from.body ?? 0]));
    const decidedBy = number(measure, value, from.get(id));
    const is = answer(prediction, decidedBy);
    const said = chosen.value[id] ?? "";
    const outcome = { value: decidedBy, told: told(measure, decidedBy), answer: is, right: isRight(prediction, said, decidedBy) };
    outcomes.value = { ...outcomes.value, [id]: outcome };
    add({
      date: new Date().toISOString(),
      tour: now.id,
      question,
      prediction: predicted(prediction, said).replace("\u00a0", " "),
      outcome: (prediction.guess ? is : `${is} (${outcome.told})`).replace("\u00a0", " "),
      right: outcome.right,
    });
  }
  await keepValues(step);
  return true;
}
