/** The heart alone, large, with its vessels, volumes and names. */
import type { Frame } from "../engine/types";
import { type Chamber, Heart, heartSignals } from "./heart";
import { type Palette, palette } from "./palette";

/** Size of the picture, cm: the origin is the middle of the base. */
const LEFT_CM = 11.5;
const RIGHT_CM = 11.5;
const UP_CM = 12;
const DOWN_CM = 8.6;

export class HeartView {
  private readonly heart = new Heart();
  private scale = 20;
  private ox = 0;
  private oy = 0;

  static signals(): string[] {
    return [...heartSignals(), "heart.rate_per_min"];
  }

  draw(ctx: CanvasRenderingContext2D, width: number, height: number, frame: Frame, dt_s: number, pace: number): void {
    const p = palette();
    this.scale = Math.min(width / (LEFT_CM + RIGHT_CM), height / (UP_CM + DOWN_CM));
    this.ox = width / 2 + ((LEFT_CM - RIGHT_CM) / 2) * this.scale;
    this.oy = height / 2 + ((UP_CM - DOWN_CM) / 2) * this.scale;
    this.heart.update(frame, dt_s, pace, this.scale);
    ctx.save();
    ctx.translate(this.ox, this.oy);
    this.heart.paint(ctx, p, this.scale);
    this.words(ctx, p, frame, width);
    ctx.restore();
  }

  private words(ctx: CanvasRenderingContext2D, p: Palette, frame: Frame, width: number): void {
    const s = this.scale;
    const font = Math.max(10.5, Math.min(15, width / 34));
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    const chamber = (c: Chamber, name: string, dy: number): void => {
      ctx.font = `600 ${font}px system-ui, sans-serif`;
      outlined(ctx, p, name, c.x * s, c.y * s + dy - 0.55 * font);
      ctx.font = `${font}px system-ui, sans-serif`;
      outlined(ctx, p, `${Math.round(c.volume_ml)} mL`, c.x * s, c.y * s + dy + 0.65 * font);
    };
    const { lv, rv, la, ra } = this.heart;
    chamber(ra, "RA", -0.4 * s);
    chamber(rv, "RV", 0.7 * s);
    chamber(la, "LA", -0.5 * s);
    chamber(lv, "LV", 1.1 * s);
    ctx.font = `${font}px system-ui, sans-serif`;
    ctx.fillStyle = p.c.ink;
    const at = (text: string, x: number, y: number, align: CanvasTextAlign): void => {
      ctx.textAlign = align;
      outlined(ctx, p, text, x * s, y * s);
    };
    // Without room beside the heart, the names of the vessels are left to the pointer.
    if (ra.x * s + this.ox - 2.3 * s < 5.6 * font || width - this.ox - 5.9 * s < 5.8 * font) return;
    const line = (1.25 * font) / s;
    at("superior", ra.x - 1.7, -9.9, "right");
    at("vena cava", ra.x - 1.7, -9.9 + line, "right");
    at("inferior", ra.x - 2.3, 5.4, "right");
    at("vena cava", ra.x - 2.3, 5.4 + line, "right");
    at("aorta", 4.9, -9.6, "left");
    at("lung artery", 5.9, -8, "left");
    at("lung veins", RIGHT_CM - 0.3, -2.9, "right");
    const rate = frame.get("heart.rate_per_min");
    if (Number.isFinite(rate)) at(`${Math.round(rate)} beats/min`, RIGHT_CM - 0.5, 7.6, "right");
  }

  label(x: number, y: number): string | undefined {
    const h = this.heart;
    const px = x - this.ox;
    const py = y - this.oy;
    const named = [
      [h.aorta, "aorta"],
      [h.pulmonary, "lung artery"],
      [h.pulmonaryRight, "lung artery"],
      [h.superior, "superior vena cava"],
      [h.inferior, "inferior vena cava"],
      [h.pulmonaryVeins[0], "lung veins"],
      [h.pulmonaryVeins[1], "lung veins"],
    ] as const;
    for (const [c, name] of named) if (c.tube.distance(px, py) < 4) return name;
    const chambers = [
      [h.ra, "right atrium"],
      [h.rv, "right ventricle"],
      [h.la, "left atrium"],
      [h.lv, "left ventricle"],
    ] as const;
    for (const [c, name] of chambers) if (Math.hypot(px / this.scale - c.x, py / this.scale - c.y) < 0.5 * c.wide) return name;
    return undefined;
  }
}

function outlined(ctx: CanvasRenderingContext2D, p: Palette, text: string, x: number, y: number): void {
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = p.c.paper;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = p.c.ink;
  ctx.fillText(text, x, y);
}
