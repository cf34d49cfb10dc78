/** Closed smooth shapes given in the coordinates of a bone, and the view from centimetres to pixels. */
import { type Bone, bowed } from "./skeleton";

/** Pixels of a point: ox + x * scale, oy - y * scale. */
export interface View {
  scale: number;
  ox: number;
  oy: number;
}

/** Adds the Bézier curves through a closed ring of points to the present path. */
export function closedCurve(ctx: CanvasRenderingContext2D, xy: Float32Array, n: number): void {
  ctx.moveTo(xy[0]!, xy[1]!);
  for (let i = 0; i < n; i++) {
    const p = 2 * ((i + n - 1) % n);
    const a = 2 * i;
    const b = 2 * ((i + 1) % n);
    const c = 2 * ((i + 2) % n);
    ctx.bezierCurveTo(
      xy[a]! + (xy[b]! - xy[p]!) / 6,
      xy[a + 1]! + (xy[b + 1]! - xy[p + 1]!) / 6,
      xy[b]! - (xy[c]! - xy[a]!) / 6,
      xy[b + 1]! - (xy[c + 1]! - xy[a + 1]!) / 6,
      xy[b]!,
      xy[b + 1]!,
    );
  }
  ctx.closePath();
}

/** A shape on a bone: points [along, towards the front] in cm at the drawn stature. */
export class Shape {
  private readonly local: Float32Array;
  private readonly world: Float32Array;
  private readonly wider: Float32Array;
  private readonly n: number;
  private turned = false;

  /** `bulging` is where along the bone the back swells, and how far from there it fades out. */
  constructor(
    points: readonly (readonly [number, number])[],
    private readonly bulging?: { at: number; reach: number },
  ) {
    this.n = points.length;
    this.local = new Float32Array(points.flat());
    this.world = new Float32Array(2 * this.n);
    this.wider = new Float32Array(2 * this.n);
  }

  /** Places the shape on a bone; `bulge_cm` swells its back, `bow_cm` rounds it with the trunk. */
  place(b: Bone, size: number, view: View, bulge_cm = 0, bow_cm = 0): void {
    const s = size * view.scale;
    const x0 = view.ox + b.x * view.scale;
    const y0 = view.oy - b.y * view.scale;
    // All rings turn the same way, so that overlapping ones fill as one.
    this.turned = b.dx * b.ny - b.dy * b.nx < 0;
    for (let i = 0; i < this.n; i++) {
      const j = this.turned ? this.n - 1 - i : i;
      const along = this.local[2 * i]!;
      let off = this.local[2 * i + 1]!;
      if (bulge_cm !== 0 && this.bulging && off < 0) {
        const d = (along - this.bulging.at) / this.bulging.reach;
        if (d > -1 && d < 1) off -= bulge_cm * (1 - d * d) * (1 - d * d);
      }
      if (bow_cm !== 0) off += bowed(along, bow_cm);
      this.world[2 * j] = x0 + (b.dx * along + b.nx * off) * s;
      this.world[2 * j + 1] = y0 - (b.dy * along + b.ny * off) * s;
    }
  }

  /** Adds the ring from one of its points to another to the present path, as an open line. */
  addSide(ctx: CanvasRenderingContext2D, from: number, to: number): void {
    const at = (i: number): number => 2 * (this.turned ? this.n - 1 - i : i);
    ctx.moveTo(this.world[at(from)]!, this.world[at(from) + 1]!);
    for (let i = from; i < to; i++) {
      const [p, a, b, c] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
      const w = this.world;
      ctx.bezierCurveTo(w[a]! + (w[b]! - w[p]!) / 6, w[a + 1]! + (w[b + 1]! - w[p + 1]!) / 6, w[b]! - (w[c]! - w[a]!) / 6, w[b + 1]! - (w[c + 1]! - w[a + 1]!) / 6, w[b]!, w[b + 1]!);
    }
  }

  /** Adds the placed shape to the present path, wider on all sides by some px. */
  add(ctx: CanvasRenderingContext2D, by_px = 0): void {
    const { world, wider, n } = this;
    if (by_px === 0) return closedCurve(ctx, world, n);
    for (let i = 0; i < n; i++) {
      const before = 2 * ((i + n - 1) % n);
      const after = 2 * ((i + 1) % n);
      const dx = world[after]! - world[before]!;
      const dy = world[after + 1]! - world[before + 1]!;
      const share = by_px / (Math.hypot(dx, dy) || 1);
      wider[2 * i] = world[2 * i]! + dy * share;
      wider[2 * i + 1] = world[2 * i + 1]! - dx * share;
    }
    closedCurve(ctx, wider, n);
  }
}
