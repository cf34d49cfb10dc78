/**
 * The heart in a section through its four chambers. The area of a chamber follows its volume to the power
 * of two thirds, so that lengths follow the cube root; the area of the ventricles' walls stays the same,
 * so that walls thicken as chambers empty. The apex rests, and the plane of the valves moves.
 */
import type { Frame } from "../engine/types";
import type { Palette } from "./palette";
import { Tube, widthOf } from "./tube";
import { addCusps, addSails, addThreads } from "./valves";

/** The long axis leans so that the apex points to the person's left, radians (estimate). */
const LEAN = 0.5;
const COS = Math.cos(LEAN);
const SIN = Math.sin(LEAN);
/** Half of the septum, cm. */
const SEPTUM = 0.5;
const APEX = 5.6;

/** Lengths in cm at a reference volume in mL; ventricle: along and across the axis; atrium: the same. */
export const LV = { volume: 130, long: 8.2, wide: 4.5, wall: 0.85 };
export const RV = { volume: 140, long: 7.4, wide: 3.9, wall: 0.32 };
export const LA = { volume: 80, long: 4.4, wide: 4.4, wall: 0.2 };
export const RA = { volume: 90, long: 4.6, wide: 4.4, wall: 0.2 };

/** Pressures at which a ventricle's wall has its darkest colour, mmHg. */
export const FULL_LV_MMHG = 130;
export const FULL_RV_MMHG = 30;

/** Usual volume of the last third of the lung veins, mL. */
export const LUNG_VEIN_ML = 108;

const CHAMBERS = ["right_atrium", "right_ventricle", "left_atrium", "left_ventricle"] as const;
const VALVES = ["tricuspid", "pulmonary", "mitral", "aortic"] as const;

/** Signals that the heart is drawn from. */
export function heartSignals(): string[] {
  const names: string[] = [];
  for (const c of CHAMBERS) names.push(`heart.${c}.volume_ml`, `heart.${c}.pressure_mmhg`);
  for (const v of VALVES) names.push(`heart.${v}_valve.opening_fraction`, `heart.${v}_valve.flow_ml_per_s`);
  names.push(
    "aorta.ascending.volume_ml", "aorta.arch.volume_ml", "lung.artery.volume_ml", "lung.vein.volume_ml",
    "cava.superior.volume_ml", "cava.hepatic.volume_ml", "cava.superior_outlet.flow_ml_per_s",
    "cava.hepatic_outlet.flow_ml_per_s", "aorta.ascending_to_arch.flow_ml_per_s", "lung.vein_outlet.flow_ml_per_s",
    "lung.upper_arterial_resistance.flow_ml_per_s", "lung.middle_arterial_resistance.flow_ml_per_s",
    "lung.lower_arterial_resistance.flow_ml_per_s", "cava.superior.transmural_pressure_mmhg",
    "cava.hepatic.transmural_pressure_mmhg",
  );
  return names;
}

/** Across and along the long axis, to right and down. */
const X = (u: number, v: number): number => u * COS + v * SIN;
const Y = (u: number, v: number): number => -u * SIN + v * COS;

export interface Chamber {
  volume_ml: number;
  pressure_mmhg: number;
  /** Lengths now, cm. */
  long: number;
  wide: number;
  /** Centre for a label, cm from the middle of the base. */
  x: number;
  y: number;
}

/** Takes a chamber's volume and pressure, and from them its lengths. */
export function readChamber(frame: Frame, name: (typeof CHAMBERS)[number], c: Chamber, ref: typeof LV): void {
  const volume = frame.get(`heart.${name}.volume_ml`);
  const pressure = frame.get(`heart.${name}.pressure_mmhg`);
  if (Number.isFinite(volume)) c.volume_ml = Math.max(0, volume);
  if (Number.isFinite(pressure)) c.pressure_mmhg = pressure;
  const k = Math.cbrt(c.volume_ml / ref.volume);
  c.long = ref.long * k;
  c.wide = ref.wide * k;
}

