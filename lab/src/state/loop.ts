/**
 * The live loop: asks the engine for the next stretch of time at each picture, one request at a
 * time, and hands new frames to whoever draws.
 */
import { EngineError, WorkerEnded } from "../engine/client";
import { ask, frames, put, setTime } from "./session";
import { bodies, message, pace, playing } from "./store";

/** Longest real time that one picture stands for: a tab that was hidden does not catch up. */
const LONGEST_PICTURE_S = 0.1;
/** Real time without a picture after which the page says that the body stood still. */
const AWAY_S = 30;
/** Longest stretch in one request when the engine runs freely: it stays ready for other calls. */
const LONGEST_STRETCH_S = 4;

/** Bodies nearer in time than this are in step; the engine rounds times to its own steps. */
const IN_STEP_S = 0.1;

/** A picture that takes longer is a burden: what can be drawn in turn is drawn in turn. */
const BURDEN_MS = 5;
/** Of so many pictures one is timed. */
const TIMED_EVERY = 8;

type Drawer = (dt_s: number) => void;

const drawers = new Set<Drawer>();
/** A run by a stretch of simulated time, which ends by itself. */
interface Errand {
  until_s: number;
  pace: number | undefined;
  thenPause: boolean;
  done: () => void;
  failed: (error: Error) => void;
}
let errand: Errand | undefined;
let last_ms = 0;
/** When the last picture was drawn, by the clock that goes on while a computer sleeps. */
let drawn_ms = 0;
let inFlight = false;
let drawn_s = 0;
let held = 0;
let pictures = 0;
let lasts_ms = 0;
let burdened = false;

/** Is called at each picture with the simulated time since the one before. */
export function onPicture(drawer: Drawer): () => void {
  drawers.add(drawer);
  return () => drawers.delete(drawer);
}

/**
 * Whether it is the turn of a body to be drawn. Two bodies are drawn at every picture, or, once that
 * has been too much for the computer, one after the other.
 */
export function hasTurn(body: 0 | 1): boolean {
  if (!bodies.value[1]) burdened = false;
  return !burdened || pictures % 2 === body;
}

/** Starts the loop; to be called once. */
export function startLoop(): void {
  requestAnimationFrame(picture);
  // In the colours of the paper, for which no picture is asked.
  window.addEventListener("beforeprint", () => {
    for (const drawer of drawers) drawer(0);
  });
}

/** Holds the bodies still while `work` changes them, so that no step comes between. */
export async function still<T>(work: () => Promise<T>): Promise<T> {
  held += 1;
  try {
    while (inFlight) await new Promise((resolve) => setTimeout(resolve, 1));
    return await work();
  } finally {
    held -= 1;
  }
}

/** Goes on to a simulated time; an errand under way is ended where it is. */
export function goTo(until_s: number, pace?: number, thenPause = false): Promise<void> {
  errand?.done();
  return new Promise((done, failed) => {
    errand = { until_s, pace, thenPause, done, failed };
  });
}

/** Ends an errand under way. */
export function endErrand(): void {
  const ended = errand;
  errand = undefined;
  ended?.done();
}

function picture(now_ms: number): void {
  requestAnimationFrame(picture);
  pictures += 1;
  if (pictures % TIMED_EVERY === 0) timePicture();
  const elapsed_s = Math.min((now_ms - last_ms) / 1000, LONGEST_PICTURE_S);
  const body = bodies.value[0];
  if (body && !inFlight && held === 0) {
    last_ms = now_ms;
    const target_s = next(body.time_s, elapsed_s);
    if (target_s > body.time_s) void advance(target_s);
  } else if (!body || held > 0) last_ms = now_ms;
  const time_s = frames[0].time_s;
  const dt_s = time_s - drawn_s;
  drawn_s = time_s;
  sayAway();
  for (const drawer of drawers) drawer(dt_s < 0 || dt_s > LONGEST_STRETCH_S * 2 ? 0 : dt_s);
}

/** Says what was left out while the tab was hidden or the computer asleep. */
function sayAway(): void {
  const before_ms = drawn_ms;
  drawn_ms = Date.now();
  const away_s = (drawn_ms - before_ms) / 1000;
  if (before_ms === 0 || away_s < AWAY_S || !(errand || playing.value)) return;
  if (message.value?.kind === "trouble") return;
  message.value = {
    kind: "told",
    text: `The page was out of sight for ${lasting(away_s)}: the body stood still and goes on from where it was`,
  };
}

/** A stretch of real time in words. */
function lasting(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return `${Math.round(seconds)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Takes the time from here until the browser has painted: a message is delivered after that. */
function timePicture(): void {
  const began_ms = performance.now();
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    lasts_ms += 0.2 * (performance.now() - began_ms - lasts_ms);
    if (bodies.value[1] && lasts_ms > BURDEN_MS) burdened = true;
  };
  port2.postMessage(0);
}

function next(time_s: number, elapsed_s: number): number {
  if (errand) {
    const step_s = Math.min(elapsed_s * (errand.pace ?? pace.value), LONGEST_STRETCH_S);
    return Math.min(time_s + step_s, errand.until_s);
  }
  return playing.value ? time_s + elapsed_s * pace.value : time_s;
}

async function advance(to_s: number): Promise<void> {
  inFlight = true;
  const running = errand;
  const [first, second] = bodies.value;
  try {
    // Bodies that were opened together go on to the same time, not each by the same stretch.
    const apart_s = second && first ? second.time_s - first.time_s : 0;
    const other_s = Math.abs(apart_s) < IN_STEP_S ? to_s : to_s + apart_s;
    const times = second ? [to_s, other_s] : [to_s];
    const { json, payload } = await ask("advance", { to_s: times });
    take(json.time_s, new Float64Array(payload));
    await refresh(json.time_s);
    if (running && (json.time_s[0] ?? 0) >= running.until_s - 1e-6) {
      if (errand === running) errand = undefined;
      if (running.thenPause) playing.value = false;
      running.done();
    }
  } catch (error) {
    if (error instanceof EngineError) {
      playing.value = false;
      message.value = { kind: "trouble", text: error.message, ...(error.help ? { help: error.help } : {}) };
    } else if (!(error instanceof WorkerEnded)) throw error;
    if (running && errand === running && error instanceof EngineError) {
      errand = undefined;
      running.failed(error);
    }
  } finally {
    inFlight = false;
  }
}

function take(times: number[], values: Float64Array): void {
  let from = 0;
  for (const body of [0, 1] as const) {
    const time_s = times[body];
    if (time_s === undefined) continue;
    const frame = frames[body];
    frame.take(time_s, values.subarray(from));
    from += frame.names.length;
    setTime(body, time_s);
  }
}

/** Asks for the state again when a movement has ended or an activity with a count may have. */
async function refresh(times: number[]): Promise<void> {
  for (const body of [0, 1] as const) {
    const live = bodies.value[body];
    const time_s = times[body];
    if (!live || time_s === undefined) continue;
    const { moving_until_s, time_s: told_s } = live.state;
    const ended = told_s < moving_until_s && time_s >= moving_until_s;
    if (!ended && time_s - told_s < 1) continue;
    put(body, (await ask("state", { body })).json.state);
  }
}

/** Draws the present moment anew without a step, after a body was opened or taken back. */
export async function showNow(): Promise<void> {
  const [first, second] = bodies.value;
  if (!first) return;
  const times = second ? [first.time_s, second.time_s] : [first.time_s];
  const { json, payload } = await ask("advance", { to_s: times });
  drawn_s = json.time_s[0] ?? 0;
  take(json.time_s, new Float64Array(payload));
}
