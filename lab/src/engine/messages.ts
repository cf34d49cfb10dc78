/** What page and worker say to each other. */

/** A request in JSON. */
export interface Call {
  id: number;
  request: string;
}

export interface Answered {
  id: number;
  json: unknown;
  payload: ArrayBuffer;
}

/** From the page: the parts of the engine once, then the calls of a moment together. */
export type ToWorker =
  | { kind: "load"; wasm: string | ArrayBuffer | WebAssembly.Module; starts: string | ArrayBuffer }
  | { kind: "calls"; calls: Call[] };

/** From the worker: answers, progress of long runs, and what went wrong. */
export type FromWorker =
  | { kind: "loaded"; module: WebAssembly.Module | undefined; starts: ArrayBuffer }
  | { kind: "answers"; answers: Answered[] }
  | { kind: "progress"; done_s: number; total_s: number }
  | { kind: "dead"; message: string };
