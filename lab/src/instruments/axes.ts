/** Axes and lines on a canvas, for loops and curves where no time runs along the bottom. */
import { colours, type Colours } from "../theme";
import { nice } from "./strip";

export interface Axis {
  low: number;
  high: number;
  label: string;
}

const LEFT = 46;
const RIGHT = 10;
const TOP = 10;
const BOTTOM = 38;

/** A canvas with two axes. */
export class Axes {
  private readonly pen: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly colours: Colours = colours();

  constructor(
    canvas: HTMLCanvasElement,
    readonly x: Axis,
    readonly y: Axis,
  ) {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    this.width = canvas.clientWidth;
    this.height = canvas.clientHeight;
    const [width, height] = [Math.round(this.width * ratio), Math.round(this.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    this.pen = canvas.getContext("2d") as CanvasRenderingContext2D;
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.pen.clearRect(0, 0, this.width, this.height);
    this.frame();
  }

  left(value: number): number {
    const { low, high } = this.x;
    return LEFT + ((value - low) / (high - low)) * (this.width - LEFT - RIGHT);
  }

  top(value: number): number {
    const { low, high } = this.y;
    return this.height - BOTTOM - ((value - low) / (high - low)) * (this.height - TOP - BOTTOM);
  }

  line(points: Iterable<readonly [number, number]>, colour: string, width: number, dash: number[] = []): void {
    const { pen } = this;
    pen.save();
    pen.beginPath();
    pen.rect(LEFT, TOP, this.width - LEFT - RIGHT, this.height - TOP - BOTTOM);
    pen.clip();
    pen.beginPath();
    let begun = false;
    for (const [x, y] of points) {
      if (!Number.isFinite(x) || !Number.isFinite(y)) {
        begun = false;
        continue;
      }
      if (begun) pen.lineTo(this.left(x), this.top(y));
      else pen.moveTo(this.left(x), this.top(y));
      begun = true;
    }
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.lineJoin = "round";
    pen.setLineDash(dash);
    pen.stroke();
    pen.restore();
  }

  dot(x: number, y: number, colour: string, hollow = false): void {
    const { pen } = this;
    pen.beginPath();
    pen.arc(this.left(x), this.top(y), 4.5, 0, 2 * Math.PI);
    pen.fillStyle = hollow ? this.colours.paper : colour;
    pen.strokeStyle = colour;
    pen.lineWidth = 2;
    pen.fill();
    pen.stroke();
  }

  text(words: string, x: number, y: number, colour: string, align: CanvasTextAlign = "left"): void {
    const { pen } = this;
    pen.font = "12px system-ui, sans-serif";
    pen.textAlign = align;
    pen.textBaseline = "alphabetic";
    pen.fillStyle = colour;
    pen.fillText(words, x, y);
  }

  private frame(): void {
    const { pen, colours: c } = this;
    pen.lineWidth = 1;
    pen.strokeStyle = c.line;
    pen.fillStyle = c["ink-soft"];
    pen.font = "11px system-ui, sans-serif";
    pen.textBaseline = "middle";
    pen.textAlign = "right";
    for (const value of ticks(this.y, (this.height - TOP - BOTTOM) / 32)) {
      const top = Math.round(this.top(value)) + 0.5;
      pen.beginPath();
      pen.moveTo(LEFT, top);
      pen.lineTo(this.width - RIGHT, top);
      pen.stroke();
      pen.fillText(plain(value), LEFT - 6, top);
    }
    pen.textAlign = "center";
    pen.textBaseline = "top";
    for (const value of ticks(this.x, (this.width - LEFT - RIGHT) / 60)) {
      const left = Math.round(this.left(value)) + 0.5;
      pen.beginPath();
      pen.moveTo(left, TOP);
      pen.lineTo(left, this.height - BOTTOM);
      pen.stroke();
      pen.fillText(plain(value), left, this.height - BOTTOM + 5);
    }
    pen.textBaseline = "alphabetic";
    pen.fillText(this.x.label, LEFT + (this.width - LEFT - RIGHT) / 2, this.height - 6);
    pen.save();
    pen.translate(11, TOP + (this.height - TOP - BOTTOM) / 2);
    pen.rotate(-Math.PI / 2);
    pen.fillText(this.y.label, 0, 0);
    pen.restore();
  }
}

/** An axis that holds the values, with round ends, and does not shrink below `before`'s needs. */
export function axisFor(low: number, high: number, label: string, before?: Axis): Axis {
  if (before && low >= Math.min(before.low, 0) && high <= before.high) {
    if (high - low > 0.5 * (before.high - before.low)) return { ...before, label };
  }
  const step = nice(Math.max(high - low, 1e-6) / 5);
  return { low: Math.floor(low / step) * step, high: Math.ceil(high / step) * step, label };
}

function ticks({ low, high }: Axis, most: number): number[] {
  const step = nice((high - low) / Math.max(most, 2));
  const found: number[] = [];
  for (let value = Math.ceil(low / step - 1e-9) * step; value <= high + step * 1e-9; value += step)
    found.push(Math.abs(value) < step * 1e-9 ? 0 : value);
  return found;
}

function plain(value: number): string {
  return String(Number(value.toPrecision(4))).replace("-", "−");
}
