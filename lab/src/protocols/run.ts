/** Scenario files in the page: taken in, checked, run in a worker of their own, and their results. */
import { signal } from "@preact/signals";
import { sentence } from "../controls/doing";
import { EngineError, WorkerEnded } from "../engine/client";
import type { Calls, FileMistake } from "../engine/types";
import { ask, spareEngine } from "../state/session";
import { longRun } from "../state/store";

type Run = Calls["run"]["answer"];
type Check = Calls["check"]["answer"] & { title?: string };

/** What is to be run: a shipped scenario by its name, or a text. */
export interface Protocol {
  name: string;
  title: string;
  text?: string;
}

/** A run that has ended. */
export interface Outcome {
  protocol: Protocol;
  answer: Run;
  /** All files one after the other. */
  payload: ArrayBuffer;
}

export type TableFormat = "parquet" | "csv";

/** Longest file that is taken; the longest shipped protocol has 5 kB. */
const LONGEST_BYTES = 1_000_000;

export const chosen = signal<Protocol | null>(null);
export const checked = signal<Check | null>(null);
export const refused = signal<string>("");
export const outcome = signal<Outcome | null>(null);
export const format = signal<TableFormat>("csv");

/** Chooses a shipped scenario. */
export function chooseShipped(name: string, title: string): void {
  chosen.value = { name, title };
  checked.value = null;
  refused.value = "";
}

/** Takes a file in and checks it. */
export async function takeFile(file: File): Promise<void> {
  outcome.value = null;
  checked.value = null;
  refused.value = "";
  chosen.value = { name: file.name, title: file.name, text: "" };
  if (file.size > LONGEST_BYTES) {
    const size = (file.size / 1e6).toFixed(1);
    refused.value = `${file.name} has ${size} MB. A scenario file is a short text of at most 1 MB; this one was not read.`;
    return;
  }
  await takeText(await file.text(), file.name);
}

/** Takes a text in and checks it. */
export async function takeText(text: string, name: string): Promise<void> {
  chosen.value = { name, title: name, text };
  refused.value = "";
  try {
    const { json } = await ask("check", { text, name });
    // A newer text was taken meanwhile.
    if (chosen.value?.text !== text) return;
    checked.value = json;
    const { title } = json as Check;
    if (title) chosen.value = { name, title, text };
  } catch (error) {
    refused.value = words(error);
  }
}

/** Runs the protocol; rejects if the engine refuses or the run is cancelled. */
export async function run(protocol: Protocol): Promise<Run> {
  longRun.value?.cancel();
  chosen.value = protocol;
  outcome.value = null;
  refused.value = "";
  const engine = spareEngine();
  const progress = { name: protocol.title, cancel: () => engine.end() };
  longRun.value = { ...progress, done_s: 0, total_s: 1 };
  engine.onProgress = (done_s, total_s) => {
    longRun.value = { ...progress, done_s, total_s };
  };
  try {
    const request =
      protocol.text === undefined
        ? { scenario: protocol.name }
        : { text: protocol.text, name: protocol.name };
    const { json, payload } = await engine.call("run", { ...request, format: format.value });
    outcome.value = { protocol, answer: json, payload };
    return json;
  } catch (error) {
    if (error instanceof EngineError && protocol.text !== undefined && error.place.line)
      checked.value = { errors: [error.place] };
    else if (error instanceof WorkerEnded && error.message === "ended") refused.value = "Cancelled.";
    else refused.value = words(error);
    throw error;
  } finally {
    engine.end();
    longRun.value = null;
  }
}

/** The bytes of one file of an outcome. */
export function fileOf({ answer, payload }: Outcome, name: string): ArrayBuffer | undefined {
  const file = answer.files.find((entry) => entry.name === name);
  return file && payload.slice(file.from, file.from + file.length);
}

/** Hands bytes to the browser as a download. */
export function download(name: string, contents: ArrayBuffer | string, type: string): void {
  const address = URL.createObjectURL(new Blob([contents], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The line of a text in which a mistake is, with marks below its place. */
export function excerpt(text: string, mistake: FileMistake): string {
  if (!mistake.line) return "";
  const line = text.split("\n")[mistake.line - 1] ?? "";
  const column = Math.max((mistake.column ?? 1) - 1, 0);
  const number = String(mistake.line);
  const marks = "^".repeat(Math.max(mistake.length ?? 1, 1));
  return `${number} | ${line}\n${" ".repeat(number.length)} | ${" ".repeat(column)}${marks}`;
}

function words(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const help = error instanceof EngineError && error.help ? ` ${sentence(error.help)}` : "";
  return sentence(error.message) + help;
}
