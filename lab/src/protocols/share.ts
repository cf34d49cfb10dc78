/**
 * What was done in the page as a link: the events of the bodies as scenario text, compressed, in the
 * part of the address that never leaves the browser.
 */
import type { Setup } from "../engine/types";
import { ask, forgetSecond, keepLog, put, watch } from "../state/session";
import { chooseTraces, showView, showWindow } from "../state/actions";
import { endErrand, showNow, still } from "../state/loop";
import { bodies, difference, playing, traces, view, waiting, window_s, type FigureView } from "../state/store";

const KEY = "#session=";
/** Longest text that is unpacked: a link is at most this much of a session. */
const LONGEST = 2_000_000;

export interface Packed {
  /** Events of the first body, and of the second with what it differs in. */
  a: string;
  b?: string;
  title?: string;
  /** What the bodies were opened with, so that they can be opened anew. */
  setups?: Setup[];
  /** The bodies stood still at this moment. */
  paused?: boolean;
  shown?: Shown;
}

/** What of the bodies was in sight. */
interface Shown {
  view: FigureView;
  window_s: number;
  traces: string[];
}

/** The address of this page with the session in it. */
export async function link(): Promise<string> {
  return `${location.href.split("#")[0]}${KEY}${await pack(await takeAll())}`;
}

/** Everything that was done to the bodies, to come back to. */
export async function takeNow(): Promise<Packed> {
  const log = async (body: number) =>
    (await ask("log", { body, title: "Session in the lab" })).json.text;
  const setups = bodies.value.flatMap((live) => (live ? [live.setup] : []));
  const packed: Packed = { a: await log(0), setups, paused: !playing.value };
  if (bodies.value[1]) {
    packed.b = await log(1);
    packed.title = difference.value?.title ?? "";
  }
  return packed;
}

/** What was done, and what of it is in sight. */
export async function takeAll(): Promise<Packed> {
  const shown = { view: view.value, window_s: window_s.value, traces: traces.value };
  return { ...(await takeNow()), shown };
}

/** A session as characters that an address may hold. */
export async function pack(packed: Packed): Promise<string> {
  const stream = new Blob([JSON.stringify(packed)])
    .stream()
    .pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let characters = "";
  for (const byte of bytes) characters += String.fromCharCode(byte);
  return btoa(characters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Whether the address holds a session. */
export function isShared(): boolean {
  return location.hash.startsWith(KEY);
}

/** Opens the bodies that the address describes. Rejects if it is damaged or the engine refuses. */
export async function restore(): Promise<void> {
  await putAllBack(await unpack(location.hash.slice(KEY.length)));
}

/** Opens the bodies as they were, and shows of them what was in sight. */
export async function putAllBack(packed: Packed): Promise<void> {
  await putBack(packed);
  const { shown } = packed;
  if (!shown) return;
  if (["body", "calf", "heart"].includes(shown.view)) await showView(shown.view);
  await showWindow(Number(shown.window_s));
  const names = Array.isArray(shown.traces) ? shown.traces.filter((name) => typeof name === "string") : [];
  if (names.length > 0) await chooseTraces(names);
}

/** Opens the bodies as they were. Rejects if the engine refuses. */
export async function putBack(packed: Packed): Promise<void> {
  waiting.value = true;
  try {
    await repeat(packed);
  } finally {
    waiting.value = false;
  }
}

async function repeat({ a, b, title, setups, paused }: Packed): Promise<void> {
  endErrand();
  await still(async () => {
    const first = (await ask("replay", { body: 0, text: a })).json.state;
    put(0, first, setups?.[0] ?? {});
    if (b === undefined) await closeSecond();
    else {
      put(1, (await ask("replay", { body: 1, text: b })).json.state, setups?.[1] ?? {});
      difference.value = { title: title ?? "" };
    }
    for (const body of [0, 1] as const) {
      if (!bodies.value[body]) continue;
      await watch(body);
      await keepLog(body);
    }
    await showNow();
  });
  if (paused !== undefined) playing.value = !paused;
}

async function closeSecond(): Promise<void> {
  if (!bodies.value[1]) return;
  bodies.value = [bodies.value[0], null];
  difference.value = null;
  forgetSecond();
  await ask("close", { body: 1 });
}

/** The session in characters of an address. Rejects if they are damaged. */
export async function unpack(text: string): Promise<Packed> {
  try {
    return await inflate(text);
  } catch {
    throw new Error("it is cut off or damaged");
  }
}

async function inflate(text: string): Promise<Packed> {
  const characters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(characters, (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = stream.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > LONGEST) throw new Error("more than a session");
    parts.push(value);
  }
  const packed: unknown = JSON.parse(await new Blob(parts).text());
  if (typeof packed !== "object" || packed === null || !("a" in packed))
    throw new Error("no session");
  return packed as Packed;
}
