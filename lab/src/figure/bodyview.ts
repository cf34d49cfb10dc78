/** The whole body from the side, with heart, vessels and standpipe. */
import type { BodyState, Frame } from "../engine/types";
import { paintSleeves } from "./dress";
import { paintBike, paintChair, paintFloor, paintGrip, paintTable, paintWater, TABLE_HEAD_CM } from "./furniture";
import { heartSignals } from "./heart";
import { HeartSide } from "./heartside";
import { type Lesion, lesions, paintLesion } from "./lesions";
import { Motion, motionSignals } from "./motion";
import { Outline } from "./outline";
import { type Palette, palette } from "./palette";
import type { View } from "./shape";
import { type Bone, bowed, type Leg, type Pose, SHARE, smooth } from "./skeleton";
import { columnHeight, ColumnMean, paintStandpipe, type StandpipePlace } from "./standpipe";
import { at, spot, Tube, widthOf } from "./tube";
import { addLeaflets, Leak, LEAK_CM_PER_S, paintJet } from "./valves";
import { FAR_ILIAC_VEIN, LEG_VESSELS, PERFORATOR_FROM, type Point, ROOT_VESSELS, TRUNK_VESSELS, type VesselDrawing } from "./vessels";

/** Vein whose pressure the standpipe shows. */
export const STANDPIPE_VEIN = "leg.left.foot.dorsal_vein";
/** The heart is drawn at its own size: px per cm relative to the body's. */
const HEART_SIZE = 0.95;

/** Height of the buttons over the corners of the picture, px. */
const BUTTONS_PX = 48;
const NARROW_PX = 560;

/** Size of the words on a canvas of a width, px. */
const fontFor = (width: number): number => Math.max(10, Math.min(14, width / 42));

/** A vessel with the names of its signals, so that no text is built while drawing. */
export interface Line {
  drawing: VesselDrawing;
  tube: Tube;
  points: Float32Array;
  volume: string;
  transmural: string;
  flow: string;
  opening: string;
  leak: Leak;
  far: boolean;
  label: string;
}

function line(drawing: VesselDrawing, prefix: string, far: boolean): Line {
  const tube = new Tube(drawing.kind, drawing.points.length);
  // Far vessels are seen through: round ends would overlap.
  if (far) tube.cap = "butt";
  const state = prefix + (PERFORATOR_FROM[drawing.vessel] ?? drawing.vessel);
  return {
    drawing,
    tube,
    points: new Float32Array(2 * drawing.points.length),
    volume: `${state}.volume_ml`,
    transmural: `${state}.transmural_pressure_mmhg`,
    flow: `${prefix}${drawing.flow}.flow_ml_per_s`,
    opening: drawing.valve ? `${prefix}${drawing.flow}.opening_fraction` : "",
    leak: new Leak(),
    far,
    label: far ? `${drawing.label} (right)` : drawing.label,
  };
}

export class BodyView {
  readonly motion = new Motion();
  readonly view: View = { scale: 3, ox: 0, oy: 0 };
  private readonly outlines = { man: new Outline("man"), woman: new Outline("woman") };
  private outline = this.outlines.man;
  private readonly heart = new HeartSide();
  readonly near = LEG_VESSELS.map((d) => line(d, "leg.left.", false));
  readonly far = [...LEG_VESSELS, FAR_ILIAC_VEIN].filter((d) => d.far).map((d) => line(d, "leg.right.", true));
  readonly trunk = TRUNK_VESSELS.map((d) => line(d, "", false));
  readonly root = ROOT_VESSELS.map((d) => line(d, "", false));
  private heartX = 0;
  private heartY = 0;
  private heartR = 0;
  private lesions: Lesion[] = [];
  private lesionsOf: BodyState | undefined;
  private readonly place: StandpipePlace = { x: 0, zero: 0, length: 140, heart: 0, heartX: 0, raised: false, below: 5, veinX: 0, veinY: 0 };

  private readonly mean = new ColumnMean();

