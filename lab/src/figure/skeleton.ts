/**
 * The body's bones in the plane, in cm: x to the right, y up from the floor. The person faces left,
 * so that the left leg is near.
 *
 * Angles as in crates/body/src/gravity/skeleton.rs: the trunk points from the hip to elevation θ, a
 * thigh to θ + 180° - hip, a shank to the thigh's direction + knee, a foot at a right angle to the
 * shank, turned down by plantar flexion. Lengths are the shares of stature of skeleton.toml.
 */
import { CRANK_FRACTION, CRANK_KNEE_DEG, GAITS, type Joints, pedalPitch } from "./gait";

/** Shares of stature (crates/body/data/skeleton.toml; Winter). */
export const SHARE = {
  trunk: 0.288,
  head: 0.182,
  upperArm: 0.186,
  forearm: 0.146,
  thigh: 0.245,
  shank: 0.246,
  foot: 0.152,
  ankle: 0.039,
  /** Hip joint to the sole of a straight leg. */
  leg: 0.53,
} as const;

/** Stature for which the shapes are drawn, cm; others are scaled. */
export const DRAWN_STATURE_CM = 176;

const RADIANS = Math.PI / 180;

/** A segment: its beginning, its unit direction, its unit normal (towards the front of the body). */
export interface Bone {
  x: number;
  y: number;
  dx: number;
  dy: number;
  nx: number;
  ny: number;
  length: number;
}

export interface Leg {
  thigh: Bone;
  shank: Bone;
  /** From the ankle towards the toes; its normal points to the instep. */
  foot: Bone;
  /** From the ball of the foot to the tip of the toes. */
  toes: Bone;
}

export interface Pose {
  trunk: Bone;
  head: Bone;
  upperArm: Bone;
  forearm: Bone;
  farUpperArm: Bone;
  farForearm: Bone;
  near: Leg;
  far: Leg;
  /** Size relative to the drawn stature. */
  size: number;
  /** How far a bent back is rounded, cm at the drawn stature. */
  bow: number;
  crankX: number;
  crankY: number;
}

/** What shapes a pose. */
export interface PoseInput {
  stature_cm: number;
  trunk_deg: number;
  hip_deg: number;
  knee_deg: number;
  ankle_deg: number;
  /** Share of the weight on the feet in the posture held. */
  weight_bearing: number;
  /** How much the person moves as the activity does, 0 to 1. */
  swing: number;
  gait: "walk" | "run" | "cycle" | "none";
  near: Joints;
  far: Joints;
  phase: number;
  /** The leg that works while the other rests. */
  works: "both" | "near" | "far";
  /** How far the near hand is raised to squeeze a grip, 0 to 1. */
  grip: number;
}

const bone = (): Bone => ({ x: 0, y: 0, dx: 1, dy: 0, nx: 0, ny: 1, length: 1 });
const leg = (): Leg => ({ thigh: bone(), shank: bone(), foot: bone(), toes: bone() });

export function emptyPose(): Pose {
  return {
    trunk: bone(),
    head: bone(),
    upperArm: bone(),
    forearm: bone(),
    farUpperArm: bone(),
    farForearm: bone(),
    near: leg(),
    far: leg(),
    size: 1,
    bow: 0,
    crankX: 0,
    crankY: 0,
  };
}

/** Sets a bone; `front` is +1 where the normal lies counterclockwise of the direction. */
function set(b: Bone, x: number, y: number, deg: number, length: number, front: 1 | -1): void {
  b.x = x;
  b.y = y;
  b.dx = Math.cos(deg * RADIANS);
  b.dy = Math.sin(deg * RADIANS);
  b.nx = -front * b.dy;
  b.ny = front * b.dx;
  b.length = length;
}

const endX = (b: Bone): number => b.x + b.dx * b.length;
const endY = (b: Bone): number => b.y + b.dy * b.length;

export const smooth = (x: number, from: number, to: number): number => {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
};

