/**
 * Where the engine's parts come from: files beside the page, or, in the page exported as a single
 * file, elements of the page that hold them in base64.
 */

/** The parts that a worker needs, each as an address or as bytes. */
export interface EngineSource {
  worker: () => Worker;
  wasm: string | ArrayBuffer | WebAssembly.Module;
  starts: string | ArrayBuffer;
}

/** Keeps the parts that a worker has fetched: later workers start although the server has ended. */
export function keep(source: EngineSource, module: WebAssembly.Module, starts: ArrayBuffer): void {
  source.wasm = module;
  source.starts = starts;
  const script = async () => {
    const response = await fetch(beside("worker.js"));
    if (!response.ok) return;
    const address = URL.createObjectURL(await response.blob());
    source.worker = () => new Worker(address);
  };
  // Without a server already: the next worker is asked from it again.
  script().catch(() => {});
}

const beside = (name: string) => new URL(name, document.baseURI).href;

/** Finds the parts: `<script type="text/plain" id="part:worker.js">` and so on, or files. */
export function findEngine(): EngineSource {
  const worker = embedded("worker.js");
  const wasm = embedded("secondheart.wasm");
  const starts = embedded("starts.bin");
  if (worker && wasm && starts) {
    const address = URL.createObjectURL(new Blob([worker], { type: "text/javascript" }));
    return {
      worker: () => new Worker(address),
      wasm: wasm.buffer as ArrayBuffer,
      starts: starts.buffer as ArrayBuffer,
    };
  }
  return {
    worker: () => new Worker(beside("worker.js")),
    wasm: beside("secondheart.wasm"),
    starts: beside("starts.bin"),
  };
}

/** A part that the page itself holds; none where the parts are files. */
export function embedded(name: string): Uint8Array<ArrayBuffer> | undefined {
  const text = document.getElementById(`part:${name}`)?.textContent;
  if (!text) return undefined;
  const characters = atob(text.trim());
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = characters.charCodeAt(at);
  return bytes;
}