  /** Signals that the view reads. */
  static signals(): string[] {
    const names = [...motionSignals(), ...heartSignals(), `${STANDPIPE_VEIN}.pressure_mmhg`, "heart.right_atrium.height_cm"];
    const add = (l: Line): void => {
      names.push(l.volume, l.transmural, l.flow);
      if (l.opening) names.push(l.opening);
    };
    for (const d of LEG_VESSELS) {
      add(line(d, "leg.left.", false));
      if (d.far) add(line(d, "leg.right.", true));
    }
    add(line(FAR_ILIAC_VEIN, "leg.right.", true));
    for (const d of [...TRUNK_VESSELS, ...ROOT_VESSELS]) add(line(d, "", false));
    for (const side of ["left", "right"]) for (const part of ["foot", "ankle", "calf", "knee", "thigh"]) names.push(`leg.${side}.sleeve.${part}.pressure_mmhg`);
    return names;
  }

  draw(ctx: CanvasRenderingContext2D, width: number, height: number, state: BodyState, frame: Frame, dt_s: number, pace: number): void {
    const p = palette();
    const m = this.motion;
    m.update(state, frame, dt_s);
    this.fit(width, height);
    const { pose, scene } = m;
    const v = this.view;
    const edge = Math.max(0.8, 0.32 * v.scale);
    // The line that describes a person names the sex.
    this.outline = /\bfemale\b/.test(state.subject.line) ? this.outlines.woman : this.outlines.man;
    this.outline.place(pose, v, m.near, m.far);

    paintFloor(ctx, p, v, width, scene);
    paintTable(ctx, p, v, pose, scene);
    paintChair(ctx, p, v, pose, scene);
    paintBike(ctx, p, v, pose, scene, false);
    this.outline.paintFar(ctx, p, edge, m.far);
    paintSleeves(ctx, p, this.outline.far, pose.far, pose.size, v, state, frame, "right");
    this.outline.paintNear(ctx, p, edge, pose, v, m.near);
    // Seen through the near leg, the far veins reach the groin and the vena cava.
    this.vessels(ctx, p, this.far, pose.far, pose, v, frame, dt_s, pace, 0.4);
    paintSleeves(ctx, p, this.outline.near, pose.near, pose.size, v, state, frame, "left");
    paintGrip(ctx, p, v, pose, m.input.grip);
    this.outline.paintArm(ctx, p, edge);
    paintBike(ctx, p, v, pose, scene, true);
    this.vessels(ctx, p, this.trunk, pose.near, pose, v, frame, dt_s, pace, 1);
    this.vessels(ctx, p, this.near, pose.near, pose, v, frame, dt_s, pace, 1);
    this.vessels(ctx, p, this.root, pose.near, pose, v, frame, dt_s, pace, 1);
    this.paintHeart(ctx, p, pose, frame, dt_s, pace);
    this.valves(ctx, p, frame, dt_s);
    this.paintLesions(ctx, p, state);
    paintWater(ctx, p, v, width, scene);
    this.standpipe(ctx, p, frame, width);
  }

