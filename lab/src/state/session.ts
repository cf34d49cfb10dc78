/**
 * The live worker and its recovery: the events of every body are kept as text, so that a body
 * survives the death of its worker.
 */
import { Engine, WorkerEnded, type Answered } from "../engine/client";
import { FrameBuffer } from "../engine/frame";
import { findEngine, type EngineSource } from "../engine/source";
import type { BodyState, CallName, Request, Setup } from "../engine/types";
import { also, bodies, deeds, message, prepared, traces, type LiveBody, type Message } from "./store";

/** Traces that the instruments read besides the chosen ones. */
export const ALWAYS_TRACED = [
  "heart.left_ventricle.pressure_mmhg",
  "heart.left_ventricle.volume_ml",
  "calf_fluid_volume_ml",
];

/** Signals that the figure and the numbers read at every frame. */
let framed: string[] = [];
let source: EngineSource | undefined;
let engine: Engine | undefined;
/** Requests after which a body is no longer what it was. */
const DEEDS = new Set<CallName>(["open", "act", "back", "replay", "load", "fork", "close"]);
let recovering: Promise<void> | undefined;
const logs: [string, string] = ["", ""];
/** Deaths in a row without an answer between them; a body that kills every worker is given up. */
let deaths = 0;

/** Simulated seconds of a request while a body is brought to where it was. */
const STRETCH_S = 60;

export const frames: [FrameBuffer, FrameBuffer] = [new FrameBuffer([]), new FrameBuffer([])];

/** Starts the live worker; `signals` are watched at every frame. */
export function startEngine(signals: string[]): void {
  framed = [...new Set(signals)];
  frames[0] = new FrameBuffer(framed);
  frames[1] = new FrameBuffer(framed);
  source = findEngine();
  engine = newEngine();
}

/** A worker of its own for a long run; end it when done. */
export function spareEngine(): Engine {
  return new Engine(source ?? findEngine());
}

/** Asks the live engine; waits for a recovery under way. */
export async function ask<N extends CallName>(
  name: N,
  request: Request<N>,
): Promise<Answered<N>> {
  await recovering;
  if (!engine) throw new WorkerEnded("the engine has not been started");
  const deed = DEEDS.has(name);
  if (deed) deeds.value += 1;
  try {
    const answered = await engine.call(name, request);
    deaths = 0;
    return answered;
  } finally {
    prepared.value = null;
    // What was asked while the act was under way may be of either side of it.
    if (deed) deeds.value += 1;
  }
}

/** Tells the engine which signals and traces to keep for a body. Returns the names it does not know. */
export async function watch(body: 0 | 1): Promise<{ name: string; nearest: string[] }[]> {
  const request = { body, frame: framed, traces: tracedNames() };
  return (await ask("watch", request)).json.missing;
}

/** Traces in the order in which the engine keeps them. */
export function tracedNames(): string[] {
  return [...new Set([...traces.value, ...ALWAYS_TRACED, ...also.value])];
}

/** Puts a body's new state in the store. */
export function put(body: 0 | 1, state: BodyState, setup?: Setup): void {
  const [first, second] = bodies.value;
  const old = body === 0 ? first : second;
  const live: LiveBody = {
    setup: setup ?? old?.setup ?? {},
    state,
    time_s: setup ? state.time_s : Math.max(state.time_s, old?.time_s ?? 0),
  };
  bodies.value = body === 0 ? [live, second] : [first, live];
}

/** Keeps the body's events as text, for a recovery. */
export async function keepLog(body: 0 | 1): Promise<void> {
  logs[body] = (await ask("log", { body, title: "Session in the lab" })).json.text;
}

export function forgetSecond(): void {
  logs[1] = "";
}

function newEngine(): Engine {
  const made = new Engine(source as EngineSource);
  made.onDeath = (words) => {
    deaths += 1;
    revive(words);
  };
  made.onProgress = (done_s, total_s) => (prepared.value = Math.min(1, done_s / Math.max(total_s, 1e-9)));
  let told: Message | undefined;
  made.onSilence = (silent_s) => {
    if (silent_s === 0) {
      if (message.value === told) message.value = null;
      return;
    }
    told = {
      kind: "trouble",
      text: `The engine has not answered for ${silent_s} s.`,
      help: "If it answers, the body goes on by itself. If you start it again, all that was done is repeated and nothing is lost.",
      offer: { label: "Start it again", act: () => made.giveUp() },
    };
    message.value = told;
  };
  return made;
}

/** Recovers; a worker that dies in the recovery begins another one, and this one ends quietly. */
function revive(words: string): void {
  const own = recover(words)
    .catch((error: unknown) => {
      if (!(error instanceof WorkerEnded)) givenUp(error instanceof Error ? error.message : String(error));
    })
    .finally(() => {
      if (recovering === own) recovering = undefined;
    });
  recovering = own;
}

/** Says that there is no engine any more; what was done is still known to the page. */
function givenUp(words: string): void {
  const again = () => {
    deaths = 0;
    revive(words);
  };
  engine?.end();
  engine = undefined;
  message.value = {
    kind: "trouble",
    text: `The engine stopped: ${words}.`,
    help: "If it happens again, load the page again and tell the project what you did.",
    ...(bodies.value[0] ? { offer: { label: "Start it again", act: again } } : {}),
  };
}

/** Starts a new worker after a death and repeats in it what was done to the bodies. */
async function recover(words: string): Promise<void> {
  const before = bodies.value;
  if (deaths > 2 || !before[0]) return givenUp(words);
  message.value = {
    kind: "trouble",
    text: `The engine stopped (${words}) and is being started again.`,
  };
  engine = newEngine();
  const made = engine;
  const until: number[] = [];
  for (const body of [0, 1] as const) {
    const old = before[body];
    if (!old) continue;
    const { json } = logs[body]
      ? await made.call("replay", { body, text: logs[body] })
      : await made.call("open", { body, setup: old.setup });
    await made.call("watch", { body, frame: framed, traces: tracedNames() });
    put(body, json.state, old.setup);
    until.push(Math.max(old.time_s, json.state.time_s));
  }
  // A long way is gone in stretches, so that the worker is heard.
  for (let left_s = Infinity; left_s > 0; ) {
    const now = bodies.value;
    const to_s = until.map((end_s, body) => Math.min(end_s, (now[body]?.time_s ?? 0) + STRETCH_S));
    const { json } = await made.call("advance", { to_s });
    json.time_s.forEach((time_s, body) => setTime(body as 0 | 1, time_s));
    left_s = Math.max(...until.map((end_s, body) => end_s - (to_s[body] ?? end_s)));
  }
  message.value = {
    kind: "told",
    text: "The engine had stopped and was started again; everything done so far was repeated, nothing is lost.",
  };
}

/** Notes how far a body has come. */
export function setTime(body: 0 | 1, time_s: number): void {
  const [first, second] = bodies.value;
  const old = body === 0 ? first : second;
  if (!old || old.time_s === time_s) return;
  const live = { ...old, time_s };
  bodies.value = body === 0 ? [live, second] : [first, live];
}
