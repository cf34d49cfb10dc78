/**
 * Fetches the traces from the engine some 25 times a second while somebody looks at them: least and
 * greatest value for each pixel column, of both bodies over the same window.
 */
import { WorkerEnded } from "../engine/client";
import { onPicture } from "../state/loop";
import { ask } from "../state/session";
import { also, bodies, traces, window_s } from "../state/store";

/** The traces of one window. */
export interface Feed {
  from_s: number;
  to_s: number;
  columns: number;
  names: string[];
  /** Per trace, per column: least, greatest. */
  values: [Float64Array, Float64Array | null];
}

/** Milliseconds between requests. */
const EVERY_MS = 40;

export interface Asked {
  columns: number;
  /** Length of the window; undefined is the one that the person chose. */
  length_s?: number;
}

/** Calls back with the traces of a moving window while `asked` returns something. */
export function follow(asked: () => Asked | null, hear: (feed: Feed) => void): () => void {
  let last_ms = 0;
  let shown = "";
  let busy = false;
  const look = async () => {
    const [first, second] = bodies.value;
    const want = asked();
    if (!first || !want || busy || document.hidden) return;
    const now_ms = performance.now();
    const length_s = want.length_s ?? window_s.value;
    const key = [first.time_s, length_s, want.columns, second?.time_s, traces.value, also.value];
    if (now_ms - last_ms < EVERY_MS || key.join(" ") === shown) return;
    last_ms = now_ms;
    shown = key.join(" ");
    busy = true;
    try {
      // Columns stay where they are in time, so that lines move without flicker.
      const column_s = length_s / want.columns;
      const to_s = Math.max(Math.ceil(first.time_s / column_s) * column_s, length_s);
      const from_s = to_s - length_s;
      const request = { body: 0, from_s, to_s, columns: want.columns };
      const one = ask("trace", request);
      const apart_s = second ? second.time_s - first.time_s : 0;
      const two = second
        ? ask("trace", { ...request, body: 1, from_s: from_s + apart_s, to_s: to_s + apart_s })
        : null;
      const { json, payload } = await one;
      const other = await two;
      hear({
        from_s,
        to_s,
        columns: json.columns,
        names: json.names,
        values: [new Float64Array(payload), other ? new Float64Array(other.payload) : null],
      });
    } catch (error) {
      // A body that was closed meanwhile or a worker that died: the next look is right again.
      if (!(error instanceof WorkerEnded)) shown = "";
    } finally {
      busy = false;
    }
  };
  return onPicture(() => void look());
}

/** The values of one trace: least and greatest in turn; undefined if it is not kept. */
export function traceOf(feed: Feed, name: string, body: 0 | 1): Float64Array | undefined {
  const at = feed.names.indexOf(name);
  const values = feed.values[body];
  if (at < 0 || !values) return undefined;
  return values.subarray(at * feed.columns * 2, (at + 1) * feed.columns * 2);
}
