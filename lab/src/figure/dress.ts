/** What is worn: stockings and cuffs, as patterns over the skin where the body says that they press. */
import type { BodyState, Frame } from "../engine/types";
import type { LegShapes } from "./outline";
import type { Palette } from "./palette";
import type { View } from "./shape";
import type { Bone, Leg } from "./skeleton";

type Part = "foot" | "ankle" | "calf" | "knee" | "thigh";

/** Which part of which bone a level covers. */
const COVERS: Record<Exclude<Part, "foot">, { bone: "thigh" | "shank"; from: number; to: number }> = {
  ankle: { bone: "shank", from: 0.5, to: 1.06 },
  calf: { bone: "shank", from: 0.12, to: 0.5 },
  knee: { bone: "shank", from: -0.08, to: 0.12 },
  thigh: { bone: "thigh", from: 0.15, to: 0.95 },
};

/** Whether a stocking or a cuff is worn, from the conditions in force and from parameters set one by one. */
export function worn(state: BodyState, side: "left" | "right"): "stocking" | "cuff" | "none" {
  let found: "stocking" | "cuff" | "none" = "none";
  for (const n of state.named) {
    const other = side === "left" ? "-right" : "-left";
    if (n.word.endsWith(other)) continue;
    if (/^stockings-off/.test(n.word)) found = "none";
    else if (/^stocking/.test(n.word)) found = "stocking";
    else if (/pneumatic|foot-pump/.test(n.word)) found = "cuff";
    else if (/^pump-off/.test(n.word)) found = "none";
  }
  for (const path in state.set) {
    if (!path.startsWith(`leg.${side}.sleeve.`) || !(state.set[path]! > 0)) continue;
    if (path.endsWith("stocking_mmhg")) found = "stocking";
    if (path.endsWith("cuff_mmhg")) found = "cuff";
  }
  return found;
}

export function paintSleeves(ctx: CanvasRenderingContext2D, p: Palette, shapes: LegShapes, leg: Leg, size: number, v: View, state: BodyState, frame: Frame, side: "left" | "right"): void {
  const what = worn(state, side);
  if (what === "none") return;
  ctx.save();
  ctx.strokeStyle = p.c.accent;
  ctx.fillStyle = p.c.accent;
  const alpha = side === "left" ? 1 : 0.5;
  if (frame.get(`leg.${side}.sleeve.foot.pressure_mmhg`) > 0.5) {
    ctx.save();
    ctx.beginPath();
    shapes.foot.add(ctx);
    ctx.clip();
    band(ctx, leg.foot, -8, 14, size, v, what, alpha, frame.get(`leg.${side}.sleeve.foot.pressure_mmhg`));
    ctx.restore();
  }
  ctx.beginPath();
  shapes.thigh.add(ctx);
  shapes.shank.add(ctx);
  ctx.clip();
  for (const part of ["ankle", "calf", "knee", "thigh"] as const) {
    const pressure = frame.get(`leg.${side}.sleeve.${part}.pressure_mmhg`);
    const c = COVERS[part];
    const b = leg[c.bone];
    const length = b.length / size;
    if (pressure > 0.5 || (what === "cuff" && state.set[`leg.${side}.sleeve.${part}.cuff_mmhg`]! > 0)) band(ctx, b, c.from * length, c.to * length, size, v, what, alpha, pressure);
  }
  ctx.restore();
}

/** Fine cross lines for a knitted stocking, thick ones for a cuff. */
function band(ctx: CanvasRenderingContext2D, b: Bone, from: number, to: number, size: number, v: View, what: "stocking" | "cuff", alpha: number, pressure: number): void {
  const s = v.scale * size;
  const x = (a: number, o: number): number => v.ox + b.x * v.scale + (b.dx * a + b.nx * o) * s;
  const y = (a: number, o: number): number => v.oy - b.y * v.scale - (b.dy * a + b.ny * o) * s;
  ctx.globalAlpha = alpha * (what === "cuff" ? 0.12 + 0.28 * Math.min(1, Math.max(0, pressure) / 60) : 0.16);
  ctx.beginPath();
  ctx.moveTo(x(from, 14), y(from, 14));
  ctx.lineTo(x(to, 14), y(to, 14));
  ctx.lineTo(x(to, -14), y(to, -14));
  ctx.lineTo(x(from, -14), y(from, -14));
  ctx.closePath();
  ctx.fill();
  ctx.globalAlpha = alpha * 0.55;
  ctx.lineWidth = what === "cuff" ? 2.2 : 0.8;
  const step = what === "cuff" ? 5 : 1.7;
  ctx.beginPath();
  for (let a = from; a <= to; a += step) {
    ctx.moveTo(x(a, 14), y(a, 14));
    ctx.lineTo(x(a, -14), y(a, -14));
  }
  ctx.stroke();
  ctx.globalAlpha = alpha;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.moveTo(x(from, 14), y(from, 14));
  ctx.lineTo(x(from, -14), y(from, -14));
  ctx.stroke();
}
