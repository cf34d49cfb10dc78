/** One strip of the traces: a uPlot with a line for each body, and an axis that does not jump. */
import uPlot from "uplot";
import { colours } from "../theme";
import { traceOf, type Feed } from "./feed";

/** Share of the axis below which the values have to fall before the axis is drawn anew. */
const SHRINKS_BELOW = 0.45;

export class Strip {
  private plot: uPlot | undefined;
  private times = new Float64Array(0);
  private lines: [Float64Array, Float64Array] = [new Float64Array(0), new Float64Array(0)];
  private shown: [number, number] = [0, 1];
  private window: [number, number] = [0, 1];
  private known = false;
  /** Whether a body's line has gaps, and then its values with null in them. */
  private gaps: [boolean, boolean] = [false, false];
  private holed: [(number | null)[], (number | null)[]] = [[], []];
  /** Least span of the axis, so that what hardly moves looks so: of a share 0.05, else 1. */
  private readonly finest: number;

  constructor(
    private readonly place: HTMLElement,
    private readonly name: string,
    private readonly last: boolean,
    private readonly moved: (time_s: number | null) => void,
  ) {
    this.finest = /_(fraction|ratio|s|kg)$/.test(name) && !name.endsWith("_per_s") ? 0.05 : 1;
  }

  /** Draws the newest window. */
  show(feed: Feed, width: number, height: number, second: boolean): void {
    const count = feed.columns * 2;
    if (this.times.length !== count) {
      this.times = new Float64Array(count);
      this.lines = [new Float64Array(count), new Float64Array(count)];
    }
    const column_s = (feed.to_s - feed.from_s) / feed.columns;
    for (let at = 0; at < count; at++)
      this.times[at] = feed.from_s + ((at >> 1) + (at & 1 ? 0.75 : 0.25)) * column_s;
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const body of [0, 1] as const) {
      const values = traceOf(feed, this.name, body);
      const line = this.lines[body];
      if (!values) {
        line.fill(Number.NaN);
        this.gaps[body] = true;
        continue;
      }
      // Rising and falling columns in turn would zigzag; the order follows the neighbour before.
      let before = Number.NaN;
      let gap = false;
      for (let at = 0; at < count; at += 2) {
        const least = values[at] ?? Number.NaN;
        const most = values[at + 1] ?? Number.NaN;
        const falls = Math.abs(before - most) < Math.abs(before - least);
        line[at] = falls ? most : least;
        line[at + 1] = falls ? least : most;
        before = line[at + 1] ?? Number.NaN;
        gap ||= Number.isNaN(before) || Number.isNaN(least);
        if (least < low) low = least;
        if (most > high) high = most;
      }
      this.gaps[body] = gap;
    }
    this.window = [feed.from_s, feed.to_s];
    this.fit(low, high);
    this.plot ??= this.make(width, height);
    if (this.plot.width !== width || this.plot.height !== height)
      this.plot.setSize({ width, height });
    const series = this.plot.series[2];
    if (series && series.show !== second) this.plot.setSeries(2, { show: second }, false);
    // uPlot takes typed arrays where its types name arrays of numbers.
    this.plot.setData([this.times, this.drawn(0), this.drawn(1)] as unknown as uPlot.AlignedData);
  }

  /** Puts the cursor at a time without telling anybody. */
  point(time_s: number | null): void {
    if (!this.plot) return;
    const left = time_s === null ? -10 : this.plot.valToPos(time_s, "x");
    this.plot.setCursor({ left, top: time_s === null ? -10 : 5 }, false);
  }

  /** Least and greatest value of a body in the column at a time. */
  at(time_s: number, body: 0 | 1): [number, number] {
    const [from_s, to_s] = this.window;
    const columns = this.times.length / 2;
    const column = Math.floor(((time_s - from_s) / (to_s - from_s)) * columns);
    const at = 2 * Math.min(Math.max(column, 0), columns - 1);
    const [a, b] = [this.lines[body][at] ?? Number.NaN, this.lines[body][at + 1] ?? Number.NaN];
    return [Math.min(a, b), Math.max(a, b)];
  }

  /** Middles of the first and the last column in which the first body has a value. */
  filled(): [number, number] | undefined {
    const known = (value: number) => !Number.isNaN(value);
    const [line] = this.lines;
    const [from, to] = [line.findIndex(known), line.findLastIndex(known)];
    if (from < 0) return undefined;
    const middle = (at: number) => ((this.times[at & ~1] ?? 0) + (this.times[at | 1] ?? 0)) / 2;
    return [middle(from), middle(to)];
  }

  /** Newest value of a body. */
  newest(body: 0 | 1): number {
    const line = this.lines[body];
    for (let at = line.length - 1; at >= 0; at--) {
      const value = line[at] ?? Number.NaN;
      if (!Number.isNaN(value)) return value;
    }
    return Number.NaN;
  }

  /** uPlot leaves a gap at null and draws through NaN: only windows that are not full need it. */
  private drawn(body: 0 | 1): Float64Array | (number | null)[] {
    const line = this.lines[body];
    if (!this.gaps[body]) return line;
    const holed = this.holed[body];
    holed.length = line.length;
    for (let at = 0; at < line.length; at++) {
      const value = line[at] ?? Number.NaN;
      holed[at] = Number.isNaN(value) ? null : value;
    }
    return holed;
  }

  dispose(): void {
    this.plot?.destroy();
    this.plot = undefined;
  }

  /** The axis widens at once and narrows only when the values fill little of it. */
  private fit(least: number, most: number): void {
    if (!(most >= least)) return;
    const [bottom, top] = this.shown;
    const lost = most - least < SHRINKS_BELOW * (top - bottom) && top - bottom > 4 * this.finest;
    if (this.known && least >= bottom && most <= top && !lost) return;
    const widen = this.known && !lost;
    const high = widen ? Math.max(most, top) : most;
    let low = widen ? Math.min(least, bottom) : least;
    const span = Math.max(high - low, Math.abs(high) * 0.05, this.finest);
    // A touch below zero does not need an axis that goes there.
    if (low < 0 && low > -0.03 * span) low = 0;
    const step = nice(span / 4);
    const from = Math.floor(low / step) * step;
    this.shown = [from, Math.max(Math.ceil(high / step) * step, from + 2 * step)];
    this.known = true;
  }

  private make(width: number, height: number): uPlot {
    const ink = () => colours()["ink-soft"];
    const line = () => colours().line;
    const font = "11px system-ui, sans-serif";
    return new uPlot(
      {
        width,
        height,
        padding: [8, 18, 0, 0],
        legend: { show: false },
        cursor: {
          y: false,
          drag: { x: false, y: false },
          points: { show: false },
        },
        hooks: {
          setCursor: [
            (plot) => {
              const { left } = plot.cursor;
              const real = (plot as unknown as { cursor: { event?: Event } }).cursor.event;
              if (real)
                this.moved(left === undefined || left < 0 ? null : plot.posToVal(left, "x"));
            },
          ],
        },
        scales: {
          x: { time: false, range: () => this.window },
          y: { range: () => this.shown },
        },
        axes: [
          {
            show: true,
            size: this.last ? 24 : 8,
            stroke: ink,
            grid: { show: true, stroke: line, width: 1 },
            ticks: { show: false },
            font,
            space: 80,
            incrs: [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300],
            values: (_, splits) => splits.map((split) => (this.last ? stamp(split) : "")),
          },
          {
            stroke: ink,
            grid: { show: true, stroke: line, width: 1 },
            ticks: { show: false },
            font,
            size: 44,
            space: 22,
            gap: 4,
          },
        ],
        series: [
          {},
          { stroke: () => colours().accent, width: 1, points: { show: false } },
          { stroke: () => colours().bad, width: 1, dash: [5, 3], points: { show: false }, show: false },
        ],
      },
      [[], [], []],
      this.place,
    );
  }
}

/** 1, 2 or 5 times a power of ten, at or above a value. */
export function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const share = value / power;
  return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
}

function stamp(time_s: number): string {
  if (time_s < 0) return "";
  const minutes = Math.floor(time_s / 60 + 1e-9);
  const seconds = Number((time_s - minutes * 60).toFixed(1));
  return `${minutes}:${String(seconds).padStart(seconds % 1 ? 4 : 2, "0")}`;
}
