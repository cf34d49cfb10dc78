/**
 * A vessel as it is painted: a smooth line whose width follows its volume and whose colour follows its
 * transmural pressure, with dashes that move as its blood does.
 *
 * Velocity is flow / (volume / length), with the length of the drawn line. Widths are drawn in
 * proportion to the volume relative to the volume at rest lying down: the diameter itself changes with
 * the root of it, so changes look about twice as large as they are. A vessel whose transmural pressure
 * is negative, or that holds less than half of its lying volume, is collapsed: thin, pale, with two thin lines.
 */
import type { Palette } from "./palette";

const SUBDIVISIONS = 5;
/** A bend of less than this is not seen, px. */
const UNSEEN_PX = 0.12;
/** Dash and period of the moving marks, px. */
const DASH_PX = 5;
const PERIOD_PX = 22;
const MARKS = [DASH_PX, PERIOD_PX - DASH_PX];
const NO_DASH: number[] = [];
const COLLAPSED_DASH = [4, 3];

/** Marks that would move further than this share of their period between two pictures are not shown. */
const LONGEST_STEP = 0.38;
/** Fastest pace at which marks are shown, multiples of life. */
const FASTEST_PACE = 5;

export type TubeKind = "vein" | "artery";

export class Tube {
  readonly xy: Float32Array;
  readonly n: number;
  /** Butt where the line begins inside a chamber. */
  cap: CanvasLineCap = "round";
  length_px = 0;
  width_px = 1;
  transmural_mmhg = 10;
  collapsed = false;
  /** Velocity in the drawn direction, cm/s. */
  speed_cm_per_s = 0;
  /** Slow mean of the velocity, for arrows. */
  usual_cm_per_s = 0;
  private moved_px = 0;
  private streak = 0;

  constructor(
    readonly kind: TubeKind,
    private readonly controls: number,
  ) {
    this.n = (controls - 1) * SUBDIVISIONS + 1;
    this.xy = new Float32Array(2 * this.n);
  }

  /** Lays the line through control points in pixels. */
  lay(points: Float32Array): void {
    const last = this.controls - 1;
    let k = 0;
    let length = 0;
    for (let i = 0; i < last; i++) {
      const p0 = 2 * Math.max(0, i - 1);
      const p1 = 2 * i;
      const p2 = 2 * (i + 1);
      const p3 = 2 * Math.min(last, i + 2);
      for (let j = 0; j < SUBDIVISIONS; j++) {
        const t = j / SUBDIVISIONS;
        const t2 = t * t;
        const t3 = t2 * t;
        const a = -0.5 * t3 + t2 - 0.5 * t;
        const b = 1.5 * t3 - 2.5 * t2 + 1;
        const c = -1.5 * t3 + 2 * t2 + 0.5 * t;
        const d = 0.5 * t3 - 0.5 * t2;
        this.xy[k] = a * points[p0]! + b * points[p1]! + c * points[p2]! + d * points[p3]!;
        this.xy[k + 1] =
          a * points[p0 + 1]! + b * points[p1 + 1]! + c * points[p2 + 1]! + d * points[p3 + 1]!;
        if (k > 0) length += Math.hypot(this.xy[k]! - this.xy[k - 2]!, this.xy[k + 1]! - this.xy[k - 1]!);
        k += 2;
      }
    }
    this.xy[k] = points[2 * last]!;
    this.xy[k + 1] = points[2 * last + 1]!;
    length += Math.hypot(this.xy[k]! - this.xy[k - 2]!, this.xy[k + 1]! - this.xy[k - 1]!);
    this.length_px = length;
  }