/** How far the legs are bent to sit, 0 to 1. */
export function seated(p: { trunk_deg: number; hip_deg: number; knee_deg: number }): number {
  return smooth(p.knee_deg, 15, 75) * smooth(p.hip_deg, 15, 75) * smooth(p.trunk_deg, 10, 60);
}

/**
 * Elevation at which the trunk is drawn. Bending the knees on the feet or on a bicycle brings the trunk
 * forward; the model's elevation is the same forward and back.
 */
export function drawnTrunk(p: PoseInput): number {
  const bent = smooth(p.knee_deg, 20, 70);
  const onFeet = p.weight_bearing >= 0.5 ? bent : 0;
  const onBike = p.gait === "cycle" ? p.swing * smooth(p.trunk_deg, 45, 70) : 0;
  const forward = Math.max(onFeet, onBike);
  return p.trunk_deg + forward * (180 - 2 * p.trunk_deg);
}

/** Rounding of the back, cm: of one who squats deep, and of one who leans to the handlebar (estimates). */
const SQUAT_BOW_CM = 4.2;
const BIKE_BOW_CM = 2.6;

/** How far a rounded trunk lies behind its straight bone, at a distance from the hip in cm at the drawn stature. */
export function bowed(along_cm: number, bow_cm: number): number {
  const d = (along_cm - 24) / 36;
  return d > -1 && d < 1 ? -bow_cm * (1 - d * d) * (1 - d * d) : 0;
}

/** Ball of the foot: ahead of the ankle and below it, cm at the drawn stature. */
export const BALL = { ahead: 12.6, below: 5.4 } as const;
const HEEL = { behind: 6.2, below: 6.9 } as const;

function setFoot(l: Leg, deg: number, size: number, flat: number): void {
  set(l.foot, endX(l.shank), endY(l.shank), deg, SHARE.foot * DRAWN_STATURE_CM * size, -1);
  const f = l.foot;
  const bx = f.x + (f.dx * BALL.ahead - f.nx * BALL.below) * size;
  const by = f.y + (f.dy * BALL.ahead - f.ny * BALL.below) * size;
  // Toes that carry weight stay on the floor while the heel rises.
  const down = deg - 180;
  const bend = flat * Math.min(55, Math.max(0, down));
  set(l.toes, bx, by, deg - bend, 7.2 * size, -1);
}

function setLeg(l: Leg, size: number, trunkDeg: number, j: Joints, flat: number): void {
  const long = DRAWN_STATURE_CM * size;
  const thigh = trunkDeg + 180 - j.hip_deg;
  set(l.thigh, 0, 0, thigh, SHARE.thigh * long, -1);
  const shank = thigh + j.knee_deg;
  set(l.shank, endX(l.thigh), endY(l.thigh), shank, SHARE.shank * long, -1);
  setFoot(l, shank - 90 + j.ankle_deg, size, flat);
}

/** Lowest point of a foot, relative to the hip. */
function lowest(l: Leg, size: number): number {
  const f = l.foot;
  const heel = f.y + (-f.dy * HEEL.behind - f.ny * HEEL.below) * size;
  const ball = f.y + (f.dy * BALL.ahead - f.ny * (BALL.below + 1.5)) * size;
  const t = l.toes;
  const tip = t.y + (t.dy * 7.2 - t.ny * 1.2) * size;
  return Math.min(heel, ball, tip);
}

function move(b: Bone, dx: number, dy: number): void {
  b.x += dx;
  b.y += dy;
}

