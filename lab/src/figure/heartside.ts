/**
 * The heart in the body, cut open and seen from the left: the left ventricle near, the right one before it under the
 * breastbone, the left atrium behind, the right one beyond. Sizes follow the volumes as in the large heart.
 *
 * Centimetres, x to the back and y down in an upright trunk. The apex rests and the base moves.
 */
import type { Frame } from "../engine/types";
import { type Chamber, FULL_LV_MMHG, FULL_RV_MMHG, LA, LUNG_VEIN_ML, LV, RA, RV, readChamber, wallOf } from "./heart";
import type { Palette } from "./palette";
import { Tube, widthOf } from "./tube";

const APEX_X = -4.4;
const APEX_Y = 5.6;
/** From base to apex, and at a right angle to it towards the breastbone. */
const DX = -0.72;
const DY = Math.sqrt(1 - DX * DX);

/** Where the wall of the right ventricle begins before the base of the left one, cm beyond it. */
const OUTLET_CM = 0.8;

/** The right ventricle lies around the left one: the share of its width that is seen from the side. */
const RIGHT_DEPTH = 0.72;

const chamber = (): Chamber => ({ volume_ml: 80, pressure_mmhg: 5, long: 5, wide: 4, x: 0, y: 0 });

export class HeartSide {
  private readonly lv = chamber();
  private readonly rv = chamber();
  private readonly la = chamber();
  private readonly ra = chamber();
  private readonly pulmonary = new Tube("vein", 4);
  private readonly lungVein = new Tube("artery", 3);
  private readonly points = new Float32Array(8);
  private readonly short = new Float32Array(6);
  private s = 1;

  update(frame: Frame, dt_s: number, pace: number, scale: number): void {
    this.s = scale;
    const { lv, rv, la, ra } = this;
    readChamber(frame, "left_ventricle", lv, LV);
    readChamber(frame, "right_ventricle", rv, RV);
    readChamber(frame, "left_atrium", la, LA);
    readChamber(frame, "right_atrium", ra, RA);
    lv.x = APEX_X - DX * lv.long;
    lv.y = APEX_Y - DY * lv.long;
    la.x = lv.x + 1.5;
    la.y = lv.y - 1.5;
    ra.x = 2.2;
    ra.y = 0.6;
    // The middle of the right ventricle's outlet.
    const front = 0.5 * lv.wide + 0.9 + 0.4 * RIGHT_DEPTH * rv.wide;
    rv.x = APEX_X - DX * (rv.long + OUTLET_CM) - DY * front;
    rv.y = APEX_Y - DY * (rv.long + OUTLET_CM) + DX * front;
    this.lay(this.pulmonary, this.points, [rv.x, rv.y + 0.6, rv.x + 0.3, rv.y - 1.4, 0.2, -6.2, 3.4, -5.6]);
    this.lay(this.lungVein, this.short, [la.x + 3, la.y - 1.7, la.x + 2, la.y - 1.2, la.x + 0.7, la.y]);
    this.pulmonary.transmural_mmhg = 14;
    this.pulmonary.width_px = widthOf(2 * scale, frame.get("lung.artery.volume_ml"), 135);
    this.pulmonary.advance(frame.get("lung.artery.volume_ml") / 3, frame.get("heart.pulmonary_valve.flow_ml_per_s"), scale, dt_s, pace);
    this.lungVein.width_px = widthOf(1.3 * scale, frame.get("lung.vein.volume_ml"), LUNG_VEIN_ML);
    this.lungVein.advance(frame.get("lung.vein.volume_ml") / 8, frame.get("lung.vein_outlet.flow_ml_per_s") / 4, scale, dt_s, pace);
    this.pulmonary.cap = this.lungVein.cap = "butt";
  }

  private lay(tube: Tube, into: Float32Array, xy: number[]): void {
    for (let i = 0; i < xy.length; i++) into[i] = xy[i]! * this.s;
    tube.lay(into);
  }