  /**
   * Moves the marks by simulated time. `scale` is px per cm; `volume_ml` and `flow_ml_per_s` are those of
   * the drawn line alone.
   */
  advance(volume_ml: number, flow_ml_per_s: number, scale: number, dt_s: number, pace: number): void {
    const length_cm = this.length_px / scale;
    const area_cm2 = Math.max(0.02, volume_ml / Math.max(0.5, length_cm));
    const speed = Number.isFinite(flow_ml_per_s) ? flow_ml_per_s / area_cm2 : 0;
    this.speed_cm_per_s = Number.isFinite(speed) ? speed : 0;
    const gain = Math.min(1, dt_s / 0.6);
    this.usual_cm_per_s += (this.speed_cm_per_s - this.usual_cm_per_s) * gain;
    const step = this.speed_cm_per_s * dt_s * scale;
    this.moved_px = (this.moved_px + step) % PERIOD_PX;
    const still = dt_s <= 0 || pace <= 0;
    const wanted = still || pace > FASTEST_PACE || Math.abs(step) > LONGEST_STEP * PERIOD_PX ? 1 : 0;
    this.streak = still ? 1 : this.streak + (wanted - this.streak) * 0.2;
    if (still && this.usual_cm_per_s === 0) this.usual_cm_per_s = this.speed_cm_per_s;
  }

  /** The line as a path, without the points that are as good as on it: half the time of painting. */
  private line(ctx: CanvasRenderingContext2D): void {
    const { xy } = this;
    const last = 2 * (this.n - 1);
    ctx.beginPath();
    let [x, y] = [xy[0]!, xy[1]!];
    ctx.moveTo(x, y);
    for (let i = 2; i < last; i += 2) {
      const [dx, dy] = [xy[i]! - x, xy[i + 1]! - y];
      const [ex, ey] = [xy[i + 2]! - x, xy[i + 3]! - y];
      if (Math.abs(dx * ey - dy * ex) < UNSEEN_PX * Math.hypot(ex, ey)) continue;
      x = xy[i]!;
      y = xy[i + 1]!;
      ctx.lineTo(x, y);
    }
    ctx.lineTo(xy[last]!, xy[last + 1]!);
  }

  /** The edge below the vessel: its wall. */
  paintWall(ctx: CanvasRenderingContext2D, p: Palette): void {
    this.line(ctx);
    ctx.lineCap = this.cap;
    if (this.collapsed && this.kind === "vein") {
      ctx.strokeStyle = p.veinEdge;
      ctx.lineWidth = this.width_px + 1.2;
      ctx.lineCap = "butt";
      ctx.setLineDash(COLLAPSED_DASH);
      ctx.stroke();
      ctx.setLineDash(NO_DASH);
      return;
    }
    ctx.strokeStyle = this.kind === "artery" ? p.arteryEdge : p.veinEdge;
    ctx.lineWidth = this.width_px + (this.kind === "artery" ? 1.6 : 1.2);
    ctx.stroke();
  }

  /** The blood, and its moving marks or its steady streak. */
  paintBlood(ctx: CanvasRenderingContext2D, p: Palette): void {
    this.line(ctx);
    ctx.strokeStyle = this.kind === "artery" ? p.c.artery : p.vein(this.transmural_mmhg);
    ctx.lineWidth = this.width_px;
    ctx.lineCap = this.cap;
    ctx.stroke();
    ctx.lineCap = "round";
    const mark = Math.max(1, Math.min(0.42 * this.width_px, 3.5));
    const before = ctx.globalAlpha;
    ctx.strokeStyle = p.c.paper;
    ctx.lineWidth = mark;
    if (this.streak < 0.97 && this.width_px > 1.1) {
      ctx.globalAlpha = before * 0.9 * (1 - this.streak);
      ctx.setLineDash(MARKS);
      ctx.lineDashOffset = -this.moved_px;
      ctx.stroke();
      ctx.setLineDash(NO_DASH);
    }
    if (this.streak > 0.03 && this.width_px > 2.2) {
      ctx.globalAlpha = before * 0.3 * this.streak;
      ctx.stroke();
    }
    ctx.lineCap = "butt";
    ctx.globalAlpha = before;
  }

