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

/** Time over which the column is averaged, and after which a swing no longer counts, simulated s. */
const MEAN_S = 3;
/** A column that swings less than this needs no mean beside it, cm. */
const SWINGS_CM = 4;

/** The mean of a column that moves, over the last seconds. */
export class ColumnMean {
  private mean = Number.NaN;
  private swing = 0;
  private time_s = Number.NaN;

  /** Takes the height at a simulated time; gives the mean, or NaN while the column hardly moves. */
  take(height_cm: number, time_s: number): number {
    const dt_s = time_s - this.time_s;
    this.time_s = time_s;
    if (!Number.isFinite(height_cm)) this.mean = Number.NaN;
    else if (!(dt_s >= 0 && dt_s < 5 * MEAN_S) || Number.isNaN(this.mean)) {
      // Another body or another time.
      this.mean = height_cm;
      this.swing = 0;
    } else {
      const kept = Math.exp(-dt_s / MEAN_S);
      this.mean = height_cm + (this.mean - height_cm) * kept;
      this.swing = Math.max(Math.abs(height_cm - this.mean), this.swing * kept);
    }
    return this.swing > SWINGS_CM ? this.mean : Number.NaN;
  }
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
  /** The heart is drawn above its level: the simulation leaves it where it is with the heels down. */
  raised: boolean;
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
  /** Mean of a moving column, else NaN. */
  mean_cm: number,
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

  if (height_cm > at.length || mean_cm > at.length) breakTube(ctx, p, x, y(at.length) + 3, half);

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
  const heartY = view.oy - at.heart * s;
  const heartWords = at.raised ? HEELS_DOWN : HEART;
  for (let i = 0; i < heartWords.length; i++) {
    const ly = heartY - 2 - (heartWords.length - 1 - i) * 1.1 * font;
    ctx.strokeText(heartWords[i]!, x + half + 5, ly);
    ctx.fillText(heartWords[i]!, x + half + 5, ly);
  }

  // The mean of a moving column, with a mark at the tube.
  let meanY = Number.NaN;
  if (Number.isFinite(mean_cm)) {
    const my = y(Math.min(Math.max(mean_cm, 1 - at.below), at.length));
    ctx.fillStyle = p.c["ink-soft"];
    ctx.beginPath();
    ctx.moveTo(x + half, my);
    ctx.lineTo(x + half + 8, my - 5);
    ctx.lineTo(x + half + 8, my + 5);
    ctx.fill();
    meanY = clear(my, heartY, heartY + 0.85 * font, font);
    const said = `mean ${Math.round(mean_cm)} cm`.replace("-", "\u2212");
    ctx.textBaseline = "middle";
    ctx.strokeText(said, x + half + 11, meanY);
    ctx.fillText(said, x + half + 11, meanY);
  }

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
  let ty = clear(Math.min(y(level), bottom - 1.1 * font), heartY, heartY + 0.85 * font, font);
  // The mean moves little: the reading gives way to it, and both to the heart's level.
  if (Math.abs(ty - meanY) < 1.3 * font) ty = meanY + (ty < meanY && meanY - 1.3 * font > heartY + 0.8 * font ? -1.3 : 1.3) * font;
  const words = !Number.isFinite(height_cm) ? "no weight, no height" : height_cm > at.length ? `▲ ${Math.round(height_cm)} cm` : `${Math.round(height_cm)} cm`.replace("-", "\u2212");
  ctx.lineWidth = 3;
  ctx.strokeStyle = p.c.paper;
  ctx.strokeText(words, x + half + 5, ty);
  ctx.fillText(words, x + half + 5, ty);
}

/** The height of words that would stand on those of the heart's level: below its line instead. */
function clear(y: number, heartY: number, instead: number, font: number): number {
  return Math.abs(y - heartY) < 1.6 * font ? instead : y;
}

/** Two strokes across the tube: the column goes on above the scale. */
function breakTube(ctx: CanvasRenderingContext2D, p: Palette, x: number, y: number, half: number): void {
  const line = (dy: number): void => {
    ctx.moveTo(x - half - 3, y + dy + 3);
    ctx.lineTo(x + half + 3, y + dy - 3);
  };
  ctx.strokeStyle = p.c.paper;
  ctx.lineWidth = 5;
  ctx.beginPath();
  line(3);
  ctx.stroke();
  ctx.strokeStyle = p.c.ink;
  ctx.lineWidth = 1.4;
  ctx.beginPath();
  line(0);
  line(6);
  ctx.stroke();
}

const HEART = ["heart level"];
const HEELS_DOWN = ["heart level,", "heels down"];
const HEART_DASH = [5, 4];
const NO_DASH: number[] = [];
