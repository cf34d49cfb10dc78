/** The magnified calf: muscle bellies that swell and darken as they press, veins, and valves at work. */
import type { BodyState, Frame } from "../engine/types";
import * as data from "./calfdata";
import { worn } from "./dress";
import { lesions, paintLesion } from "./lesions";
import { Heel } from "./heel";
import { FULL_GASTROCNEMIUS_MMHG, FULL_SOLEUS_MMHG } from "./motion";
import { type Palette, palette } from "./palette";
import { closedCurve } from "./shape";
import { at, Tube, widthOf } from "./tube";
import { addLeaflets, Leak, LEAK_CM_PER_S, paintJet } from "./valves";

/** Swelling of a belly at full contraction, units (estimate, drawn larger than life). */
const BULGE = 3.2;

/** Share of the height that the leg fills before labels may take room beside it. */
const LEAST_SHARE = 0.66;

/** Middle of the skin that the bellies push out. */
const SKIN_AT = { x: 58, y: 48, reach: 50 };

/** Levels of a sleeve, from and to which height they reach, units. */
const SLEEVES = ([["knee", 3, 25], ["calf", 25, 67], ["ankle", 67, 126], ["foot", 126, 150]] as const).map(([part, from, to]) => ({ pressure: `leg.left.sleeve.${part}.pressure_mmhg`, from, to }));

interface CalfTube {
  line: data.CalfLine;
  tube: Tube;
  points: Float32Array;
  volume: string;
  transmural: string;
  flow: string;
  opening: string;
  leak: Leak;
  perforator: boolean;
}

function tubeOf(line: data.CalfLine, perforator: boolean): CalfTube {
  const leg = "leg.left.";
  return {
    line,
    tube: new Tube("vein", line.points.length),
    points: new Float32Array(2 * line.points.length),
    volume: `${leg}${line.vessel}.volume_ml`,
    transmural: `${leg}${line.vessel}.transmural_pressure_mmhg`,
    flow: `${leg}${line.flow}.flow_ml_per_s`,
    opening: `${leg}${line.flow}.opening_fraction`,
    leak: new Leak(),
    perforator,
  };
}

/** Labels that do not overlap at a size of words in units; the less important ones give way. */
export function labelsThatFit(font: number): data.Label[] {
  const taken = { left: [] as [number, number][], right: [] as [number, number][] };
  return [...data.LABELS]
    .sort((a, b) => a.rank - b.rank)
    .filter(({ side, y, lines }) => {
      const [top, bottom] = [y - 0.65 * font, y + (lines === 2 ? 1.85 : 0.65) * font];
      if (taken[side].some(([from, to]) => top < to && bottom > from)) return false;
      taken[side].push([top, bottom]);
      return true;
    });
}

/** A closed ring in units, swollen about a middle. */
class Ring {
  private readonly px: Float32Array;
  constructor(private readonly points: data.XY) {
    this.px = new Float32Array(2 * points.length);
  }

  path(ctx: CanvasRenderingContext2D, v: CalfView, bulge: number, about?: { x: number; y: number; reach: number }): void {
    const n = this.points.length;
    for (let i = 0; i < n; i++) {
      const [x, y] = this.points[i]!;
      const sx = x + (about ? swell(x, y, bulge, about) : 0);
      this.px[2 * i] = v.x(v.heel.x(sx, y));
      this.px[2 * i + 1] = v.y(v.heel.y(sx, y));
    }
    ctx.beginPath();
    closedCurve(ctx, this.px, n);
  }
}

/** How far a point moves back as a belly swells. */
function swell(x: number, y: number, bulge: number, about: { x: number; y: number; reach: number }): number {
  const d = (y - about.y) / about.reach;
  if (d <= -1 || d >= 1) return 0;
  const along = (1 - d * d) * (1 - d * d);
  return bulge * along * Math.min(1, Math.max(0, (x - about.x) / 10));
}

export class CalfView {
  private scale = 3;
  private ox = 0;
  private oy = 0;
  private labels: readonly data.Label[] = [];
  private labelsFor = 0;
  private columns: 0 | 1 | 2 = 2;
  readonly heel = new Heel();
  private soleus = 0;
  private gastrocnemius = 0;
  private readonly veins = data.CALF_LINES.map((l) => tubeOf(l, false));
  private readonly perforators = data.PERFORATORS.map((l) => tubeOf(l, true));
  private readonly all = [...this.perforators, ...this.veins];
  private readonly rings = {
    skin: new Ring(data.SKIN),
    tibia: new Ring(data.TIBIA),
    femur: new Ring(data.FEMUR),
    heel: new Ring(data.HEEL),
    tendon: new Ring(data.TENDON),
    soleus: new Ring(data.SOLEUS),
    gastrocnemius: new Ring(data.GASTROCNEMIUS),
  };