  /** Only the moving marks, for a stream inside a chamber. */
  paintMarks(ctx: CanvasRenderingContext2D, p: Palette): void {
    if (this.streak > 0.97 || Math.abs(this.speed_cm_per_s) < 1) return;
    this.line(ctx);
    const before = ctx.globalAlpha;
    ctx.globalAlpha = before * 0.85 * (1 - this.streak) * Math.min(1, Math.abs(this.speed_cm_per_s) / 20);
    ctx.strokeStyle = p.c.paper;
    ctx.lineWidth = Math.min(4, 0.4 * this.width_px);
    ctx.lineCap = "round";
    ctx.setLineDash(MARKS);
    ctx.lineDashOffset = -this.moved_px;
    ctx.stroke();
    ctx.setLineDash(NO_DASH);
    ctx.lineCap = "butt";
    ctx.globalAlpha = before;
  }

  /** Adds arrowheads in the direction of the flow to the present path, if the streak is shown. */
  addArrows(ctx: CanvasRenderingContext2D): void {
    if (this.streak < 0.5 || this.width_px < 2.2) return;
    const v = Math.abs(this.usual_cm_per_s) > 0 ? this.usual_cm_per_s : this.speed_cm_per_s;
    if (Math.abs(v) < 0.3) return;
    const count = Math.max(1, Math.min(4, Math.floor(this.length_px / 44)));
    const size = Math.max(2.2, Math.min(0.55 * this.width_px, 5)) * (0.75 + 0.25 * Math.min(1, Math.abs(v) / 10));
    const way = v > 0 ? 1 : -1;
    for (let i = 0; i < count; i++) {
      const k = 2 * Math.min(this.n - 2, Math.max(1, Math.round((this.n - 1) * ((i + 0.5) / count))));
      let dx = this.xy[k + 2]! - this.xy[k - 2]!;
      let dy = this.xy[k + 3]! - this.xy[k - 1]!;
      const d = Math.hypot(dx, dy) || 1;
      dx *= (way * size) / d;
      dy *= (way * size) / d;
      const x = this.xy[k]!;
      const y = this.xy[k + 1]!;
      ctx.moveTo(x + dx, y + dy);
      ctx.lineTo(x - 0.8 * dx - 0.8 * dy, y - 0.8 * dy + 0.8 * dx);
      ctx.lineTo(x - 0.8 * dx + 0.8 * dy, y - 0.8 * dy - 0.8 * dx);
      ctx.closePath();
    }
  }

  /** Distance of a point from the line, px. */
  distance(x: number, y: number): number {
    let least = Infinity;
    for (let i = 0; i < this.n - 1; i++) {
      const x0 = this.xy[2 * i]!;
      const y0 = this.xy[2 * i + 1]!;
      const dx = this.xy[2 * i + 2]! - x0;
      const dy = this.xy[2 * i + 3]! - y0;
      const t = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1)));
      least = Math.min(least, Math.hypot(x - x0 - t * dx, y - y0 - t * dy));
    }
    return Math.max(0, least - this.width_px / 2);
  }
}

/** Width of a vessel, px, from its volume relative to lying. */
export function widthOf(usual_px: number, volume_ml: number, lying_ml: number): number {
  const relative = Number.isFinite(volume_ml) ? volume_ml / lying_ml : 1;
  return usual_px * Math.min(2.2, Math.max(0.16, relative));
}

/** The place last asked for; it is overwritten. */
export const spot = { x: 0, y: 0, dx: 1, dy: 0 };

/** Point and direction at a share of a tube's length. */
export function at(t: Tube, share: number): typeof spot {
  const k = 2 * Math.min(t.n - 2, Math.max(1, Math.round(share * (t.n - 1))));
  const dx = t.xy[k + 2]! - t.xy[k - 2]!;
  const dy = t.xy[k + 3]! - t.xy[k - 1]!;
  const d = Math.hypot(dx, dy) || 1;
  spot.x = t.xy[k]!;
  spot.y = t.xy[k + 1]!;
  spot.dx = dx / d;
  spot.dy = dy / d;
  return spot;
}
