/**
 * The silhouette: head, trunk, arms and legs as smooth shapes on their bones, with long bones and
 * muscle bellies inside.
 */
import { type Build, BUILDS, type Points } from "./build";
import type { Palette } from "./palette";
import { Shape, type View } from "./shape";
import { type Bone, type Leg, type Pose, smooth } from "./skeleton";

const GASTROCNEMIUS: Points = [[0.5, -3.4], [4, -4], [10, -4.6], [16, -5.1], [20.5, -5.2], [23, -5.6], [19, -6.9], [14, -7.3], [8, -6.9], [3, -5.3]];
const SOLEUS: Points = [[6, -1.6], [12, -1.6], [20, -1.4], [28, -1.6], [35, -2.4], [36, -3], [31, -3.8], [25, -4.7], [19, -4.7], [12, -4.2], [7, -3]];
const QUADRICEPS: Points = [[4, 5.6], [14, 3], [24, 2.4], [33, 2.8], [39, 4.4], [38, 5.4], [30, 6.5], [20, 7.7], [10, 8.2]];

/** Swelling of a calf at full contraction, cm (estimate, drawn larger than life). */
const BULGE_CM = 1.1;

/** One limb's worth of shapes, so that near and far can be placed at the same time. */
export class LegShapes {
  readonly thigh: Shape;
  readonly shank: Shape;
  readonly foot: Shape;
  readonly toes: Shape;
  readonly gastrocnemius = new Shape(GASTROCNEMIUS, { at: 13, reach: 14 });
  readonly soleus = new Shape(SOLEUS, { at: 21, reach: 17 });
  readonly quadriceps = new Shape(QUADRICEPS);

  constructor(build: Build) {
    this.thigh = new Shape(build.thigh);
    this.shank = new Shape(build.shank, { at: 15, reach: 17 });
    this.foot = new Shape(build.foot);
    this.toes = new Shape(build.toes);
  }

  place(leg: Leg, size: number, view: View, squeeze: number): void {
    const bulge = BULGE_CM * squeeze;
    this.thigh.place(leg.thigh, size, view);
    this.shank.place(leg.shank, size, view, bulge);
    this.foot.place(leg.foot, size, view);
    this.toes.place(leg.toes, size, view);
    this.gastrocnemius.place(leg.shank, size, view, bulge);
    this.soleus.place(leg.shank, size, view, 0.5 * bulge);
    this.quadriceps.place(leg.thigh, size, view);
  }

  skin(ctx: CanvasRenderingContext2D, wider_px: number): void {
    this.thigh.add(ctx, wider_px);
    this.shank.add(ctx, wider_px);
    this.foot.add(ctx, wider_px);
    this.toes.add(ctx, wider_px);
  }
}

/** How strongly the muscles of a leg press, as shares of full contraction. */
export interface Squeeze {
  soleus: number;
  gastrocnemius: number;
  thigh: number;
  /** Share of its usual arterial flow that the foot is short of, 0 to 1. */
  paleFoot: number;
}

export class Outline {
  private readonly trunk: Shape;
  private readonly head: Shape;
  private readonly hair: Shape;
  private readonly arm: readonly [Shape, Shape];
  private readonly farArm: readonly [Shape, Shape];
  readonly near: LegShapes;
  readonly far: LegShapes;

  constructor(sex: keyof typeof BUILDS) {
    const build = BUILDS[sex];
    this.trunk = new Shape(build.trunk);
    this.head = new Shape(build.head);
    this.hair = new Shape(build.hair);
    this.arm = [new Shape(build.upperArm), new Shape(build.forearm)];
    this.farArm = [new Shape(build.upperArm), new Shape(build.forearm)];
    this.near = new LegShapes(build);
    this.far = new LegShapes(build);
  }

  place(pose: Pose, view: View, near: Squeeze, far: Squeeze): void {
    this.trunk.place(pose.trunk, pose.size, view, 0, pose.bow);
    this.head.place(pose.head, pose.size, view);
    this.hair.place(pose.head, pose.size, view);
    this.arm[0].place(pose.upperArm, pose.size, view);
    this.arm[1].place(pose.forearm, pose.size, view);
    this.farArm[0].place(pose.farUpperArm, pose.size, view);
    this.farArm[1].place(pose.farForearm, pose.size, view);
    this.near.place(pose.near, pose.size, view, Math.max(near.soleus, near.gastrocnemius));
    this.far.place(pose.far, pose.size, view, Math.max(far.soleus, far.gastrocnemius));
  }

  /** The far arm and leg. */
  paintFar(ctx: CanvasRenderingContext2D, p: Palette, edge: number, squeeze: Squeeze): void {
    union(ctx, p.skinFar, p.skinEdgeFar, edge, (wider_px) => {
      this.farArm[0].add(ctx, wider_px);
      this.farArm[1].add(ctx, wider_px);
    });
    union(ctx, p.skinFar, p.skinEdgeFar, edge, (wider_px) => this.far.skin(ctx, wider_px));
    ctx.globalAlpha = 0.4;
    muscles(ctx, p, this.far, squeeze);
    ctx.globalAlpha = 1;
  }