/** Twice the thickness of a ventricle's wall, cm: as wide as the line that is drawn around its cavity. */
export const wallOf = (ref: typeof LV, c: Chamber): number => 2 * ref.wall * Math.min(1.9, ref.long / Math.max(1, c.long));

/** A vessel or a stream through a valve, with its course in cm. */
interface Course {
  tube: Tube;
  points: Float32Array;
  px: Float32Array;
  /** Only marks, no wall. */
  stream: boolean;
}

function course(kind: "vein" | "artery", n: number, stream = false): Course {
  const tube = new Tube(kind, n);
  tube.cap = "butt";
  return { tube, points: new Float32Array(2 * n), px: new Float32Array(2 * n), stream };
}

function put(c: Course, ...xy: number[]): void {
  for (let i = 0; i < xy.length; i++) c.points[i] = xy[i]!;
}

export class Heart {
  readonly lv: Chamber = { volume_ml: 120, pressure_mmhg: 8, long: 8, wide: 4, x: 0, y: 0 };
  readonly rv: Chamber = { volume_ml: 120, pressure_mmhg: 4, long: 7, wide: 4, x: 0, y: 0 };
  readonly la: Chamber = { volume_ml: 70, pressure_mmhg: 8, long: 4, wide: 4, x: 0, y: 0 };
  readonly ra: Chamber = { volume_ml: 70, pressure_mmhg: 4, long: 4, wide: 4, x: 0, y: 0 };
  private planeL = -2.6;
  private planeR = -1.8;
  private readonly opening = [0, 0, 0, 0];
  readonly superior = course("vein", 3);
  readonly inferior = course("vein", 3);
  readonly pulmonaryVeins = [course("artery", 3), course("artery", 3)] as const;
  readonly aorta = course("artery", 6);
  readonly pulmonary = course("vein", 4);
  readonly pulmonaryRight = course("vein", 3);
  private readonly streams = [course("vein", 3, true), course("artery", 3, true)] as const;

  /** Takes the state and moves the marks; `scale` is px per cm. */
  update(frame: Frame, dt_s: number, pace: number, scale: number): void {
    readChamber(frame, "left_ventricle", this.lv, LV);
    readChamber(frame, "right_ventricle", this.rv, RV);
    readChamber(frame, "left_atrium", this.la, LA);
    readChamber(frame, "right_atrium", this.ra, RA);
    for (let i = 0; i < VALVES.length; i++) {
      const o = frame.get(`heart.${VALVES[i]!}_valve.opening_fraction`);
      this.opening[i] = Number.isFinite(o) ? o : 0;
    }
    this.planeL = APEX - this.lv.long;
    this.planeR = APEX - 0.5 - this.rv.long;
    this.courses(frame, dt_s, pace, scale);
  }

