/** From the simulation's state to a pose: posture, gait phase and the muscles' own pressures move the joints. */
import type { BodyState, Frame } from "../engine/types";
import { type Joints, stride, strideAmplitude } from "./gait";
import { BALL, type Pose, type PoseInput, emptyPose, moveFar, seated, smooth, solve } from "./skeleton";
import { type Scene, TABLE_FOOT_CM } from "./furniture";
import type { Squeeze } from "./outline";

/** Compartment pressures at full activation, mmHg (crates/body/data/muscle.toml; standing tiptoe gives 180 and 150). */
export const FULL_SOLEUS_MMHG = 180;
export const FULL_GASTROCNEMIUS_MMHG = 150;
export const FULL_ANTERIOR_MMHG = 100;
export const FULL_THIGH_MMHG = 100;
/** Arterial flow of a resting foot, mL/s (the body's own, lying and standing: 0.23). */
const FOOT_FLOW_ML_PER_S = 0.22;

/** Plantar flexion at full activation, degrees: heels rise by 7 cm (activity.toml: 73 kg lifted by 0.07 m). */
export const TIPTOE_DEG = 34;
const ANKLE_PUMP_DEG = 32;
const ANKLE_BACK_DEG = 14;
const FIDGET_DEG = 16;
const KICK_DEG = 62;
const PASSIVE_KNEE_DEG = 60;

/** Simulated time in which the limbs take up or leave an activity's movement, s. */
export const BLEND_S = 0.35;

export function motionSignals(): string[] {
  const names = ["posture.trunk_deg", "posture.hip_deg", "posture.knee_deg", "posture.ankle_deg", "posture.gravity_g", "gait.phase_fraction"];
  for (const joint of JOINTS) names.push(`posture.right.${joint}`);
  for (const side of ["left", "right"]) {
    for (const m of ["soleus", "gastrocnemius", "anterior", "thigh"]) names.push(`leg.${side}.${m}.pressure_mmhg`);
    names.push(`leg.${side}.foot.arteriole.flow_ml_per_s`);
  }
  return names;
}

const JOINTS = ["hip_deg", "knee_deg", "ankle_deg"] as const;
const joints = (): Joints => ({ hip_deg: 0, knee_deg: 0, ankle_deg: 0 });
const share = (value: number, full: number): number => (Number.isFinite(value) ? Math.min(1.3, Math.max(0, value / full)) : 0);

/** Everything about the body's position at one moment. */
export class Motion {
  readonly pose: Pose = emptyPose();
  /** The same posture without the movement of an activity: it frames the picture and holds the standpipe. */
  readonly still: Pose = emptyPose();
  readonly input: PoseInput;
  private readonly calm: PoseInput;
  readonly near: Squeeze = { soleus: 0, gastrocnemius: 0, thigh: 0, paleFoot: 0 };
  readonly far: Squeeze = { soleus: 0, gastrocnemius: 0, thigh: 0, paleFoot: 0 };
  /** How far a lower leg kicks forward, 0 to 1. */
  kick = 0;
  readonly scene: Scene = { table: 0, chair: 0, bike: 0, treadmill: 0, water: Number.NaN, belt: 0, tableDeg: 0, legsDeg: 0, legsCm: TABLE_FOOT_CM, plate: 1 };
  private lastPattern = "rest";
  private footX = Number.NaN;
  private started = false;
  /** The joints of both legs as the posture holds them. */
  private readonly held = { near: joints(), far: joints() };
  private readonly foot = { left: 1, right: 1 };

  constructor() {
    this.input = { stature_cm: 176, trunk_deg: 90, hip_deg: 0, knee_deg: 0, ankle_deg: 0, weight_bearing: 1, swing: 0, gait: "none", near: joints(), far: joints(), phase: 0, works: "both", grip: 0 };
    this.calm = { ...this.input, near: joints(), far: joints() };
  }

  update(state: BodyState, frame: Frame, dt_s: number): void {
    const p = this.input;
    const angle = (key: "trunk_deg" | "hip_deg" | "knee_deg" | "ankle_deg"): number => {
      const now = frame.get(`posture.${key}`);
      return Number.isFinite(now) ? now : state.posture[key];
    };
    p.stature_cm = state.subject.stature_cm || 176;
    p.trunk_deg = angle("trunk_deg");
    p.hip_deg = angle("hip_deg");
    p.knee_deg = angle("knee_deg");
    p.ankle_deg = angle("ankle_deg");
    for (const joint of JOINTS) {
      this.held.near[joint] = p[joint];
      const right = frame.get(`posture.right.${joint}`);
      this.held.far[joint] = Number.isFinite(right) ? right : p[joint];
    }
    p.weight_bearing = state.posture.weight_bearing;
    const phase = frame.get("gait.phase_fraction");
    p.phase = Number.isFinite(phase) ? phase : 0;
    this.activity(state, dt_s);
    this.squeeze(frame, "left", this.near, dt_s);
    this.squeeze(frame, "right", this.far, dt_s);
    this.limbs(frame, this.lastPattern, state.activity.words);
    solve(p, this.pose);

    const c = this.calm;
    Object.assign(c, { stature_cm: p.stature_cm, trunk_deg: p.trunk_deg, hip_deg: p.hip_deg, knee_deg: p.knee_deg, ankle_deg: p.ankle_deg, weight_bearing: p.weight_bearing });
    Object.assign(c.near, this.held.near);
    Object.assign(c.far, this.held.far);
    solve(c, this.still);
    this.setScene(state, dt_s);
    moveFar(this.pose, this.scene.table);
    this.started = true;
  }