  /** Scales and centres the picture on the posture, its furniture and the standpipe. */
  private fit(width: number, height: number): void {
    const { pose, still, input, scene } = this.motion;
    const size = still.size;
    let left = still.trunk.x - 30 * size;
    let right = still.trunk.x + 30 * size;
    let top = SHARE.leg * input.stature_cm;
    const reach = (b: Bone, extra: number): void => {
      left = Math.min(left, b.x + b.dx * b.length - extra, b.x - extra);
      right = Math.max(right, b.x + b.dx * b.length + extra, b.x + extra);
      top = Math.max(top, b.y + b.dy * b.length + extra);
    };
    reach(still.head, 9 * size);
    reach(still.near.thigh, 12 * size);
    reach(still.near.shank, 12 * size);
    reach(still.near.foot, 4 * size);
    const ankle = still.near.foot;
    const place = this.place;
    const standing = smooth(input.trunk_deg, 60, 85);
    // Lying, the readings stand between the tube and the feet.
    const about = Math.min(width / 235, height / 196);
    const gap = Math.max(26, ((7.4 * fontFor(width)) / about) * (1 - standing));
    place.x = Math.min(ankle.x - (gap + 10 * (1 - standing)) * size, left + 4, -62 * size * standing) - 22 * size * scene.bike * standing;
    place.x -= 42 * size * this.motion.kick;
    const hand = still.forearm.x + still.forearm.dx * 44 * size;
    place.x = Math.min(place.x, hand - 9 * size);
    // On a seat the reading stands before the knee.
    const knee = still.near.shank.x - 8 * size;
    place.x = Math.min(place.x, knee - ((4.2 * fontFor(width) + 10) / about) * standing);
    if (scene.table > 0.1) {
      const a = (scene.tableDeg * Math.PI) / 180;
      right = Math.max(right, still.trunk.x + (TABLE_HEAD_CM * Math.cos(a) + 18 * Math.sin(a) + 5) * size);
      top = Math.max(top, still.trunk.y + (TABLE_HEAD_CM * Math.sin(a) + 4) * size);
    }
    // In a narrow picture a cyclist's head stays clear of the button in its corner.
    if (width < NARROW_PX) top = Math.max(top, (170 * size + BUTTONS_PX / about) * scene.bike * standing);
    const margin = 6;
    // Room for the numbers of the scale.
    left = Math.min(left, place.x - Math.max(16 * size, 38 / about));
    right += 6 * size;
    // A saddle lifts heart and feet: scale and heart level go with them.
    const lift = input.gait === "cycle" ? pose.trunk.y - still.trunk.y : 0;
    const atrium = still.trunk.y + 0.63 * still.trunk.length * still.trunk.dy + lift;
    // The simulation leaves the heights of heart and foot as they are with the heels down.
    place.raised = this.motion.tiptoes;
    place.zero = ankle.y - 3.4 * size + lift;
    place.heart = atrium;
    place.heartX = still.trunk.x + 0.63 * still.trunk.length * still.trunk.dx;
    place.length = Math.ceil(Math.max(30, Math.min(150, atrium - place.zero + 50)) / 10) * 10;
    // The tube stands below the buttons in the corner.
    top = Math.max(top, place.zero + place.length + 5 + BUTTONS_PX / about) + 3;
    place.below = Math.max(5, Math.ceil((place.zero - atrium + 6) / 10) * 10);
    // The body keeps its size as long as the width allows.
    const tall = Math.max(top, 180 * size) + margin;
    const wide = right - left;
    this.view.scale = Math.min(width / wide, height / tall);
    this.view.ox = width / 2 - ((left + right) / 2) * this.view.scale;
    const spare = height - tall * this.view.scale;
    this.view.oy = height - 4 * this.view.scale - spare * 0.4;
  }

  private vessels(ctx: CanvasRenderingContext2D, p: Palette, lines: Line[], leg: Leg, pose: Pose, v: View, frame: Frame, dt_s: number, pace: number, alpha: number): void {
    const size = pose.size;
    for (const l of lines) {
      const d = l.drawing;
      for (let i = 0; i < d.points.length; i++) locate(d.points[i]!, leg, pose, v, l.points, 2 * i);
      const t = l.tube;
      t.lay(l.points);
      const volume = frame.get(l.volume);
      const transmural = frame.get(l.transmural);
      const relative = Number.isFinite(volume) ? volume / d.lying_ml : 1;
      const own = PERFORATOR_FROM[d.vessel] === undefined;
      t.width_px = own ? widthOf(d.width_cm * size * v.scale, volume, d.lying_ml * size ** 3) : d.width_cm * size * v.scale;
      t.transmural_mmhg = Number.isFinite(transmural) ? transmural : 10;
      t.collapsed = d.kind === "vein" && own && (t.transmural_mmhg < -1 || relative < 0.5);
      t.advance((own && Number.isFinite(volume) ? volume : d.lying_ml) / d.lines, frame.get(l.flow) / d.lines, v.scale, dt_s, pace);
    }
    ctx.globalAlpha = alpha;
    ctx.lineJoin = "round";
    for (const l of lines) l.tube.paintWall(ctx, p);
    for (const l of lines) l.tube.paintBlood(ctx, p);
    ctx.fillStyle = p.c.paper;
    ctx.beginPath();
    for (const l of lines) l.tube.addArrows(ctx);
    ctx.fill();
    ctx.globalAlpha = 1;
  }

  overHeart(x: number, y: number): boolean {
    return Math.hypot(x - this.heartX, y - this.heartY) < this.heartR;
  }