  private courses(frame: Frame, dt_s: number, pace: number, scale: number): void {
    const { lv, rv, la, ra, planeL, planeR } = this;
    lv.x = X(SEPTUM + 0.5 * lv.wide, planeL + 0.42 * lv.long);
    lv.y = Y(SEPTUM + 0.5 * lv.wide, planeL + 0.42 * lv.long);
    rv.x = X(-SEPTUM - 0.5 * rv.wide, planeR + 0.38 * rv.long);
    rv.y = Y(-SEPTUM - 0.5 * rv.wide, planeR + 0.38 * rv.long);
    const laU = SEPTUM + 0.62 * LV.wide;
    const raU = -SEPTUM - 0.66 * RV.wide;
    la.x = X(laU, planeL - 0.46 * la.long);
    la.y = Y(laU, planeL - 0.46 * la.long);
    ra.x = X(raU, planeR - 0.46 * ra.long);
    ra.y = Y(raU, planeR - 0.46 * ra.long);

    put(this.superior, ra.x - 0.5, -10.4, ra.x - 0.4, -7.2, ra.x, ra.y - 0.6);
    put(this.inferior, ra.x - 0.9, 7.6, ra.x - 0.8, 4.2, ra.x - 0.3, ra.y + 0.8);
    put(this.pulmonaryVeins[0], 8.6, -6.6, 6.4, -6.3, la.x + 0.5, la.y - 0.5);
    put(this.pulmonaryVeins[1], 8.9, -4.2, 6.9, -4.4, la.x + 0.6, la.y + 0.4);
    const aU = SEPTUM + 0.2 * lv.wide;
    const ax = X(aU, planeL + 0.3);
    const ay = Y(aU, planeL + 0.3);
    put(this.aorta, ax, ay, ax - 1, ay - 2.4, -1.5, -8, 0.2, -10.3, 2.6, -10.1, 3.9, -8.4);
    const pU = -SEPTUM - 0.22 * rv.wide;
    const px = X(pU, planeR + 0.3);
    const py = Y(pU, planeR + 0.3);
    put(this.pulmonary, px, py, px - 0.1, py - 2.1, 1.3, -7, 4.6, -8);
    put(this.pulmonaryRight, 0.9, -6.7, -1.6, -7.4, -5, -7.5);
    put(this.streams[0], ra.x, ra.y, X(raU, planeR), Y(raU, planeR), X(-SEPTUM - 0.5 * rv.wide, planeR + 0.6 * rv.long), Y(-SEPTUM - 0.5 * rv.wide, planeR + 0.6 * rv.long));
    put(this.streams[1], la.x, la.y, X(laU, planeL), Y(laU, planeL), X(SEPTUM + 0.5 * lv.wide, planeL + 0.6 * lv.long), Y(SEPTUM + 0.5 * lv.wide, planeL + 0.6 * lv.long));

    const get = (s: string): number => frame.get(s);
    const lungFlow =
      get("lung.upper_arterial_resistance.flow_ml_per_s") +
      get("lung.middle_arterial_resistance.flow_ml_per_s") +
      get("lung.lower_arterial_resistance.flow_ml_per_s");
    const out = get("heart.pulmonary_valve.flow_ml_per_s");
    // The trunk of the artery carries what the ventricle ejects, its branches what the lungs take.
    this.move(this.superior, 1.7, get("cava.superior.volume_ml"), 28, get("cava.superior_outlet.flow_ml_per_s"), get("cava.superior.transmural_pressure_mmhg"), dt_s, pace, scale);
    this.move(this.inferior, 2, get("cava.hepatic.volume_ml"), 34, get("cava.hepatic_outlet.flow_ml_per_s"), get("cava.hepatic.transmural_pressure_mmhg"), dt_s, pace, scale);
    for (const v of this.pulmonaryVeins) this.move(v, 1.2, get("lung.vein.volume_ml") / 8, LUNG_VEIN_ML / 8, get("lung.vein_outlet.flow_ml_per_s") / 4, 10, dt_s, pace, scale);
    this.move(this.aorta, 2.2, get("aorta.ascending.volume_ml") + get("aorta.arch.volume_ml"), 90, get("heart.aortic_valve.flow_ml_per_s"), 90, dt_s, pace, scale);
    this.move(this.pulmonary, 2.2, get("lung.artery.volume_ml") / 3, 135 / 3, out, 14, dt_s, pace, scale);
    this.move(this.pulmonaryRight, 1.5, get("lung.artery.volume_ml") / 6, 135 / 6, lungFlow / 2, 14, dt_s, pace, scale);
    this.move(this.streams[0], 0.9, 30, 30, get("heart.tricuspid_valve.flow_ml_per_s"), 5, dt_s, pace, scale);
    this.move(this.streams[1], 0.9, 30, 30, get("heart.mitral_valve.flow_ml_per_s"), 8, dt_s, pace, scale);
  }

  private move(c: Course, width_cm: number, volume: number, lying: number, flow: number, transmural: number, dt_s: number, pace: number, scale: number): void {
    for (let i = 0; i < c.points.length; i++) c.px[i] = c.points[i]! * scale;
    c.tube.lay(c.px);
    c.tube.width_px = widthOf(width_cm * scale, volume, lying);
    c.tube.transmural_mmhg = transmural;
    c.tube.advance(Number.isFinite(volume) ? volume : lying, flow, scale, dt_s, pace);
  }