  /** Whether the body rises on tiptoe. */
  get tiptoes(): boolean {
    return this.lastPattern === "tiptoe" && this.input.swing > 0;
  }

  private activity(state: BodyState, dt_s: number): void {
    const pattern = state.activity.pattern;
    const moving = pattern !== "rest" && pattern !== "" && pattern !== "handgrip" && pattern !== "tense";
    if (moving) this.lastPattern = pattern;
    const p = this.input;
    // A body that still rises does not stride yet.
    const upright = pattern !== "walk" && pattern !== "run" ? true : p.trunk_deg > 72 && p.knee_deg < 40;
    const wanted = moving && upright ? 1 : 0;
    if (moving) p.works = /left leg alone/.test(state.activity.words) ? "near" : /right leg alone/.test(state.activity.words) ? "far" : "both";
    if (!this.started) p.swing = wanted;
    else if (dt_s > 0) {
      const most = dt_s / BLEND_S;
      p.swing += Math.min(most, Math.max(-most, wanted - p.swing));
    }
    const gripping = pattern === "handgrip" ? 1 : 0;
    p.grip += this.started ? Math.min(1, dt_s / BLEND_S) * (gripping - p.grip) : gripping - p.grip;
    const g = this.lastPattern;
    p.gait = p.swing > 0 && (g === "walk" || g === "run" || g === "cycle") ? g : "none";
  }

  private squeeze(frame: Frame, side: "left" | "right", s: Squeeze, dt_s: number): void {
    s.soleus = share(frame.get(`leg.${side}.soleus.pressure_mmhg`), FULL_SOLEUS_MMHG);
    s.gastrocnemius = share(frame.get(`leg.${side}.gastrocnemius.pressure_mmhg`), FULL_GASTROCNEMIUS_MMHG);
    s.thigh = share(frame.get(`leg.${side}.thigh.pressure_mmhg`), FULL_THIGH_MMHG);
    const flow = frame.get(`leg.${side}.foot.arteriole.flow_ml_per_s`);
    // The colour of skin follows the mean flow, not the pulse.
    const fed = Number.isFinite(flow) ? flow / FOOT_FLOW_ML_PER_S : 1;
    this.foot[side] += (fed - this.foot[side]) * (this.started ? Math.min(1, dt_s / 2) : 1);
    s.paleFoot = 1 - smooth(this.foot[side], 0.15, 0.75);
  }

  private limbs(frame: Frame, pattern: string, words: string): void {
    const p = this.input;
    for (let side = 0; side < 2; side++) {
      const j = side === 0 ? p.near : p.far;
      const s = side === 0 ? this.near : this.far;
      const name = side === 0 ? "left" : "right";
      Object.assign(j, side === 0 ? this.held.near : this.held.far);
      if (p.swing <= 0 || p.works === (side === 0 ? "far" : "near")) continue;
      const calf = Math.min(1, Math.max(s.soleus, 0.9 * s.gastrocnemius)) * p.swing;
      const front = Math.min(1, share(frame.get(`leg.${name}.anterior.pressure_mmhg`), FULL_ANTERIOR_MMHG)) * p.swing;
      switch (pattern) {
        case "walk":
        case "run": {
          stride(pattern, p.phase + 0.5 * side, strideAmplitude(pattern, speedIn(words)), this.scratch);
          j.hip_deg += (this.scratch.hip_deg - j.hip_deg) * p.swing;
          j.knee_deg += (this.scratch.knee_deg - j.knee_deg) * p.swing;
          j.ankle_deg += (this.scratch.ankle_deg - j.ankle_deg) * p.swing;
          break;
        }
        case "tiptoe":
          j.ankle_deg += TIPTOE_DEG * smooth(calf, 0, 1);
          break;
        case "ankle-pump":
        case "plantar-flexion":
          this.raiseHeel(j, ANKLE_PUMP_DEG * calf);
          j.ankle_deg -= ANKLE_BACK_DEG * front;
          break;
        case "passive-ankle":
          this.raiseHeel(j, ANKLE_PUMP_DEG * front);
          j.ankle_deg -= ANKLE_BACK_DEG * calf;
          break;
        case "fidget":
          this.raiseHeel(j, FIDGET_DEG * Math.min(1, 2.5 * calf));
          break;
        case "knee-extension":
          j.knee_deg = Math.max(0, j.knee_deg - KICK_DEG * kick(p.phase + (p.works === "both" ? 0.5 * side : 0)) * p.swing);
          break;
        case "passive-knee":
          this.bendKnee(j, PASSIVE_KNEE_DEG * (0.5 - 0.5 * Math.cos(2 * Math.PI * p.phase)) * p.swing);
          break;
      }
    }
  }

