/** What a tour asks of the page: bodies, traces, and the rows of the evidence. */
import claimList from "../../../evidence/claims.toml";
import { signal } from "@preact/signals";
import * as actions from "../state/actions";
import { putAllBack, takeAll, type Packed } from "../protocols/share";
import { run as runProtocol } from "../protocols/run";
import { ask } from "../state/session";
import { bodies, catalogue, comparing, deeds, message, MOST_TRACES, playing } from "../state/store";
import type { EvidenceRow } from "../engine/types";
import type { SetupStep, TimedPhase, Tour } from "./format";
import { watches } from "./format";

/** A row as the engine gives it: it may bear on several claims. */
export type Row = EvidenceRow & { claims?: string[]; mean?: number };

const FAST = 60;

/** What each claim says. */
export const claims: Map<string, string> = new Map(claimList.claim.map(({ id, text }) => [id, text]));

let rows: Promise<Map<string, Row>> | undefined;

/** The rows of the evidence by their ids. */
export function evidence(): Promise<Map<string, Row>> {
  rows ??= ask("evidence", {}).then(({ json }) => new Map(json.rows.map((row: Row) => [row.id, row])));
  rows.catch(() => (rows = undefined));
  return rows;
}

/** The time of a body. */
export function time_s(body: 0 | 1): number {
  return bodies.value[body]?.time_s ?? 0;
}

export const trace: typeof actions.readTrace = (...asked) => actions.readTrace(...asked);

/** The reader's own bodies, from before the first tour; none if nothing was done with them. */
export const own = signal<Packed | null>(null);
/** How much had been done when the last tour was left. */
let left = -1;
/** Simulated seconds after which a body that only stands there is worth keeping. */
const WORTH_S = 20;

/** Keeps the reader's own bodies before a tour puts its own in their place. */
export function keepOwn(): void {
  keeping = keep();
}

let keeping: Promise<void> | undefined;

async function keep(): Promise<void> {
  // Nothing was done since the last tour: the bodies there are still a tour's.
  if (left === deeds.value) return;
  const [first] = bodies.value;
  const worth = first && (first.state.phases.length > 1 || first.time_s > WORTH_S || comparing.value);
  own.value = worth ? await takeAll() : null;
}

/** A tour was left: its bodies stay, and the way back to the reader's own is offered. */
export function offerOwn(): void {
  left = deeds.value;
  if (!own.value) return;
  message.value = { kind: "told", text: "The bodies of the tour stay here.", offer: { label: "Back to your body", act: () => void backToOwn() } };
}

/** Brings back the bodies from before the tours. */
export async function backToOwn(): Promise<void> {
  const kept = own.value;
  if (!kept) return;
  own.value = null;
  left = -1;
  try {
    await putAllBack(kept);
    message.value = { kind: "told", text: "Your body is as it was before the tour." };
  } catch (error) {
    message.value = { kind: "trouble", text: error instanceof Error ? error.message : String(error) };
  }
}

/** Opens the bodies of a setup, chooses what is watched, and lets them settle. */
export async function setUp(tour: Tour, index: number, step: SetupStep): Promise<void> {
  await keeping;
  await actions.pause();
  await actions.open(step.body);
  if (step.other) await actions.compareWith(step.other);
  await actions.pause();
  const watched = watches(tour, index);
  await actions.chooseTraces(watched.slice(0, MOST_TRACES));
  await actions.traceAlso(watched);
  if (step.view) await actions.showView(step.view);
  await run(step.settle_s ?? 0, FAST);
}

/** Windows that the traces offer, in seconds. */
const WINDOWS_S = [10, 20, 60, 180, 600];

/** Lets the traces show a run of this length: the offered window nearest to twice the run that holds it all. */
export async function showRun(seconds: number): Promise<void> {
  const off = (window_s: number) => Math.abs(Math.log(window_s / (2 * seconds)));
  const wide = WINDOWS_S.filter((window_s) => window_s >= seconds * 1.2);
  await actions.showWindow(wide.reduce((best, one) => (off(one) < off(best) ? one : best), wide[0] ?? 600));
}

/** Takes away what was said about an earlier step. */
export function clearMessage(): void {
  message.value = null;
}

/** Does a phase, without running. */
export async function act({ run_s: _, pace: __, only, ...phase }: TimedPhase): Promise<void> {
  if (Object.keys(phase).length > 0) await actions.act(phase, only ?? "both");
}

/** Lets the bodies go on; false if somebody stopped them before the end. */
export async function run(seconds: number, pace: number): Promise<boolean> {
  if (!(seconds > 0)) return true;
  const until_s = time_s(0) + seconds;
  const over = actions.runFor(seconds, { pace, thenPause: true });
  // The page shows a body that goes on, with a button that stops it.
  await actions.play();
  await over;
  return time_s(0) >= until_s - 0.1;
}

export const stop = actions.pause;
export const showView = actions.showView;

/** Runs a question's phase on the open bodies, and lets them go on. */
export async function tryOut(phase: Omit<TimedPhase, "run_s">): Promise<void> {
  await actions.act(phase);
  await actions.setPace(1);
  playing.value = true;
}

/** Runs a shipped protocol in the place for protocols. */
export async function runScenario(name: string): Promise<void> {
  const title = catalogue.value?.scenarios.find((one) => one.name === name)?.title ?? name;
  await actions.showPlace("protocols");
  await runProtocol({ name, title });
}