  /** Paints around the present origin, the middle of the base; `s` is px per cm. */
  paint(ctx: CanvasRenderingContext2D, p: Palette, s: number): void {
    for (const c of [this.superior, this.inferior, ...this.pulmonaryVeins]) paintTube(ctx, p, c.tube);
    this.walls(ctx, p, s);
    this.cavities(ctx, p, s);
    paintTube(ctx, p, this.pulmonaryRight.tube);
    paintTube(ctx, p, this.aorta.tube);
    paintTube(ctx, p, this.pulmonary.tube);
    ctx.fillStyle = p.c.paper;
    ctx.beginPath();
    for (const c of [this.superior, this.inferior, ...this.pulmonaryVeins, this.aorta, this.pulmonary, this.pulmonaryRight]) c.tube.addArrows(ctx);
    ctx.fill();
    for (const c of this.streams) c.tube.paintMarks(ctx, p);
    this.valves(ctx, p, s);
  }

  /** Path of a ventricle's cavity from one edge of its valve plane to the other. */
  private ventricle(ctx: CanvasRenderingContext2D, s: number, side: 1 | -1, plane: number, c: Chamber): void {
    const g = SEPTUM;
    // The right ventricle lies along the septum, the left one about its own axis.
    const lean = side > 0 ? 0.34 : 0.06;
    const { wide: w, long: l } = c;
    const at = (u: number, v: number): [number, number] => [X(side * u, v) * s, Y(side * u, v) * s];
    const [x0, y0] = at(g, plane);
    ctx.moveTo(x0, y0);
    const a = at(g, plane + 0.6 * l);
    const b = at(g + (lean - 0.32) * w, plane + 0.97 * l);
    const tip = at(g + lean * w, plane + l);
    ctx.bezierCurveTo(a[0], a[1], b[0], b[1], tip[0], tip[1]);
    const d = at(g + (lean + 0.4) * w, plane + 1.0 * l);
    const e = at(g + 1.16 * w, plane + 0.48 * l);
    const end = at(g + w, plane);
    ctx.bezierCurveTo(d[0], d[1], e[0], e[1], end[0], end[1]);
  }

  private atrium(ctx: CanvasRenderingContext2D, s: number, c: Chamber): void {
    ctx.moveTo(c.x * s + 0.5 * c.wide * s * COS, c.y * s - 0.5 * c.wide * s * SIN);
    ctx.ellipse(c.x * s, c.y * s, 0.5 * c.wide * s, 0.54 * c.long * s, -LEAN, 0, 2 * Math.PI);
  }

  private walls(ctx: CanvasRenderingContext2D, p: Palette, s: number): void {
    ctx.lineJoin = "round";
    ctx.lineCap = "round";
    const line = Math.max(0.8, 0.12 * s);
    // The tissue between the roots of the great arteries.
    const { planeL, planeR } = this;
    ctx.strokeStyle = p.muscle(0.15);
    ctx.lineWidth = 1.5 * s;
    ctx.beginPath();
    ctx.moveTo(X(-SEPTUM - 0.3, planeR) * s, Y(-SEPTUM - 0.3, planeR) * s);
    ctx.lineTo(X(SEPTUM + 0.2, planeL - 0.3) * s, Y(SEPTUM + 0.2, planeL - 0.3) * s);
    ctx.stroke();
    for (let pass = 0; pass < 2; pass++) {
      const more = pass === 0 ? 2 * line : 0;
      ctx.strokeStyle = pass === 0 ? p.muscleEdge : p.muscle(0.15);
      ctx.lineWidth = 2 * RA.wall * s + more;
      ctx.beginPath();
      this.atrium(ctx, s, this.ra);
      this.atrium(ctx, s, this.la);
      ctx.stroke();
      if (pass === 1) ctx.strokeStyle = p.muscle(this.rv.pressure_mmhg / FULL_RV_MMHG);
      ctx.lineWidth = wallOf(RV, this.rv) * s + more;
      ctx.beginPath();
      this.ventricle(ctx, s, -1, this.planeR, this.rv);
      ctx.stroke();
      if (pass === 1) ctx.strokeStyle = p.muscle(this.lv.pressure_mmhg / FULL_LV_MMHG);
      ctx.lineWidth = wallOf(LV, this.lv) * s + more;
      ctx.beginPath();
      this.ventricle(ctx, s, 1, this.planeL, this.lv);
      ctx.stroke();
    }
    ctx.lineCap = "butt";
  }