  /** A bent knee is stretched; a straight one is bent, and the hip with it, so that the heel stays on the table. */
  private bendKnee(j: Joints, deg: number): void {
    const stretched = j.knee_deg > 45;
    j.knee_deg += stretched ? -deg : deg;
    if (!stretched) j.hip_deg += 0.5 * deg;
  }

  /** Plantar flexion; on a seat with the feet on the floor the knee rises with the heel. */
  private raiseHeel(j: Joints, deg: number): void {
    j.ankle_deg += deg;
    const lift = Math.asin((BALL.ahead / 43) * Math.sin((deg * Math.PI) / 180)) * (180 / Math.PI) * seated(this.input);
    j.hip_deg += lift;
    j.knee_deg += lift;
  }

  private readonly scratch: Joints = joints();

  private setScene(state: BodyState, dt_s: number): void {
    const p = this.input;
    const s = this.scene;
    // Bent hips and knees of an upright trunk mean a seat, straight ones a table.
    const sit = smooth(p.knee_deg, 8, 40) * smooth(p.hip_deg, 8, 40) * smooth(p.trunk_deg, 36, 62);
    const standing = p.weight_bearing >= 0.05 ? smooth(p.trunk_deg, 66, 84) : 0;
    s.bike = p.gait === "cycle" ? p.swing : 0;
    const onFeet = p.weight_bearing >= 0.5 ? smooth(p.knee_deg, 3, 25) * smooth(p.trunk_deg, 20, 60) : 0;
    const upright = smooth(p.trunk_deg, 45, 70);
    s.table = (1 - Math.max(standing, onFeet)) * (1 - sit) * (1 - s.bike * upright);
    s.tableDeg = p.trunk_deg;
    // The table's lower section carries the legs as far as they are straight; a cyclist's legs are free.
    const straight = (1 - smooth(p.knee_deg, 5, 40)) * (1 - s.bike);
    s.legsDeg = p.trunk_deg - Math.max(0, p.hip_deg) * (1 - s.bike);
    s.legsCm = (1 - s.bike) * (44 + (TABLE_FOOT_CM - 44) * straight) + s.bike * 16;
    s.plate = straight;
    // Whoever rises leaves the chair; whoever squats has none.
    const leaving = smooth(p.trunk_deg, 84, 89) * smooth(p.hip_deg, 60, 85);
    s.chair = sit * (1 - s.bike) * (p.weight_bearing < 0.5 ? 1 : leaving);
    s.treadmill = p.gait === "walk" || p.gait === "run" ? p.swing : 0;
    this.kick = /knee/.test(this.lastPattern) && p.knee_deg > 45 ? p.swing : 0;
    s.water = waterLevel(state, this.still.trunk.y, p.stature_cm);
    // The belt runs as fast as the foot that stands on it goes back.
    const a = this.pose.near.foot;
    const b = this.pose.far.foot;
    const standingFoot = a.y + 0.3 * a.dy < b.y + 0.3 * b.dy ? a : b;
    const x = standingFoot.x + (standingFoot === a ? 0 : 1e4);
    const moved = x - this.footX;
    if (dt_s > 0 && s.treadmill > 0 && Math.abs(moved) < 40) s.belt += moved;
    this.footX = x;
  }
}

/** Extension of a knee that kicks at the beginning of the cycle and falls back (activity.toml: the kick lasts a little less than half of it). */
function kick(phase: number): number {
  const f = phase - Math.floor(phase);
  return smooth(f, 0, 0.22) - smooth(f, 0.24, 0.55);
}

/** Speed in words such as "walk at 4.5 km/h". */
export function speedIn(words: string): number {
  const found = /([\d.]+)\s*km\/h/.exec(words);
  return found ? Number(found[1]) : Number.NaN;
}

/** Heights of the water's surface over the hip joint, shares of stature (data/intervention/immersion-*.toml). */
const WATER: readonly [word: RegExp, fraction: number][] = [
  [/immersion-hips/, 0],
  [/immersion-diaphragm/, 0.15],
  [/immersion-neck/, 0.288],
  [/immersion-chin/, 0.34],
];

function waterLevel(state: BodyState, hip: number, stature_cm: number): number {
  let fraction = state.set["water.surface_above_hip_fraction"] ?? Number.NaN;
  for (const n of state.named) {
    if (/out-of-water/.test(n.word)) fraction = Number.NaN;
    for (const [word, value] of WATER) if (word.test(n.word)) fraction = value;
  }
  return fraction > -1 && fraction < 1 ? hip + fraction * stature_cm : Number.NaN;
}