/** Bends a leg so that the ball of its foot is at a point relative to the hip. */
function reach(l: Leg, size: number, bx: number, by: number, footDeg: number): void {
  const long = DRAWN_STATURE_CM * size;
  const fx = Math.cos(footDeg * RADIANS);
  const fy = Math.sin(footDeg * RADIANS);
  // The normal of the foot, with the front on the clockwise side.
  const ax = bx - (fx * BALL.ahead - fy * BALL.below) * size;
  const ay = by - (fy * BALL.ahead + fx * BALL.below) * size;
  const a = SHARE.thigh * long;
  const b = SHARE.shank * long;
  const d = Math.min(a + b - 0.01, Math.hypot(ax, ay));
  const at = Math.atan2(ay, ax) / RADIANS;
  const inner = Math.acos((a * a + d * d - b * b) / (2 * a * d)) / RADIANS;
  const thigh = at - inner;
  set(l.thigh, 0, 0, thigh, a, -1);
  const kx = endX(l.thigh);
  const ky = endY(l.thigh);
  set(l.shank, kx, ky, Math.atan2(ay - ky, ax - kx) / RADIANS, b, -1);
  setFoot(l, footDeg, size, 0);
}

/** Turns both legs with the crank; `at` is where the crank's axle is, relative to the hip. */
function pedal(pose: Pose, p: PoseInput, long: number): void {
  const size = pose.size;
  const crank = CRANK_FRACTION * long;
  const a = SHARE.thigh * long;
  const b = SHARE.shank * long;
  const longest = Math.sqrt(a * a + b * b + 2 * a * b * Math.cos(CRANK_KNEE_DEG * RADIANS));
  // The axle lies where the posture's own leg points, from hip to ankle.
  const thigh = (p.trunk_deg + 180 - p.hip_deg) * RADIANS;
  const shank = thigh + p.knee_deg * RADIANS;
  const way = Math.atan2(
    a * Math.sin(thigh) + b * Math.sin(shank),
    a * Math.cos(thigh) + b * Math.cos(shank),
  );
  const turn = way / RADIANS - 245;
  const ankleX = Math.cos(way) * (longest - crank);
  const ankleY = Math.sin(way) * (longest - crank);
  const footDeg = 194 + turn;
  const fx = Math.cos(footDeg * RADIANS);
  const fy = Math.sin(footDeg * RADIANS);
  pose.crankX = ankleX + (fx * BALL.ahead - fy * BALL.below) * size;
  pose.crankY = ankleY + (fy * BALL.ahead + fx * BALL.below) * size;
  for (let side = 0; side < 2; side++) {
    if (p.works === (side === 0 ? "far" : "near")) continue;
    const f = p.phase + 0.5 * side;
    const angle = (90 + turn) * RADIANS + 2 * Math.PI * f;
    const l = side === 0 ? pose.near : pose.far;
    reach(
      l,
      size,
      pose.crankX + crank * Math.cos(angle),
      pose.crankY + crank * Math.sin(angle),
      180 + pedalPitch(f) + turn,
    );
    if (p.swing < 1) mount(l, p, side === 0 ? p.near : p.far, size);
  }
}

/** Brings a leg from where it rests to the pedal. */
function mount(l: Leg, p: PoseInput, rest: Joints, size: number): void {
  const deg = (b: Bone): number => Math.atan2(b.dy, b.dx) / RADIANS;
  const within = (d: number): number => d - 360 * Math.round(d / 360);
  const blend = (from: number, to: number): number => from + within(to - from) * p.swing;
  mounting.hip_deg = blend(rest.hip_deg, p.trunk_deg + 180 - deg(l.thigh));
  mounting.knee_deg = blend(rest.knee_deg, deg(l.shank) - deg(l.thigh));
  mounting.ankle_deg = blend(rest.ankle_deg, deg(l.foot) - deg(l.shank) + 90);
  setLeg(l, size, p.trunk_deg, mounting, 0);
}

const resting: Leg = leg();
const mounting: Joints = { hip_deg: 0, knee_deg: 0, ankle_deg: 0 };

