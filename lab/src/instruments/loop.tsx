/** Pressure-volume loops of the left ventricle over the last beats. */
import { useEffect, useRef } from "preact/hooks";
import { frames } from "../state/session";
import { comparing } from "../state/store";
import { Axes, axisFor, type Axis } from "./axes";
import { follow, traceOf, type Feed } from "./feed";
import { redraw } from "./redraw";
import { Key } from "./traces";

const PRESSURE = "heart.left_ventricle.pressure_mmhg";
const VOLUME = "heart.left_ventricle.volume_ml";
/** Beats in view: the newest strong, the ones before fainter. */
const BEATS = 4;
const COLUMNS_PER_BEAT = 60;

export function PressureVolumeLoop() {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    let newest: Feed | null = null;
    let axes: [Axis, Axis] | null = null;
    const draw = () => {
      if (!newest || element.clientWidth < 40) return;
      axes = drawLoops(element, newest, axes);
    };
    const beat_s = () => {
      const period_s = frames[0].get("heart.period_s");
      return Number.isFinite(period_s) ? Math.min(Math.max(period_s, 0.3), 2) : 1;
    };
    const stop = follow(
      () =>
        element.clientWidth > 40
          ? { columns: BEATS * COLUMNS_PER_BEAT, length_s: Number((BEATS * beat_s()).toFixed(1)) }
          : null,
      (feed) => {
        newest = feed;
        draw();
      },
    );
    const release = redraw(element, draw);
    return () => {
      stop();
      release();
    };
  }, []);
  return (
    <section class="chart" aria-label="Pressure-volume loop">
      <Key />
      <canvas
        ref={canvas}
        role="img"
        aria-label="Loop of pressure against volume of the left ventricle"
      />
      <p class="note">
        The left ventricle fills along the bottom, builds up pressure at the right, ejects along the
        top and relaxes at the left. The width is the stroke volume, the area the work of a beat.
      </p>
    </section>
  );
}

function drawLoops(canvas: HTMLCanvasElement, feed: Feed, before: [Axis, Axis] | null): [Axis, Axis] {
  const bodies = comparing.value ? ([0, 1] as const) : ([0] as const);
  const loops = bodies.map((body) => points(feed, body));
  const all = loops.flat().filter(([x]) => Number.isFinite(x));
  const volumes = all.map(([x]) => x);
  const pressures = all.map(([, y]) => y);
  const x = axisFor(Math.min(...volumes, 40), Math.max(...volumes, 140), "Volume, mL", before?.[0]);
  const rising = axisFor(0, Math.max(...pressures, 120), "Pressure, mmHg", before?.[1]);
  // A little below zero, where the ventricle sucks.
  const y = { ...rising, low: Math.min(-6, Math.floor(Math.min(...pressures, 0) / 5) * 5) };
  const axes = new Axes(canvas, x, y);
  for (const body of bodies) {
    const colour = body === 0 ? axes.colours.accent : axes.colours.bad;
    const dash = body === 0 ? [] : [6, 4];
    const loop = loops[body] ?? [];
    axes.line(loop, axes.colours["ink-soft"], 0.6, dash);
    axes.line(loop.slice(-COLUMNS_PER_BEAT), colour, 2, dash);
    const now = loop.findLast(([volume]) => Number.isFinite(volume));
    if (now) axes.dot(now[0], now[1], colour, body === 1);
  }
  return [x, y];
}

function points(feed: Feed, body: 0 | 1): [number, number][] {
  const pressure = traceOf(feed, PRESSURE, body);
  const volume = traceOf(feed, VOLUME, body);
  if (!pressure || !volume) return [];
  const middle = (values: Float64Array, column: number) =>
    ((values[2 * column] ?? Number.NaN) + (values[2 * column + 1] ?? Number.NaN)) / 2;
  const found: [number, number][] = [];
  for (let column = 0; column < feed.columns; column++) {
    const [x, y] = [middle(volume, column), middle(pressure, column)];
    if (Number.isFinite(x) && Number.isFinite(y)) found.push([x, y]);
  }
  return found;
}
