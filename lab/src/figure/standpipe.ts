/**
 * The standpipe: an open glass tube joined to the foot's vein, in which blood rises until its weight
 * balances the pressure. Height = pressure / (density x gravity): 1 mmHg = 1.283 cm of blood of
 * 1.06 g/cm3 at 1 g. The zero of the scale is at the foot's vein as the person holds still.
 */
import type { Palette } from "./palette";
import type { View } from "./shape";

/** cm of blood for 1 mmHg: 13.595 / 1.06 / 10. */
export const CM_PER_MMHG = 1.2826;

/** Height of the column, cm; infinite without gravity. */
export function columnHeight(pressure_mmhg: number, gravity_g: number): number {
  const g = Number.isFinite(gravity_g) ? gravity_g : 1;
  if (g < 0.02) return pressure_mmhg > 0 ? Infinity : 0;
  return (pressure_mmhg * CM_PER_MMHG) / g;
}

export interface StandpipePlace {
  /** Middle of the tube, cm. */
  x: number;
  /** Height of the zero, cm. */
  zero: number;
  /** Length of the scale, cm. */
  length: number;
  /** Height of the heart (right atrium), and where it is. */
  heart: number;
  heartX: number;
  /** How far the tube reaches below the zero, cm. */
  below: number;
  /** Where the hose meets the vein now, cm. */
  veinX: number;
  veinY: number;
}

const HALF_CM = 1.9;

export function paintStandpipe(
  ctx: CanvasRenderingContext2D,
  p: Palette,
  view: View,
  at: StandpipePlace,
  height_cm: number,
  font: number,
): void {
  const s = view.scale;
  const x = view.ox + at.x * s;
  const y = (h: number): number => view.oy - (at.zero + h) * s;
  const half = Math.max(3.5, HALF_CM * s);
  const level = Math.min(Math.max(height_cm, 1 - at.below), at.length);

  // Hose from the tube's lower end to the vein.
  const vx = view.ox + at.veinX * s;
  const vy = view.oy - at.veinY * s;
  const bottom = Math.min(y(-at.below), view.oy - 1.5 * s);
  for (let pass = 0; pass < 2; pass++) {
    ctx.strokeStyle = pass === 0 ? p.woodEdge : p.c.water;
    ctx.lineWidth = pass === 0 ? 3.6 : 2;
    ctx.beginPath();
    ctx.moveTo(x, bottom);
    const sag = Math.min(bottom + 4 * s, view.oy - 1);
    ctx.bezierCurveTo(x, Math.max(sag, bottom), vx - 9 * s, Math.max(sag, vy), vx, vy);
    ctx.stroke();
  }
  // Needle.
  ctx.fillStyle = p.c.ink;
  ctx.beginPath();
  ctx.arc(vx, vy, 2.1, 0, 2 * Math.PI);
  ctx.fill();

  // Glass and column.
  ctx.fillStyle = p.glass;
  ctx.fillRect(x - half, y(at.length + 4), 2 * half, bottom - y(at.length + 4));
  ctx.fillStyle = p.c.water;
  ctx.fillRect(x - half + 1, y(level), 2 * half - 2, bottom - y(level));
  ctx.strokeStyle = p.c["ink-soft"];
  ctx.lineWidth = 1.2;
  ctx.beginPath();
  ctx.moveTo(x - half, y(at.length + 4));
  ctx.lineTo(x - half, bottom);
  ctx.arc(x, bottom, half, Math.PI, 0, true);
  ctx.lineTo(x + half, y(at.length + 4));
  ctx.stroke();

  // Scale on the far side from the body.
  ctx.strokeStyle = p.c["ink-soft"];
  ctx.fillStyle = p.c["ink-soft"];
  ctx.lineWidth = 1;
  ctx.font = `${font - 1}px system-ui, sans-serif`;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  ctx.beginPath();
  const each = s * 20 < 1.6 * font ? 40 : 20;
  for (let h = -10 * Math.floor(at.below / 10); h <= at.length + 0.1; h += 10) {
    if (y(h) > view.oy - 2) continue;
    const tick = h % each === 0 ? 6 : 3;
    ctx.moveTo(x - half - 1, y(h));
    ctx.lineTo(x - half - 1 - tick, y(h));
    if (h % each === 0 && y(h) < view.oy - 0.4 * font) ctx.fillText(String(h), x - half - 9, y(h));
  }
  ctx.stroke();

  // The heart's level.
  ctx.strokeStyle = p.c.bad;
  ctx.setLineDash(HEART_DASH);
  ctx.beginPath();
  ctx.moveTo(x - half - 8, view.oy - at.heart * s);
  ctx.lineTo(view.ox + at.heartX * s, view.oy - at.heart * s);
  ctx.stroke();
  ctx.setLineDash(NO_DASH);
  ctx.fillStyle = p.c.bad;
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  ctx.font = `${font}px system-ui, sans-serif`;
  ctx.strokeStyle = p.c.paper;
  ctx.lineWidth = 3;
  ctx.strokeText("heart level", x + half + 5, view.oy - at.heart * s - 2);
  ctx.fillText("heart level", x + half + 5, view.oy - at.heart * s - 2);

  // The reading beside the meniscus.
  ctx.fillStyle = p.c.ink;
  ctx.strokeStyle = p.c.ink;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.moveTo(x - half, y(level));
  ctx.lineTo(x + half, y(level));
  ctx.stroke();
  ctx.font = `600 ${font + 1}px system-ui, sans-serif`;
  ctx.textBaseline = "middle";
  const nearHeart = Math.abs(at.zero + level - at.heart) * s < 1.6 * font;
  const ty = nearHeart ? view.oy - at.heart * s + 0.85 * font : Math.min(y(level), bottom - 1.1 * font);
  const words = !Number.isFinite(height_cm) ? "no weight, no height" : height_cm > at.length ? `▲ ${Math.round(height_cm)} cm` : `${Math.round(height_cm)} cm`.replace("-", "\u2212");
  ctx.lineWidth = 3;
  ctx.strokeStyle = p.c.paper;
  ctx.strokeText(words, x + half + 5, ty);
  ctx.fillText(words, x + half + 5, ty);
}

const HEART_DASH = [5, 4];
const NO_DASH: number[] = [];