/** Works out the pose; nothing is allocated. */
export function solve(p: PoseInput, pose: Pose): void {
  const size = p.stature_cm / DRAWN_STATURE_CM;
  const long = p.stature_cm;
  pose.size = size;
  const trunk = drawnTrunk(p);
  const sit = seated(p);
  const standing = smooth(p.trunk_deg, 60, 80) * (1 - sit);
  const cycling = p.gait === "cycle" && p.swing > 0.01;
  pose.bow = SQUAT_BOW_CM * squats(p) + (cycling ? BIKE_BOW_CM * p.swing * smooth(p.trunk_deg, 45, 70) : 0);

  const flat = Math.max(standing, sit);
  setLeg(pose.near, size, p.trunk_deg, p.near, flat);
  setLeg(pose.far, size, p.trunk_deg, p.far, flat);

  // Height of the hip: on the feet, on a seat, or on the table at the height of standing.
  // A seat keeps its height while the legs work.
  let onFeet = -Math.min(lowest(pose.near, size), lowest(pose.far, size));
  if (sit > 0 && p.swing > 0) {
    setLeg(resting, size, p.trunk_deg, p, flat);
    onFeet += (-lowest(resting, size) - onFeet) * sit * (p.weight_bearing < 0.5 ? 1 : 0);
  }
  const table = SHARE.leg * long;
  let hipY = table;
  const down = Math.max(sit, smooth(p.trunk_deg, 80, 89), p.weight_bearing >= 0.5 ? smooth(p.trunk_deg, 20, 60) * smooth(p.knee_deg, 15, 60) : 0);
  hipY = table + (onFeet - table) * down;
  if (p.gait === "run" && p.swing > 0) hipY += (runHeight(pose, p.phase) - hipY) * p.swing;
  if (cycling) {
    pedal(pose, p, long);
    const saddle = -pose.crankY + (CRANK_FRACTION + 0.075) * long;
    const mounted = saddle + (table - saddle) * (1 - smooth(p.trunk_deg, 20, 60));
    hipY += (mounted - hipY) * p.swing;
  }

  set(pose.trunk, 0, 0, trunk, SHARE.trunk * long, 1);
  const shoulderX = endX(pose.trunk);
  const shoulderY = endY(pose.trunk);
  const lean = trunk - p.trunk_deg;
  const up = smooth(p.trunk_deg, 15, 70);
  // The head stays more upright than a trunk that leans forward, and nods a little less than a trunk that leans back.
  set(pose.head, shoulderX, shoulderY, trunk - 0.6 * lean * up, SHARE.head * long, 1);
  setArms(pose, p, trunk, sit, long);

  for (const b of [pose.trunk, pose.head, pose.upperArm, pose.forearm, pose.farUpperArm, pose.farForearm]) move(b, 0, hipY);
  for (const l of [pose.near, pose.far]) for (const b of [l.thigh, l.shank, l.foot, l.toes]) move(b, 0, hipY);
  pose.crankY += hipY;
}

/** Rise of the body between toe-off and the next foot strike of a run, cm (estimate). */
const FLIGHT_CM = 3;

/** Height of the hip in a run: on the foot that stands, or in flight from one foot to the other. */
function runHeight(pose: Pose, phase: number): number {
  const f = phase - Math.floor(phase);
  const [now, next] = f < 0.5 ? [pose.near, pose.far] : [pose.far, pose.near];
  const u = (f - (f < 0.5 ? 0 : 0.5) - GAITS.run.toeOff) / (0.5 - GAITS.run.toeOff);
  const stands = -lowest(now, pose.size);
  const clear = -Math.min(lowest(now, pose.size), lowest(next, pose.size));
  if (u <= 0) return stands;
  const lands = -lowest(next, pose.size);
  return Math.max(clear, stands + (lands - stands) * smooth(u, 0, 1)) + FLIGHT_CM * pose.size * Math.sin(Math.PI * u);
}

/** How deep one squats, 0 to 1. */
const squats = (p: PoseInput): number => (p.weight_bearing >= 0.5 ? smooth(p.knee_deg, 60, 120) : 0);

