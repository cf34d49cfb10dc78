/** Valves of veins and of the heart: two leaflets that open by a fraction, and the jet of a leaking valve. */
import type { Palette } from "./palette";

/** Adds two leaflets to the present path; (dx, dy) is the unit direction of normal flow, `half` half the lumen. */
export function addLeaflets(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  dx: number,
  dy: number,
  half: number,
  opening: number,
): void {
  const open = Number.isFinite(opening) ? Math.min(1, Math.max(0, opening)) : 0;
  // Closed, the leaflets meet in the middle and bulge back like pockets; open, they lie along the wall.
  const tipAside = half * (0.04 + 0.78 * open);
  const tipOn = half * (1.05 + 0.75 * open);
  const backOn = half * (-0.25 + 0.75 * open);
  const backAside = half * (0.34 + 0.62 * open);
  for (let side = -1; side <= 1; side += 2) {
    const px = -dy * side;
    const py = dx * side;
    ctx.moveTo(x + px * half * 1.06 - dx * half * 0.15, y + py * half * 1.06 - dy * half * 0.15);
    ctx.quadraticCurveTo(
      x + px * backAside + dx * backOn,
      y + py * backAside + dy * backOn,
      x + px * tipAside + dx * tipOn,
      y + py * tipAside + dy * tipOn,
    );
  }
}

/** Adds two thin cusps of the heart: parted along the flow when open, meeting in a shallow arrow when shut. */
export function addCusps(ctx: CanvasRenderingContext2D, x: number, y: number, dx: number, dy: number, half: number, opening: number): void {
  const open = Number.isFinite(opening) ? Math.min(1, Math.max(0, opening)) : 0;
  const aside = half * 0.86 * open;
  const on = half * (0.42 + 0.68 * open);
  for (let side = -1; side <= 1; side += 2) {
    const px = -dy * side;
    const py = dx * side;
    ctx.moveTo(x + px * half, y + py * half);
    ctx.lineTo(x + px * aside + dx * on, y + py * aside + dy * on);
  }
}

/** Where the edge of a sail is, and where it bends: aside from the middle and onward, as shares of half the opening. */
const tipAside = (open: number): number => 0.03 + 0.69 * open;
const tipOn = (open: number): number => 0.72 + 0.83 * open;

/** Adds the two sails of a valve between atrium and ventricle: shut they meet in a vault, open they hang apart into the ventricle. */
export function addSails(ctx: CanvasRenderingContext2D, x: number, y: number, dx: number, dy: number, half: number, opening: number): void {
  const open = Number.isFinite(opening) ? Math.min(1, Math.max(0, opening)) : 0;
  for (let side = -1; side <= 1; side += 2) {
    const px = -dy * side * half;
    const py = dx * side * half;
    const ox = dx * half;
    const oy = dy * half;
    // Shut, a sail bulges towards the atrium and lies against the other along its edge.
    const bendAside = 0.42 + 0.5 * open;
    const bendOn = -0.1 + 0.75 * open;
    const a = tipAside(open);
    const b = tipOn(open);
    const meet = 0.3 * (1 - open);
    ctx.moveTo(x + px, y + py);
    ctx.quadraticCurveTo(x + px * bendAside + ox * bendOn, y + py * bendAside + oy * bendOn, x + px * a + ox * (b - meet), y + py * a + oy * (b - meet));
    ctx.lineTo(x + px * a + ox * b, y + py * a + oy * b);
  }
}

/** Adds the threads that hold the sails' edges, to a depth below the ring, px. */
export function addThreads(ctx: CanvasRenderingContext2D, x: number, y: number, dx: number, dy: number, half: number, opening: number, depth: number): void {
  const open = Number.isFinite(opening) ? Math.min(1, Math.max(0, opening)) : 0;
  for (let side = -1; side <= 1; side += 2) {
    const px = -dy * side * half;
    const py = dx * side * half;
    const a = tipAside(open);
    const b = tipOn(open) * half;
    for (const foot of [0.5, 0.72]) {
      ctx.moveTo(x + px * a + dx * b, y + py * a + dy * b);
      ctx.lineTo(x + px * foot + dx * depth, y + py * foot + dy * depth);
    }
  }
}

const JET_DASH = [2, 3.5];
const NO_DASH: number[] = [];

/** A backward jet through a valve: a widening, dotted cone with an arrowhead, unlike the marks of usual flow. */
export function paintJet(
  ctx: CanvasRenderingContext2D,
  p: Palette,
  x: number,
  y: number,
  dx: number,
  dy: number,
  half: number,
  strength: number,
): void {
  const s = Math.min(1, strength);
  const length = half * (3.5 + 4.5 * s);
  const spread = half * 0.95;
  ctx.strokeStyle = p.c.bad;
  ctx.fillStyle = p.c.bad;
  ctx.lineWidth = Math.max(1.6, half * 0.34);
  ctx.setLineDash(JET_DASH);
  ctx.beginPath();
  for (let i = -1; i <= 1; i++) {
    ctx.moveTo(x + dx * half * 0.6, y + dy * half * 0.6);
    ctx.lineTo(x - dx * length - dy * spread * i, y - dy * length + dx * spread * i);
  }
  ctx.stroke();
  ctx.setLineDash(NO_DASH);
  const tip = length + half * 1.4;
  const wide = Math.max(3.5, half * 1.15);
  ctx.beginPath();
  ctx.moveTo(x - dx * tip, y - dy * tip);
  ctx.lineTo(x - dx * length - dy * wide, y - dy * length + dx * wide);
  ctx.lineTo(x - dx * length + dy * wide, y - dy * length - dx * wide);
  ctx.closePath();
  ctx.fill();
}

/** Velocity backwards, cm/s, above which a valve is said to leak, and the velocity of a full jet. */
export const LEAK_CM_PER_S = 4;
const FULL_JET_CM_PER_S = 30;

/** A leak that lasts: the backward velocity, smoothed so that the short reflux of closing does not count. */
export class Leak {
  private back_cm_per_s = 0;
  /** 0 none, 1 full. */
  strength = 0;

  advance(speed_cm_per_s: number, dt_s: number): void {
    const back = Math.max(0, -speed_cm_per_s);
    if (dt_s > 0) this.back_cm_per_s += (Math.min(back, 80) - this.back_cm_per_s) * Math.min(1, dt_s / 0.25);
    const over = this.back_cm_per_s - LEAK_CM_PER_S;
    this.strength = back > 0.5 && over > 0 ? Math.min(1, 0.25 + over / FULL_JET_CM_PER_S) : 0;
  }
}