  private cavities(ctx: CanvasRenderingContext2D, p: Palette, s: number): void {
    ctx.fillStyle = p.vein(this.ra.pressure_mmhg + 6);
    ctx.beginPath();
    this.atrium(ctx, s, this.ra);
    ctx.fill();
    ctx.fillStyle = p.vein(0.6 * this.rv.pressure_mmhg + 6);
    ctx.beginPath();
    this.ventricle(ctx, s, -1, this.planeR, this.rv);
    ctx.fill();
    ctx.fillStyle = p.c.artery;
    ctx.beginPath();
    this.atrium(ctx, s, this.la);
    ctx.fill();
    ctx.beginPath();
    this.ventricle(ctx, s, 1, this.planeL, this.lv);
    ctx.fill();
  }

  private valves(ctx: CanvasRenderingContext2D, p: Palette, s: number): void {
    const place = (u: number, v: number): readonly [number, number] => [X(u, v) * s, Y(u, v) * s];
    const { rv, lv, planeR, planeL } = this;
    const inlet = [
      { u: -SEPTUM - 0.68 * rv.wide, v: planeR, half: 0.33 * rv.wide, opening: this.opening[0]!, depth: 0.52 * rv.long },
      { u: SEPTUM + 0.68 * lv.wide, v: planeL, half: 0.33 * lv.wide, opening: this.opening[2]!, depth: 0.5 * lv.long },
    ];
    const sails = (): void => {
      ctx.beginPath();
      for (const { u, v, half, opening } of inlet) addSails(ctx, ...place(u, v), SIN, COS, half * s, opening);
    };
    const pockets = (): void => {
      ctx.beginPath();
      addCusps(ctx, ...place(-SEPTUM - 0.2 * rv.wide, planeR), -SIN, -COS, 0.17 * rv.wide * s, this.opening[1]!);
      addCusps(ctx, ...place(SEPTUM + 0.2 * lv.wide, planeL), -SIN, -COS, 0.17 * lv.wide * s, this.opening[3]!);
    };
    ctx.lineCap = "round";
    ctx.lineJoin = "round";
    // Threads from the edges of the sails to the muscle.
    ctx.strokeStyle = p.c.paper;
    ctx.lineWidth = Math.max(0.8, 0.06 * s);
    ctx.beginPath();
    for (const { u, v, half, opening, depth } of inlet) addThreads(ctx, ...place(u, v), SIN, COS, half * s, opening, depth * s);
    ctx.stroke();
    ctx.strokeStyle = p.c.paper;
    ctx.lineWidth = Math.max(3.4, 0.32 * s);
    sails();
    ctx.stroke();
    pockets();
    ctx.stroke();
    ctx.strokeStyle = p.c.valve;
    ctx.lineWidth = Math.max(1.6, 0.15 * s);
    sails();
    ctx.stroke();
    pockets();
    ctx.stroke();
    // The rings on which the sails hang.
    ctx.fillStyle = p.c.bone;
    ctx.lineWidth = Math.max(0.8, 0.06 * s);
    ctx.beginPath();
    for (const { u, v, half } of inlet)
      for (const side of [-1, 1]) {
        const [x, y] = place(u + side * half, v);
        ctx.moveTo(x + 0.2 * s, y);
        ctx.arc(x, y, 0.2 * s, 0, 2 * Math.PI);
      }
    ctx.fill();
    ctx.stroke();
    ctx.lineCap = "butt";
  }
}

function paintTube(ctx: CanvasRenderingContext2D, p: Palette, tube: Tube): void {
  tube.paintWall(ctx, p);
  tube.paintBlood(ctx, p);
}