  /** Trunk, head and near leg, with bones and muscles. */
  paintNear(ctx: CanvasRenderingContext2D, p: Palette, edge: number, pose: Pose, view: View, squeeze: Squeeze): void {
    union(ctx, p.c.skin, p.c["skin-edge"], edge, (wider_px) => {
      this.trunk.add(ctx, wider_px);
      this.head.add(ctx, wider_px);
      this.near.skin(ctx, wider_px);
    });
    // A thigh drawn up to the belly keeps its edge.
    const folded = smooth(pose.near.thigh.dx * pose.trunk.dx + pose.near.thigh.dy * pose.trunk.dy, -0.35, 0.5);
    if (folded > 0.02) {
      ctx.globalAlpha = folded;
      ctx.lineWidth = edge;
      ctx.strokeStyle = p.c["skin-edge"];
      ctx.beginPath();
      this.near.thigh.addSide(ctx, 1, 6);
      ctx.stroke();
      ctx.globalAlpha = 1;
    }
    ctx.fillStyle = p.hair;
    ctx.beginPath();
    this.hair.add(ctx);
    ctx.fill();
    if (squeeze.paleFoot > 0.02) {
      ctx.globalAlpha = squeeze.paleFoot;
      ctx.fillStyle = p.skinPale;
      ctx.beginPath();
      this.near.foot.add(ctx);
      ctx.fill();
      ctx.beginPath();
      this.near.toes.add(ctx);
      ctx.fill();
      ctx.globalAlpha = 1;
    }
    bones(ctx, p, pose, view);
    muscles(ctx, p, this.near, squeeze);
  }

  /** The near arm; the vessels are painted over it. */
  paintArm(ctx: CanvasRenderingContext2D, p: Palette, edge: number): void {
    union(ctx, p.c.skin, p.c["skin-edge"], edge, (wider_px) => {
      this.arm[0].add(ctx, wider_px);
      this.arm[1].add(ctx, wider_px);
    });
  }
}

/** Fills shapes as one, with an edge around them all. */
function union(ctx: CanvasRenderingContext2D, fill: string, edge: string, width: number, add: (wider_px: number) => void): void {
  // A wider shape below is painted in a third of the time of a line around; it would show through.
  const through = ctx.globalAlpha < 1;
  ctx.beginPath();
  add(through ? 0 : width);
  if (through) {
    ctx.lineJoin = "round";
    ctx.lineWidth = 2 * width;
    ctx.strokeStyle = edge;
    ctx.stroke();
  } else {
    ctx.fillStyle = edge;
    ctx.fill();
    ctx.beginPath();
    add(0);
  }
  ctx.fillStyle = fill;
  ctx.fill();
}

function muscles(ctx: CanvasRenderingContext2D, p: Palette, leg: LegShapes, s: Squeeze): void {
  belly(ctx, p, leg.quadriceps, s.thigh, 0.35);
  belly(ctx, p, leg.soleus, s.soleus, 0.5);
  belly(ctx, p, leg.gastrocnemius, s.gastrocnemius, 0.5);
}

function belly(ctx: CanvasRenderingContext2D, p: Palette, shape: Shape, share: number, rest: number): void {
  const before = ctx.globalAlpha;
  ctx.globalAlpha = before * (rest + (0.95 - rest) * Math.min(1, share));
  ctx.fillStyle = p.muscle(share);
  ctx.beginPath();
  shape.add(ctx);
  ctx.fill();
  if (share > 0.1) {
    ctx.lineWidth = 0.5 + share;
    ctx.strokeStyle = p.muscleEdge;
    ctx.stroke();
  }
  ctx.globalAlpha = before;
}

/** Femur, tibia, heel bone and instep of the near leg. */
function bones(ctx: CanvasRenderingContext2D, p: Palette, pose: Pose, view: View): void {
  const s = pose.size * view.scale;
  const { thigh, shank, foot } = pose.near;
  ctx.lineCap = "round";
  for (let pass = 0; pass < 2; pass++) {
    const extra = pass === 0 ? 1.2 : 0;
    ctx.strokeStyle = pass === 0 ? p.boneEdge : p.c.bone;
    shaft(ctx, thigh, view, s, 1, -0.3, 5, -2.2, 3.4 * s + extra);
    shaft(ctx, thigh, view, s, 5, -2, 39, 1, 2.5 * s + extra);
    shaft(ctx, thigh, view, s, 40.3, 1.4, 40.8, -1, 4.4 * s + extra);
    shaft(ctx, shank, view, s, 2.4, 2.4, 2.8, -0.8, 3.6 * s + extra);
    shaft(ctx, shank, view, s, 4, 1.9, 41.5, 0.8, 2.1 * s + extra);
    shaft(ctx, foot, view, s, -3.6, -4, 0.6, -2.2, 3.2 * s + extra);
    shaft(ctx, foot, view, s, 2.5, -2.6, 11.5, -4.7, 1.7 * s + extra);
  }
  ctx.lineCap = "butt";
}

function shaft(
  ctx: CanvasRenderingContext2D,
  b: Bone,
  view: View,
  s: number,
  a0: number,
  o0: number,
  a1: number,
  o1: number,
  width: number,
): void {
  const x = view.ox + b.x * view.scale;
  const y = view.oy - b.y * view.scale;
  ctx.lineWidth = width;
  ctx.beginPath();
  ctx.moveTo(x + (b.dx * a0 + b.nx * o0) * s, y - (b.dy * a0 + b.ny * o0) * s);
  ctx.lineTo(x + (b.dx * a1 + b.nx * o1) * s, y - (b.dy * a1 + b.ny * o1) * s);
  ctx.stroke();
}