  paint(ctx: CanvasRenderingContext2D, p: Palette): void {
    const { lv, rv, la, ra, s } = this;
    const line = Math.max(0.7, 0.14 * s);
    ctx.lineJoin = "round";
    ctx.lineCap = "butt";
    this.cavity(ctx, p, p.vein(ra.pressure_mmhg + 6), p.muscle(0.15), 2 * RA.wall, line, () => this.atrium(ctx, ra));
    // The root of the aorta, from the base to where its arch begins.
    ctx.beginPath();
    ctx.moveTo((lv.x - 0.5) * s, (lv.y + 0.9) * s);
    ctx.quadraticCurveTo((lv.x - 1) * s, (lv.y - 0.6) * s, 0.3 * s, -3 * s);
    ctx.strokeStyle = p.arteryEdge;
    ctx.lineWidth = 2 * s + 1.6;
    ctx.stroke();
    ctx.strokeStyle = p.c.artery;
    ctx.lineWidth = 2 * s;
    ctx.stroke();
    this.lungVein.paintWall(ctx, p);
    this.lungVein.paintBlood(ctx, p);
    this.cavity(ctx, p, p.c.artery, p.muscle(0.15), 2 * LA.wall, line, () => this.atrium(ctx, la));
    this.cavity(ctx, p, p.vein(0.6 * rv.pressure_mmhg + 6), p.muscle(rv.pressure_mmhg / FULL_RV_MMHG), wallOf(RV, rv), line, () => this.right(ctx));
    this.cavity(ctx, p, p.c.artery, p.muscle(lv.pressure_mmhg / FULL_LV_MMHG), wallOf(LV, lv), line, () => this.left(ctx));
    this.pulmonary.paintWall(ctx, p);
    this.pulmonary.paintBlood(ctx, p);
  }

  private cavity(ctx: CanvasRenderingContext2D, p: Palette, blood: string, wall: string, wall_cm: number, line: number, path: () => void): void {
    ctx.beginPath();
    path();
    ctx.strokeStyle = p.muscleEdge;
    ctx.lineWidth = wall_cm * this.s + 2 * line;
    ctx.stroke();
    ctx.strokeStyle = wall;
    ctx.lineWidth = wall_cm * this.s;
    ctx.stroke();
    ctx.fillStyle = blood;
    ctx.fill();
  }

  private atrium(ctx: CanvasRenderingContext2D, c: Chamber): void {
    ctx.ellipse(c.x * this.s, c.y * this.s, 0.46 * c.wide * this.s, 0.5 * c.long * this.s, 0.3, 0, 2 * Math.PI);
  }

  /** Pixels of a place: along the axis of a ventricle as a share of its length, and cm towards the breastbone. */
  private x(c: Chamber, along: number, front: number): number {
    return (APEX_X - DX * c.long * (1 - along) - DY * front) * this.s;
  }

  private y(c: Chamber, along: number, front: number): number {
    return (APEX_Y - DY * c.long * (1 - along) + DX * front) * this.s;
  }

  private curve(ctx: CanvasRenderingContext2D, c: Chamber, ...q: [number, number, number, number, number, number]): void {
    ctx.bezierCurveTo(this.x(c, q[0], q[1]), this.y(c, q[0], q[1]), this.x(c, q[2], q[3]), this.y(c, q[2], q[3]), this.x(c, q[4], q[5]), this.y(c, q[4], q[5]));
  }

  private left(ctx: CanvasRenderingContext2D): void {
    const c = this.lv;
    const half = 0.5 * c.wide;
    ctx.moveTo(this.x(c, 0.04, -half), this.y(c, 0.04, -half));
    this.curve(ctx, c, 0.45, -1.25 * half, 0.92, -0.7 * half, 1, 0);
    this.curve(ctx, c, 0.92, 0.7 * half, 0.45, 1.25 * half, 0.04, half);
    this.curve(ctx, c, -0.06, 0.5 * half, -0.06, -0.5 * half, 0.04, -half);
    ctx.closePath();
  }

  /** A crescent along the left ventricle's front, up to the outlet. */
  private right(ctx: CanvasRenderingContext2D): void {
    const c = this.rv;
    const inner = 0.5 * this.lv.wide + 0.9;
    const w = RIGHT_DEPTH * c.wide;
    const base = -OUTLET_CM / c.long;
    ctx.moveTo(this.x(c, base, inner), this.y(c, base, inner));
    this.curve(ctx, c, 0.35, 1.12 * inner, 0.75, 0.8 * inner, 0.93, 0.45);
    this.curve(ctx, c, 0.82, 0.5 * inner + w, 0.3, inner + 1.25 * w, base, inner + 0.8 * w);
    ctx.closePath();
  }
}
