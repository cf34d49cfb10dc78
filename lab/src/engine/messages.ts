/** What page and worker say to each other. */

/** From the page: the parts of the engine once, then calls. */
export type ToWorker =
  | { kind: "load"; wasm: string | ArrayBuffer | WebAssembly.Module; starts: string | ArrayBuffer }
  | { kind: "call"; id: number; request: string };

/** From the worker: answers, progress of long runs, and what went wrong. */
export type FromWorker =
  | { kind: "loaded"; module: WebAssembly.Module | undefined; starts: ArrayBuffer }
  | { kind: "answer"; id: number; json: unknown; payload: ArrayBuffer }
  | { kind: "progress"; done_s: number; total_s: number }
  | { kind: "dead"; message: string };
