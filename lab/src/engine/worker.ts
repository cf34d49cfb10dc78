/**
 * The worker: holds one engine, hands requests in and answers out.
 *
 * A request is JSON in UTF-8, or `u32 length of the JSON | JSON | payload`. An answer is
 * `u32 length of the JSON | JSON | zeros up to a multiple of 8 | payload`.
 */
import type { Answered, Call, FromWorker, ToWorker } from "./messages";

interface EngineExports {
  memory: WebAssembly.Memory;
  input(length: number): number;
  call(): number;
  output(): number;
}

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
};

let engine: EngineExports | undefined;
let fault = "";
let dead = false;
const early: Call[] = [];

scope.onmessage = ({ data }) => {
  if (data.kind === "load") {
    load(data.wasm, data.starts).then(
      (loaded) => {
        scope.postMessage({ kind: "loaded", ...loaded });
        answer(early.splice(0));
      },
      (error: unknown) => die(`the engine cannot be loaded: ${words(error)}`),
    );
  } else if (engine) answer(data.calls);
  else early.push(...data.calls);
};

type Wasm = Extract<ToWorker, { kind: "load" }>["wasm"];
type Loaded = Omit<Extract<FromWorker, { kind: "loaded" }>, "kind">;

/** Starts the engine. Gives what was fetched, so that later workers need no server. */
async function load(wasm: Wasm, starts: string | ArrayBuffer): Promise<Loaded> {
  const [module, bytes] = await Promise.all([compile(wasm), fetched(starts)]);
  const memory = () => (engine as EngineExports).memory.buffer;
  const instance = await WebAssembly.instantiate(module, {
    host: {
      now: () => performance.now() / 1000,
      progress: (done_s: number, total_s: number) =>
        scope.postMessage({ kind: "progress", done_s, total_s }),
      fault: (address: number, length: number) => {
        fault = new TextDecoder().decode(new Uint8Array(memory(), address, length).slice());
      },
    },
  });
  engine = instance.exports as unknown as EngineExports;
  if (bytes.byteLength > 0) {
    const request = new TextEncoder().encode('{"do":"starts"}');
    const framed = new Uint8Array(4 + request.length + bytes.byteLength);
    new DataView(framed.buffer).setUint32(0, request.length, true);
    framed.set(request, 4);
    framed.set(new Uint8Array(bytes), 4 + request.length);
    const { json } = exchange(framed);
    const error = (json as { error?: { message: string } }).error;
    if (error) throw new Error(error.message);
  }
  return { module: typeof wasm === "string" ? module : undefined, starts: bytes };
}

async function compile(wasm: Wasm): Promise<WebAssembly.Module> {
  if (wasm instanceof WebAssembly.Module) return wasm;
  if (typeof wasm !== "string") return WebAssembly.compile(wasm);
  const response = await fetch(wasm);
  if (!response.ok) throw new Error(`${wasm}: ${response.status}`);
  if (response.headers.get("content-type") === "application/wasm")
    return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

async function fetched(part: string | ArrayBuffer): Promise<ArrayBuffer> {
  if (typeof part !== "string") return part;
  const response = await fetch(part);
  return response.ok ? response.arrayBuffer() : new ArrayBuffer(0);
}

function exchange(bytes: Uint8Array): { json: unknown; payload: ArrayBuffer } {
  const exports = engine as EngineExports;
  const address = exports.input(bytes.length);
  new Uint8Array(exports.memory.buffer, address, bytes.length).set(bytes);
  const length = exports.call();
  const out = new Uint8Array(exports.memory.buffer, exports.output(), length);
  const text = new DataView(out.buffer, out.byteOffset).getUint32(0, true);
  const json: unknown = JSON.parse(new TextDecoder().decode(out.slice(4, 4 + text)));
  return { json, payload: out.slice((4 + text + 7) & ~7).buffer };
}

function answer(calls: Call[]): void {
  if (dead) return;
  const answers: Answered[] = [];
  try {
    for (const { id, request } of calls) answers.push({ id, ...exchange(new TextEncoder().encode(request)) });
    scope.postMessage({ kind: "answers", answers }, answers.map(({ payload }) => payload));
  } catch (error) {
    die(fault || words(error));
  }
}

function die(message: string): void {
  dead = true;
  scope.postMessage({ kind: "dead", message });
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