function setArms(pose: Pose, p: PoseInput, trunk: number, sit: number, long: number): void {
  const upper = SHARE.upperArm * long;
  const fore = SHARE.forearm * long;
  const x = pose.trunk.x + pose.trunk.dx * pose.trunk.length * 0.94;
  const y = pose.trunk.y + pose.trunk.dy * pose.trunk.length * 0.94;
  const squat = squats(p);
  // Whoever squats lays the arms over the knees, whoever lies with bent hips the hands on the thighs.
  let flex = 2 + 16 * sit * (1 - squat) + 64 * squat;
  let elbow = 8 + 34 * sit * (1 - squat) + 6 * squat + 0.5 * Math.min(80, Math.max(0, p.hip_deg)) * (1 - sit) * (1 - squat);
  if (p.gait === "cycle") {
    const upright = smooth(p.trunk_deg, 45, 70) * p.swing;
    flex += (58 - flex) * upright;
    elbow += (22 - elbow) * upright;
  }
  for (let side = 0; side < 2; side++) {
    let f = flex;
    let e = elbow;
    if ((p.gait === "walk" || p.gait === "run") && p.swing > 0) {
      const g = GAITS[p.gait];
      // An arm goes back while the leg of its side comes forward.
      const swing = -Math.cos(2 * Math.PI * (p.phase + 0.5 * side));
      f += p.swing * g.arm_deg * swing;
      e += p.swing * (g.elbow_deg - e + 0.25 * g.arm_deg * swing);
    }
    if (side === 0) e += p.grip * (82 - e);
    const a = side === 0 ? pose.upperArm : pose.farUpperArm;
    const b = side === 0 ? pose.forearm : pose.farForearm;
    set(a, x, y, trunk + 180 - f, upper, -1);
    set(b, endX(a), endY(a), trunk + 180 - f - e, fore, -1);
  }
}

/** How far the far leg and arm are drawn behind and above the near ones, cm, so that both are seen. */
const FAR_CM = 8.5;
const FAR_ARM_CM = 3;

/**
 * Moves the far limbs aside: back where the legs stand, off the table where they lie. The shift grows from the hip to
 * the ankle, as if the leg were turned a little in the hip.
 */
export function moveFar(pose: Pose, table: number): void {
  const { thigh, shank, foot, toes } = pose.far;
  const along = (endY(pose.near.shank) - pose.near.thigh.y) / (pose.near.thigh.length + pose.near.shank.length);
  const standing = smooth(-along, 0.2, 0.7) * (1 - table);
  const off = 0.62 * FAR_CM * pose.size * (1 - standing);
  const { nx, ny } = pose.near.thigh;
  const lying = table * Math.min(1, Math.max(0, ny) + smooth(-along, 0.2, 0.7));
  const dx = FAR_CM * pose.size * standing + off * nx * lying;
  const dy = 0.3 * FAR_CM * pose.size * standing + off * (lying * ny + 1 - lying);
  shift(thigh, 0.12 * dx, 0.12 * dy, 0.85 * dx, 0.85 * dy);
  shift(shank, 0.85 * dx, 0.85 * dy, dx, dy);
  move(foot, dx, dy);
  move(toes, dx, dy);
  move(pose.farUpperArm, FAR_ARM_CM * pose.size, 0.4 * FAR_ARM_CM * pose.size);
  move(pose.farForearm, FAR_ARM_CM * pose.size, 0.4 * FAR_ARM_CM * pose.size);
}

/** Moves both ends of a leg's bone, each by its own way. */
function shift(b: Bone, x0: number, y0: number, x1: number, y1: number): void {
  const ex = endX(b) + x1;
  const ey = endY(b) + y1;
  b.x += x0;
  b.y += y0;
  b.length = Math.hypot(ex - b.x, ey - b.y);
  b.dx = (ex - b.x) / b.length;
  b.dy = (ey - b.y) / b.length;
  b.nx = b.dy;
  b.ny = -b.dx;
}
