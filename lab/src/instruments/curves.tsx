/** Venous return and cardiac function over right atrial pressure; the body works where they cross. */
import { useEffect, useRef, useState } from "preact/hooks";
import { clock } from "../controls/transport";
import { spoken } from "../controls/doing";
import { WorkerEnded } from "../engine/client";
import { ask, spareEngine } from "../state/session";
import { bodies, comparing, deeds, state } from "../state/store";
import { Axes, axisFor } from "./axes";
import { measureOn, type Curves as Found } from "./measure-curves";
import { figures } from "./names";
import { redraw } from "./redraw";
import { Key } from "./traces";

/** Curves with the moment and the state of the bodies in which they were measured. */
interface Measured {
  curves: Found[];
  deed: number;
  when: string;
}

export function Curves() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [measured, setMeasured] = useState<Measured | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const [refused, setRefused] = useState("");
  const cancel = useRef<() => void>(() => {});
  const measure = async () => {
    cancel.current();
    setRefused("");
    setShare(0);
    const spare = spareEngine();
    const stop = () => spare.end();
    cancel.current = stop;
    try {
      const deed = deeds.value;
      const when = present();
      const saved = [(await ask("save", { body: 0 })).json];
      if (bodies.value[1]) saved.push((await ask("save", { body: 1 })).json);
      setMeasured({ curves: await measureOn(spare, saved, setShare), deed, when });
    } catch (error) {
      const ended = error instanceof WorkerEnded && error.message === "ended";
      if (!ended) setRefused(error instanceof Error ? error.message : String(error));
    } finally {
      spare.end();
      if (cancel.current === stop) setShare(null);
    }
  };
  useEffect(() => {
    void measure();
    return () => cancel.current();
  }, [comparing.value]);
  const curves = measured?.curves;
  useEffect(() => {
    const element = canvas.current;
    if (!element || !curves) return;
    const draw = () => {
      if (element.clientWidth > 40) drawCurves(element, curves);
    };
    draw();
    return redraw(element, draw);
  }, [curves]);
  const stale = measured !== null && measured.deed !== deeds.value;
  return (
    <section class="chart" aria-label="Venous return and cardiac function">
      <Key />
      <canvas ref={canvas} role="img" aria-label="Curves of venous return and cardiac function" />
      <p class="measuring">
        {share === null ? (
          <button type="button" onClick={() => void measure()}>
            Measure now
          </button>
        ) : (
          <>
            <progress value={share} aria-label="Curves being measured" />
            <button type="button" onClick={() => cancel.current()}>
              Cancel
            </button>
          </>
        )}
        {measured && <span>Measured {measured.when}.</span>}
        {stale && <b>The body has been changed since.</b>}
      </p>
      {curves && <Crossings curves={curves} />}
      <p class="note">
        Reflexes are held as they are, and each point is measured on a copy of the body, which itself
        goes on: with the heart made weaker and stronger for venous return, with blood lost and given
        for cardiac function (the experiment of Guyton, Lindsey and Kaufmann 1955).
      </p>
      {refused && (
        <p class="note" role="alert">
          {refused}
        </p>
      )}
    </section>
  );
}

/** When and in what state the bodies are, in words. */
function present(): string {
  const now = state.value;
  const time_s = bodies.value[0]?.time_s ?? 0;
  if (!now) return "";
  return `at ${clock(time_s)}: ${spoken(now.posture.words)}, ${spoken(now.activity.words)}`;
}

function Crossings({ curves }: { curves: Found[] }) {
  const words = curves.map(({ working_point: [pressure, flow] }, body) => {
    const who = curves.length > 1 ? (body === 0 ? "A: " : "B: ") : "";
    return `${who}${figures(pressure)} mmHg and ${figures(flow)} L/min`;
  });
  return <p>They cross at {words.join("; ")}.</p>;
}

function drawCurves(canvas: HTMLCanvasElement, curves: Found[]): void {
  const all = curves.flatMap((entry) => [...entry.venous_return, ...entry.cardiac_function]);
  const xs = all.map(([x]) => x);
  const ys = all.map(([, y]) => y);
  const x = axisFor(Math.min(...xs), Math.max(...xs), "Right atrial pressure, mmHg");
  const y = axisFor(0, Math.max(...ys), "Flow, L/min");
  const axes = new Axes(canvas, x, y);
  for (const [body, entry] of curves.entries()) {
    const dash = body === 0 ? [] : [6, 4];
    axes.line(entry.venous_return, axes.colours.vein, 1.8, dash);
    axes.line(entry.cardiac_function, axes.colours.artery, 1.8, dash);
    const [at, flow] = entry.working_point;
    axes.dot(at, flow, axes.colours.ink, body === 1);
    // On either side, so that both can be read where the points are the same.
    const [letter, aside, down] = body === 0 ? ["A", -18, -4] as const : ["B", 8, 14] as const;
    if (curves.length > 1) axes.text(letter, axes.left(at) + aside, axes.top(flow) + down, axes.colours.ink);
    if (body > 0) continue;
    const first = entry.venous_return.reduce((best, point) => (point[1] > best[1] ? point : best), [0, 0]);
    axes.text("venous return", axes.left(first[0]) + 6, axes.top(first[1]) - 6, axes.colours.vein);
    const last = entry.cardiac_function.at(-1);
    if (last)
      axes.text("cardiac function", axes.left(last[0]) - 6, axes.top(last[1]) - 6, axes.colours.artery, "right");
  }
}
