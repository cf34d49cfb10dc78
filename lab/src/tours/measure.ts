/** The outcome of a prediction, measured in the run: from traces to a number, from a number to an answer. */
import type { TraceSummary } from "../state/actions";
import { names, type Gauge, type Keep, type Measure, type PredictStep, type Take } from "./format";

/** Sums up a watched trace between two times of the body. */
export type ReadTrace = (name: string, from_s: number, to_s: number, body: 0 | 1) => Promise<TraceSummary>;

/** One number of a window; times count from its start. */
export async function read(
  trace: ReadTrace,
  of: string | string[],
  body: 0 | 1,
  from_s: number,
  to_s: number,
  take: Take = "mean",
): Promise<number> {
  let sum = 0;
  for (const name of names(of)) sum += (await trace(name, from_s, to_s, body))[take];
  return take === "time_of_least_s" || take === "time_of_greatest_s" ? sum - from_s : sum;
}

/** A gauge read at a run that began at `start_s`. */
export function gauge(trace: ReadTrace, { of, body = 0, window, take }: Gauge, start_s: number): Promise<number> {
  return read(trace, of, body, start_s + window[0], start_s + window[1], take);
}

/** A value to keep, read when its step has ended. */
export function kept(trace: ReadTrace, { of, body = 0, last_s, take }: Keep, end_s: number): Promise<number> {
  return read(trace, of, body, end_s - last_s, end_s, take);
}

/** The number of a measure from its value and the value that it is held against. */
export function number(measure: Measure, value: number, from: number | undefined): number {
  const scaled = value * (measure.scale ?? 1);
  const base = from === undefined ? NaN : from * (measure.scale ?? 1);
  switch (measure.as ?? "value") {
    case "value":
      return scaled;
    case "change":
      return scaled - base;
    case "percent":
      return (scaled / base - 1) * 100;
    case "loss":
      return (1 - scaled / base) * 100;
    case "share":
      return (scaled / base) * 100;
  }
}

/** The unit of the number of a measure. */
export function unit(measure: Measure): string {
  return measure.as === "percent" || measure.as === "loss" || measure.as === "share" ? "%" : measure.unit;
}

/** A number as it is shown, in digits. */
function fixed(measure: Measure, value: number): string {
  return value.toFixed(measure.digits ?? (Math.abs(value) < 10 ? 1 : 0));
}

/** A number with its unit; a change with its sign. */
export function told(measure: Measure, value: number): string {
  if (!Number.isFinite(value)) return "not measured";
  const shown = fixed(measure, value).replace(/^-(0(\.0*)?)$/, "$1");
  const isChange = measure.as === "change" || measure.as === "percent";
  const signed = isChange && Number(shown) > 0 ? "+" : "";
  return `${signed}${shown.replace("-", "−")}\u00a0${unit(measure)}`.trim();
}

export const CHANGES = ["falls", "stays about the same", "rises"] as const;

/** The answers that a reader can choose from; none where a number is asked. */
export function options(step: PredictStep): string[] {
  if (step.guess) return [];
  return step.choice ? step.choice.map((choice) => choice.label) : [...CHANGES];
}

/** The answer that is right for a number. */
export function answer(step: PredictStep, value: number): string {
  if (!Number.isFinite(value)) return "not measured";
  if (step.guess) return told(step.measure, value);
  if (step.choice)
    return (
      step.choice.find(({ from = -Infinity, below = Infinity }) => value >= from && value < below)?.label ??
      "none of these"
    );
  const same = step.same ?? 0;
  return value < -same ? CHANGES[0] : value > same ? CHANGES[2] : CHANGES[1];
}

/** A prediction in words: the option, or the guessed number with its unit. */
export function predicted(step: PredictStep, chosen: string): string {
  return step.guess && chosen ? told(step.measure, Number(chosen)) : chosen;
}

/** Whether a prediction is right: the option that holds the number, or a guess near enough to the number as it is shown. */
export function isRight(step: PredictStep, chosen: string, value: number): boolean {
  if (!step.guess) return chosen === answer(step, value);
  const off = Math.abs(Number(chosen) - Number(fixed(step.measure, value)));
  return chosen !== "" && off <= step.guess.within + 1e-9;
}