  static signals(): string[] {
    const names = ["leg.left.soleus.pressure_mmhg", "leg.left.gastrocnemius.pressure_mmhg", ...SLEEVES.map(({ pressure }) => pressure)];
    for (const t of [...data.CALF_LINES, ...data.PERFORATORS]) {
      const c = tubeOf(t, false);
      names.push(c.volume, c.transmural, c.flow, c.opening);
    }
    return names;
  }

  x(units: number): number {
    return this.ox + units * this.scale;
  }

  y(units: number): number {
    return this.oy + units * this.scale;
  }

  draw(ctx: CanvasRenderingContext2D, width: number, height: number, state: BodyState, frame: Frame, dt_s: number, pace: number): void {
    const p = palette();
    const font = Math.max(10.5, Math.min(14, width / 36));
    this.fit(width, height, font);
    const soleus = frame.get("leg.left.soleus.pressure_mmhg");
    const gastrocnemius = frame.get("leg.left.gastrocnemius.pressure_mmhg");
    this.soleus = Number.isFinite(soleus) ? Math.min(1.4, Math.max(0, soleus / FULL_SOLEUS_MMHG)) : 0;
    this.gastrocnemius = Number.isFinite(gastrocnemius) ? Math.min(1.4, Math.max(0, gastrocnemius / FULL_GASTROCNEMIUS_MMHG)) : 0;
    this.heel.lift(state.activity.pattern === "tiptoe", Math.max(this.soleus, 0.9 * this.gastrocnemius), dt_s);
    this.update(frame, dt_s, pace);
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, this.y(-8), width, height);
    ctx.clip();
    this.sleeve(ctx, p, state, frame);
    this.tissue(ctx, p);
    ctx.lineJoin = "round";
    for (const t of this.all) t.tube.paintWall(ctx, p);
    for (const t of this.all) t.tube.paintBlood(ctx, p);
    ctx.fillStyle = p.c.paper;
    ctx.beginPath();
    for (const t of this.all) t.tube.addArrows(ctx);
    ctx.fill();
    this.valves(ctx, p, frame);
    for (const { flow, open } of lesions(state)) for (const t of this.veins) if (t.flow === flow) paintLesion(ctx, p, t.tube, open, 0.4);
    ctx.restore();
    this.words(ctx, p, width, font, soleus, gastrocnemius);
  }

  /** Fits the leg between two columns of labels, beside one, or alone: labels give way before the leg. */
  private fit(width: number, height: number, font: number): void {
    const left = 8 * font + 14;
    const right = 8.6 * font + 12;
    const top = 10;
    const tall = height / (data.FRAME_HIGH + top);
    const both = (width - left - right) / 50;
    const one = (width - right - 6) / 72;
    this.columns = both >= LEAST_SHARE * tall ? 2 : one >= LEAST_SHARE * tall ? 1 : 0;
    this.scale = Math.max(0.1, Math.min(tall, this.columns === 2 ? both : this.columns === 1 ? one : (width - 8) / 74));
    if (this.columns === 2) this.ox = left + (width - left - right - 50 * this.scale) / 2 - 29 * this.scale;
    else if (this.columns === 1) this.ox = 6 + (width - right - 6 - 72 * this.scale) / 2 - 6 * this.scale;
    else this.ox = width / 2 - 41.5 * this.scale;
    this.oy = top * this.scale + (height - (data.FRAME_HIGH + top) * this.scale) / 2;
  }

  private update(frame: Frame, dt_s: number, pace: number): void {
    const pxPerCm = this.scale * data.UNITS_PER_CM;
    for (const t of this.all) {
      const l = t.line;
      for (let i = 0; i < l.points.length; i++) {
        const [x, y] = l.points[i]!;
        const moved = l.within === "soleus" ? swell(x, y, BULGE * this.soleus, data.SOLEUS_AT) * 0.6 : l.within === "gastrocnemius" ? this.shift(x, y) : l.vessel.includes("small_saphenous") ? this.shift(x, y) : 0;
        t.points[2 * i] = this.x(this.heel.x(x + moved, y));
        t.points[2 * i + 1] = this.y(this.heel.y(x + moved, y));
      }
      t.tube.lay(t.points);
      const volume = frame.get(t.volume);
      const transmural = frame.get(t.transmural);
      t.tube.transmural_mmhg = Number.isFinite(transmural) ? transmural : 10;
      t.tube.width_px = t.perforator ? l.wide * this.scale : widthOf(l.wide * this.scale, volume, l.lying_ml);
      t.tube.collapsed = !t.perforator && (transmural < -1 || volume < 0.5 * l.lying_ml);
      t.tube.advance((t.perforator || !Number.isFinite(volume) ? l.lying_ml : volume) / l.lines, frame.get(t.flow) / l.lines, pxPerCm, dt_s, pace);
      t.leak.advance(t.tube.speed_cm_per_s, dt_s);
    }
  }

  /** What lies at the back moves with both bellies. */
  private shift(x: number, y: number): number {
    return swell(x, y, BULGE * 0.5 * this.soleus, data.SOLEUS_AT) + swell(x, y, BULGE * this.gastrocnemius, data.GASTROCNEMIUS_AT) * (x > 70 ? 1 : 0.5);
  }

  /** A stocking or a cuff around the skin, as far as it presses: knitted fine, or thick as it is blown up. */
  private sleeve(ctx: CanvasRenderingContext2D, p: Palette, state: BodyState, frame: Frame): void {
    const what = worn(state, "left");
    if (what === "none") return;
    const cuff = what === "cuff";
    ctx.strokeStyle = p.c.accent;
    ctx.lineJoin = "round";
    for (const { pressure, from, to } of SLEEVES) {
      const mmhg = frame.get(pressure);
      if (!(mmhg > 0.5) && !cuff) continue;
      ctx.save();
      ctx.beginPath();
      const low = to === data.FRAME_HIGH ? to : to + this.heel.leg;
      ctx.rect(0, this.y(from + this.heel.leg), this.x(200), (low - from - this.heel.leg) * this.scale);
      ctx.clip();
      ctx.lineWidth = (cuff ? 5 + 5 * Math.min(1, Math.max(0, mmhg) / 60) : 4.6) * this.scale;
      this.skin(ctx);
      ctx.globalAlpha = 0.35;
      ctx.stroke();
      ctx.globalAlpha = 1;
      ctx.setLineDash(cuff ? [0.9 * this.scale, 5 * this.scale] : [0.5 * this.scale, 1.1 * this.scale]);
      ctx.stroke();
      ctx.restore();
    }
  }

  private skin(ctx: CanvasRenderingContext2D): void {
    this.rings.skin.path(ctx, this, BULGE * 0.75 * Math.max(this.soleus, this.gastrocnemius), SKIN_AT);
  }

  private tissue(ctx: CanvasRenderingContext2D, p: Palette): void {
    const r = this.rings;
    ctx.lineJoin = "round";
    ctx.fillStyle = p.c.skin;
    ctx.strokeStyle = p.c["skin-edge"];
    ctx.lineWidth = Math.max(1.4, 0.5 * this.scale);
    this.skin(ctx);
    ctx.fill();
    ctx.stroke();
    ctx.fillStyle = p.c.bone;
    ctx.strokeStyle = p.boneEdge;
    ctx.lineWidth = 1.2;
    for (const ring of [r.femur, r.tibia, r.heel]) {
      ring.path(ctx, this, 0);
      ctx.fill();
      ctx.stroke();
    }
    ctx.fillStyle = p.c.bone;
    r.tendon.path(ctx, this, 0);
    ctx.fill();
    ctx.stroke();
    this.belly(ctx, p, r.soleus, this.soleus, BULGE, data.SOLEUS_AT);
    this.belly(ctx, p, r.gastrocnemius, this.gastrocnemius, BULGE, data.GASTROCNEMIUS_AT);
  }

  private belly(ctx: CanvasRenderingContext2D, p: Palette, ring: Ring, share: number, bulge: number, about: { x: number; y: number; reach: number }): void {
    const both = about === data.GASTROCNEMIUS_AT ? this.soleus * 0.5 * bulge : 0;
    ctx.save();
    ctx.translate(both * this.scale * 0.6, 0);
    ctx.fillStyle = p.muscle(share);
    ctx.strokeStyle = p.muscleEdge;
    ctx.lineWidth = 1 + 1.6 * Math.min(1, share);
    ring.path(ctx, this, bulge * share, about);
    ctx.fill();
    ctx.stroke();
    // Fibres: closer and darker as the belly shortens.
    ctx.clip();
    ctx.globalAlpha = 0.16 + 0.34 * Math.min(1, share);
    ctx.lineWidth = 1;
    const step = 4.4 - 1.8 * Math.min(1, share);
    ctx.beginPath();
    for (let u = about.y - 60 + this.heel.leg; u < about.y + 60 + this.heel.leg; u += step) {
      ctx.moveTo(this.x(about.x - 4), this.y(u));
      ctx.lineTo(this.x(about.x + 16), this.y(u - 13));
    }
    ctx.stroke();
    ctx.restore();
  }

  private valves(ctx: CanvasRenderingContext2D, p: Palette, frame: Frame): void {
    ctx.lineCap = "round";
    for (let pass = 0; pass < 2; pass++) {
      // A light core in a dark edge stands out from full, dark veins and from pale ones.
      ctx.strokeStyle = pass === 0 ? p.c.valve : p.c.paper;
      ctx.lineWidth = pass === 0 ? Math.max(2.6, 1.15 * this.scale) : Math.max(1.2, 0.5 * this.scale);
      ctx.beginPath();
      for (const t of this.all) {
        const opening = frame.get(t.opening);
        // The ring of a valve keeps its size when the vein collapses.
        const half = Math.max(0.5 * t.tube.width_px, (t.perforator ? 0.62 : 0.5) * t.line.wide * this.scale);
        for (const share of t.line.valves) {
          const s = at(t.tube, share);
          addLeaflets(ctx, s.x, s.y, s.dx, s.dy, half, opening);
        }
      }
      ctx.stroke();
    }
    ctx.lineCap = "butt";
    for (const t of this.all) {
      if (t.leak.strength <= 0 || t.tube.speed_cm_per_s > -LEAK_CM_PER_S) continue;
      for (const share of t.line.valves) {
        const s = at(t.tube, share);
        paintJet(ctx, p, s.x, s.y, s.dx, s.dy, Math.max(0.5 * t.tube.width_px, 0.4 * t.line.wide * this.scale), t.leak.strength);
      }
    }
  }

  private words(ctx: CanvasRenderingContext2D, p: Palette, width: number, font: number, soleus: number, gastrocnemius: number): void {
    ctx.font = `${font}px system-ui, sans-serif`;
    ctx.textBaseline = "middle";
    const gap = 5;
    if (this.labelsFor !== font / this.scale) {
      this.labelsFor = font / this.scale;
      this.labels = labelsThatFit(font / this.scale);
    }
    for (const l of this.labels) {
      const left = l.side === "left";
      if (this.columns === 0 || (left && this.columns === 1)) continue;
      const pressure = l.text === "soleus" ? soleus : l.text === "gastrocnemius" ? gastrocnemius : Number.NaN;
      const [text = "", more] = l.text.split("\n");
      const words = ctx.measureText(text).width;
      const y = this.y(l.y);
      const [lx, ly] = l.to;
      const edge = left ? Math.max(words + 4, this.x(29) - 14) : Math.min(width - words - 4, this.x(78) + 10);
      const tx = this.x(this.heel.x(lx, ly));
      const ty = this.y(Math.max(-6, this.heel.y(lx, ly)));
      ctx.strokeStyle = p.c["ink-soft"];
      ctx.lineWidth = 1;
      ctx.beginPath();
      ctx.moveTo(left ? edge + gap : edge - gap, y);
      ctx.lineTo(tx, ty);
      ctx.stroke();
      ctx.fillStyle = p.c["ink-soft"];
      ctx.beginPath();
      ctx.arc(tx, ty, 1.8, 0, 2 * Math.PI);
      ctx.fill();
      ctx.textAlign = left ? "right" : "left";
      ctx.strokeStyle = p.c.paper;
      ctx.lineWidth = 3;
      ctx.strokeText(text, edge, y);
      ctx.fillStyle = p.c.ink;
      ctx.fillText(text, edge, y);
      const second = Number.isFinite(pressure) ? `${Math.round(pressure)} mmHg` : more;
      if (!second) continue;
      if (!more) ctx.font = `600 ${font}px system-ui, sans-serif`;
      ctx.strokeText(second, edge, y + 1.2 * font);
      ctx.fillText(second, edge, y + 1.2 * font);
      ctx.font = `${font}px system-ui, sans-serif`;
    }
  }

  /** Name of the vein under a point. */
  label(x: number, y: number): string | undefined {
    let least = 6;
    let best: string | undefined;
    for (const t of this.all) {
      const d = t.tube.distance(x, y);
      if (d < least) {
        least = d;
        best = t.line.label;
      }
    }
    return best;
  }
}
