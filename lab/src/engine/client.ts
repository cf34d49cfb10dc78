/** The page's side of a worker: a promise for each call, and word of a worker that has died. */
import type { Call, FromWorker, ToWorker } from "./messages";
import { keep, type EngineSource } from "./source";
import type { Answer, CallName, EngineErrorFields, FileMistake, Request } from "./types";

/** A refusal of the engine, in its own words. */
export class EngineError extends Error {
  readonly help: string | undefined;
  readonly place: FileMistake;

  constructor(fields: EngineErrorFields & Partial<FileMistake>) {
    super(fields.message);
    this.name = "EngineError";
    this.help = fields.help;
    this.place = fields;
  }
}

/** The worker died or was ended before it answered. */
export class WorkerEnded extends Error {
  constructor(message: string) {
    super(message);
    this.name = "WorkerEnded";
  }
}

/** An answer with the numbers or files that came with it. */
export interface Answered<N extends CallName> {
  json: Answer<N>;
  payload: ArrayBuffer;
}

interface Pending {
  name: CallName;
  resolve: (answered: { json: never; payload: ArrayBuffer }) => void;
  reject: (error: Error) => void;
}

/**
 * Seconds of silence while a call waits after which the page is told, and after which the worker
 * counts as dead: a browser that ends a worker does not say so. They are counted one by one, so that
 * a computer that slept is not blamed.
 */
const SILENCE = { told_s: 5, dead_s: 30 };
/** While the engine is loaded, or works at what may take long on a slow computer. */
const LONG_SILENCE = { told_s: 20, dead_s: 300 };
const LONG = new Set<CallName>(["open", "replay", "load", "run", "curves", "evidence"]);

/** One worker with one engine. */
export class Engine {
  /** Called once if the worker dies by itself. */
  onDeath: ((message: string) => void) | undefined;
  onProgress: ((done_s: number, total_s: number) => void) | undefined;
  /** Called when the worker has been silent for some seconds, and again when it is heard. */
  onSilence: ((silent_s: number) => void) | undefined;
  private readonly worker: Worker;
  private readonly pending = new Map<number, Pending>();
  private readonly calls: Call[] = [];
  private next = 1;
  private over: string | undefined;
  private silence_s = 0;
  private toldSilent = false;
  private loaded = false;
  private readonly watch: ReturnType<typeof setInterval>;

  constructor(private readonly source: EngineSource) {
    this.worker = source.worker();
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.hear(data);
    this.worker.onerror = (event) => this.died(event.message || "the worker could not be started");
    this.worker.onmessageerror = () => this.died("a message of the worker could not be read");
    this.watch = setInterval(() => this.listen(), 1000);
    this.send({ kind: "load", wasm: source.wasm, starts: source.starts });
  }

  /** Asks the engine for something. Rejects with an `EngineError` or, if the worker is gone, `WorkerEnded`. */
  call<N extends CallName>(name: N, request: Request<N>): Promise<Answered<N>> {
    if (this.over !== undefined) return Promise.reject(new WorkerEnded(this.over));
    const id = this.next++;
    return new Promise<Answered<N>>((resolve, reject) => {
      this.pending.set(id, { name, resolve, reject });
      // Every message wakes the worker: what is asked in one moment goes together.
      if (this.calls.length === 0) queueMicrotask(() => this.send({ kind: "calls", calls: this.calls.splice(0) }));
      this.calls.push({ id, request: JSON.stringify({ do: name, ...request }) });
    });
  }

  /** Ends the worker; calls under way reject. */
  end(): void {
    this.finish("ended");
  }

  /** Gives up a worker that does not answer, as if it had died. */
  giveUp(): void {
    this.died("it no longer answered");
  }

  /** Counts a second of silence. The worker answers in order, so the oldest call is under way. */
  private listen(): void {
    const [oldest] = this.pending.values();
    this.silence_s = oldest ? this.silence_s + 1 : 0;
    const { told_s, dead_s } = !this.loaded || (oldest && LONG.has(oldest.name)) ? LONG_SILENCE : SILENCE;
    if (this.silence_s >= dead_s) this.giveUp();
    else if (this.silence_s >= told_s && !this.toldSilent) {
      this.toldSilent = true;
      this.onSilence?.(this.silence_s);
    }
  }

  private send(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private hear(message: FromWorker): void {
    this.silence_s = 0;
    if (this.toldSilent) {
      this.toldSilent = false;
      this.onSilence?.(0);
    }
    if (message.kind === "loaded") {
      this.loaded = true;
      if (message.module) keep(this.source, message.module, message.starts);
    } else if (message.kind === "answers") {
      for (const { id, json, payload } of message.answers) {
        const pending = this.pending.get(id);
        this.pending.delete(id);
        const { error } = json as { error?: EngineErrorFields };
        if (error) pending?.reject(new EngineError(error));
        else pending?.resolve({ json: json as never, payload });
      }
    } else if (message.kind === "progress") this.onProgress?.(message.done_s, message.total_s);
    else if (message.kind === "dead") this.died(message.message);
  }

  private died(message: string): void {
    if (this.over !== undefined) return;
    this.finish(message);
    this.onDeath?.(message);
  }

  private finish(message: string): void {
    this.over = message;
    clearInterval(this.watch);
    this.worker.terminate();
    for (const { reject } of this.pending.values()) reject(new WorkerEnded(message));
    this.pending.clear();
  }
}