  private paintHeart(ctx: CanvasRenderingContext2D, p: Palette, pose: Pose, frame: Frame, dt_s: number, pace: number): void {
    const b = pose.trunk;
    const v = this.view;
    const s = v.scale * pose.size * HEART_SIZE;
    this.heart.update(frame, dt_s, pace, s);
    const along = 0.635 * b.length;
    const off = (3.4 + bowed(along / pose.size, pose.bow)) * pose.size;
    const x = v.ox + (b.x + b.dx * along + b.nx * off) * v.scale;
    const y = v.oy - (b.y + b.dy * along + b.ny * off) * v.scale;
    this.heartX = x;
    this.heartY = y;
    this.heartR = 6 * s;
    ctx.save();
    ctx.translate(x, y);
    ctx.rotate(Math.PI / 2 - Math.atan2(b.dy, b.dx));
    this.heart.paint(ctx, p);
    ctx.restore();
  }

  /** Valves at the ends of the near leg's veins, and jets where they leak. */
  private valves(ctx: CanvasRenderingContext2D, p: Palette, frame: Frame, dt_s: number): void {
    ctx.lineCap = "round";
    ctx.strokeStyle = p.c.valve;
    ctx.lineWidth = Math.max(0.8, 0.32 * this.view.scale);
    ctx.beginPath();
    for (const l of this.near) {
      if (!l.opening) continue;
      l.leak.advance(l.tube.speed_cm_per_s, dt_s);
      at(l.tube, 0.86);
      addLeaflets(ctx, spot.x, spot.y, spot.dx, spot.dy, Math.max(2.2, 0.5 * l.tube.width_px), frame.get(l.opening));
    }
    ctx.stroke();
    ctx.lineCap = "butt";
    for (const l of this.near) {
      if (!l.opening || l.leak.strength <= 0 || l.tube.speed_cm_per_s > -LEAK_CM_PER_S) continue;
      at(l.tube, 0.86);
      paintJet(ctx, p, spot.x, spot.y, spot.dx, spot.dy, Math.max(2.4, 0.5 * l.tube.width_px), l.leak.strength);
    }
  }

  private paintLesions(ctx: CanvasRenderingContext2D, p: Palette, state: BodyState): void {
    if (this.lesionsOf !== state) {
      this.lesionsOf = state;
      this.lesions = lesions(state);
    }
    for (const lesion of this.lesions) {
      for (const l of this.trunk) if (l.flow === lesion.flow) paintLesion(ctx, p, l.tube, lesion.open);
      for (const l of this.near) if (l.flow === lesion.flow) paintLesion(ctx, p, l.tube, lesion.open);
    }
  }

  private standpipe(ctx: CanvasRenderingContext2D, p: Palette, frame: Frame, width: number): void {
    const pressure = frame.get(`${STANDPIPE_VEIN}.pressure_mmhg`);
    const vein = this.near.find((l) => l.drawing.vessel === "foot.dorsal_vein")!;
    at(vein.tube, 0.45);
    this.place.veinX = (spot.x - this.view.ox) / this.view.scale;
    this.place.veinY = (this.view.oy - spot.y) / this.view.scale;
    if (!Number.isFinite(pressure)) return;
    const height = columnHeight(pressure, frame.get("posture.gravity_g"));
    paintStandpipe(ctx, p, this.view, this.place, height, this.mean.take(height, frame.time_s), fontFor(width));
  }
}

function locate(point: Point, leg: Leg, pose: Pose, v: View, out: Float32Array, k: number): void {
  const [segment, along, off] = point;
  const b = segment === "trunk" ? pose.trunk : segment === "head" ? pose.head : segment === "thigh" ? leg.thigh : segment === "shank" ? leg.shank : leg.foot;
  // A foot runs from the heel, a quarter of its length behind the ankle, to the toes.
  const a = (segment === "foot" ? along - 0.25 : along) * b.length;
  const o = (segment === "trunk" && pose.bow !== 0 ? off + bowed(a / pose.size, pose.bow) : off) * pose.size;
  out[k] = v.ox + (b.x + b.dx * a + b.nx * o) * v.scale;
  out[k + 1] = v.oy - (b.y + b.dy * a + b.ny * o) * v.scale;
}
