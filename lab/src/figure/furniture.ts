/** What the body rests on: floor, tilt table, chair, ergometer, and water around it. */
import type { Palette } from "./palette";
import type { View } from "./shape";
import type { Pose } from "./skeleton";

/** How much of each is there, 0 to 1. */
export interface Scene {
  table: number;
  chair: number;
  bike: number;
  treadmill: number;
  /** Height of the water above the floor, cm; NaN if there is none. */
  water: number;
  /** How far the belt has run, cm. */
  belt: number;
  tableDeg: number;
  /** Elevation of the section under the legs, counted as the trunk's. */
  legsDeg: number;
  /** Length of that section, cm, and how much of its foot plate there is, 0 to 1. */
  legsCm: number;
  plate: number;
}

/** Distance of the table's surface behind the line of the hips, cm. */
export const BACK_CM = 12;
/** Ends of the table along the trunk's direction, cm from the hip. */
export const TABLE_HEAD_CM = 92;
export const TABLE_FOOT_CM = 97;
/** How high the far end of the floor is seen, cm. */
const FLOOR_CM = 4.5;

const px = (v: View, x: number): number => v.ox + x * v.scale;
const py = (v: View, y: number): number => v.oy - y * v.scale;

export function paintFloor(ctx: CanvasRenderingContext2D, p: Palette, v: View, width: number, scene: Scene): void {
  // The floor reaches back to where the far foot stands.
  ctx.fillStyle = p.c.panel;
  ctx.fillRect(0, py(v, FLOOR_CM), width, py(v, -0.4) - py(v, FLOOR_CM));
  ctx.strokeStyle = p.c["ink-soft"];
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(0, py(v, -0.4));
  ctx.lineTo(width, py(v, -0.4));
  ctx.stroke();
  ctx.strokeStyle = p.c.line;
  ctx.lineWidth = 1.2;
  ctx.beginPath();
  const y = py(v, -0.4) + 3;
  // Marks every 20 cm; they run with the belt under a walking foot.
  const shift = scene.belt - Math.floor(scene.belt / 20) * 20;
  const first = Math.floor(-v.ox / v.scale / 20) * 20;
  for (let x = first; px(v, x) < width + 20; x += 20) {
    ctx.moveTo(px(v, x + shift), y);
    ctx.lineTo(px(v, x + shift) - 6, y + 6);
  }
  ctx.stroke();
}

/** Points on the table: along the trunk from the hip, and up from its surface. */
function tablePoint(pose: Pose, deg: number, along: number, up: number, out: [number, number]): void {
  const a = (deg * Math.PI) / 180;
  const off = (up - BACK_CM) * pose.size;
  const l = along * pose.size;
  out[0] = pose.trunk.x + Math.cos(a) * l - Math.sin(a) * off;
  out[1] = pose.trunk.y + Math.sin(a) * l + Math.cos(a) * off;
}

const corner: [number, number] = [0, 0];

function tableCorner(ctx: CanvasRenderingContext2D, pose: Pose, v: View, deg: number, along: number, up: number, first: boolean): void {
  tablePoint(pose, deg, along, up, corner);
  if (first) ctx.moveTo(px(v, corner[0]), py(v, corner[1]));
  else ctx.lineTo(px(v, corner[0]), py(v, corner[1]));
}

/** Where the table's edge is to be grabbed, cm. */
export function tableGrip(pose: Pose, deg: number, out: [number, number]): void {
  tablePoint(pose, deg, TABLE_HEAD_CM, -2.5, out);
}

export function paintTable(ctx: CanvasRenderingContext2D, p: Palette, v: View, pose: Pose, scene: Scene): void {
  if (scene.table <= 0.01) return;
  ctx.globalAlpha = scene.table;
  const deg = scene.tableDeg;
  const s = v.scale * pose.size;
  // Column and foot.
  tablePoint(pose, deg, 0, -6, corner);
  const cx = px(v, corner[0]);
  const cy = py(v, corner[1]);
  ctx.strokeStyle = p.woodEdge;
  ctx.lineCap = "round";
  ctx.lineWidth = 5 * s;
  ctx.beginPath();
  ctx.moveTo(cx, cy);
  ctx.lineTo(cx, py(v, 3));
  ctx.stroke();
  ctx.lineWidth = 3 * s;
  ctx.beginPath();
  ctx.moveTo(cx - 26 * s, py(v, 1.6));
  ctx.lineTo(cx + 26 * s, py(v, 1.6));
  ctx.stroke();
  ctx.lineCap = "butt";
  // Top and foot plate.
  ctx.fillStyle = p.wood;
  ctx.strokeStyle = p.woodEdge;
  ctx.lineWidth = 1.2;
  ctx.lineJoin = "round";
  const legs = scene.legsDeg;
  const bent = Math.abs(legs - deg) > 0.5;
  // The surfaces of both sections meet below the hip.
  const joint = BACK_CM * Math.tan((((deg - legs) / 2) * Math.PI) / 180);
  ctx.beginPath();
  tableCorner(ctx, pose, v, deg, TABLE_HEAD_CM, 0, true);
  tableCorner(ctx, pose, v, deg, TABLE_HEAD_CM, -5, false);
  if (bent) {
    tableCorner(ctx, pose, v, deg, -joint, -5, false);
    tableCorner(ctx, pose, v, deg, -joint, 0, false);
    ctx.closePath();
    tableCorner(ctx, pose, v, legs, joint, 0, true);
    tableCorner(ctx, pose, v, legs, joint, -5, false);
  }
  const end = -scene.legsCm;
  tableCorner(ctx, pose, v, legs, end, -5, false);
  tableCorner(ctx, pose, v, legs, end, 30 * scene.plate, false);
  tableCorner(ctx, pose, v, legs, end + 3, 30 * scene.plate, false);
  tableCorner(ctx, pose, v, legs, end + 3, 0, false);
  ctx.closePath();
  ctx.fill();
  ctx.stroke();
  // The grip: two short lines on the edge at the head.
  tableGrip(pose, deg, corner);
  ctx.fillStyle = p.c.accent;
  ctx.beginPath();
  ctx.arc(px(v, corner[0]), py(v, corner[1]), Math.max(4, 2.6 * s), 0, 2 * Math.PI);
  ctx.fill();
  ctx.globalAlpha = 1;
}

export function paintChair(ctx: CanvasRenderingContext2D, p: Palette, v: View, pose: Pose, scene: Scene): void {
  if (scene.chair <= 0.01) return;
  ctx.globalAlpha = scene.chair;
  const size = pose.size;
  const seat = pose.trunk.y - 12.4 * size;
  const front = pose.trunk.x - 27 * size;
  const back = pose.trunk.x + 15 * size;
  ctx.fillStyle = p.wood;
  ctx.strokeStyle = p.woodEdge;
  ctx.lineWidth = 1.2;
  const slab = (x0: number, y0: number, x1: number, y1: number): void => {
    ctx.beginPath();
    ctx.rect(px(v, x0), py(v, y1), (x1 - x0) * v.scale, (y1 - y0) * v.scale);
    ctx.fill();
    ctx.stroke();
  };
  const leg = 2.6 * size;
  slab(front + 3 * size, 0, front + 3 * size + leg, seat - 4 * size);
  slab(back - leg, 0, back, seat - 4 * size);
  // The backrest leans as the trunk does.
  const deg = scene.tableDeg;
  ctx.beginPath();
  tableCorner(ctx, pose, v, deg, -8, -0.6, true);
  tableCorner(ctx, pose, v, deg, 34, -0.6, false);
  tableCorner(ctx, pose, v, deg, 34, -0.6 - leg / size, false);
  tableCorner(ctx, pose, v, deg, -8, -0.6 - leg / size, false);
  ctx.closePath();
  ctx.fill();
  ctx.stroke();
  slab(front, seat - 4 * size, back, seat);
  ctx.globalAlpha = 1;
}

/** An ergometer: saddle, frame, crank and pedals; the far crank first. */
export function paintBike(ctx: CanvasRenderingContext2D, p: Palette, v: View, pose: Pose, scene: Scene, near: boolean): void {
  if (scene.bike <= 0.01) return;
  ctx.globalAlpha = scene.bike;
  const size = pose.size;
  const s = v.scale * size;
  const cx = pose.crankX;
  const cy = pose.crankY;
  ctx.lineCap = "round";
  if (!near) {
    const upright = pose.trunk.dy > 0.6;
    ctx.strokeStyle = p.woodEdge;
    ctx.lineWidth = 3.2 * s;
    ctx.beginPath();
    if (upright) {
      const sx = pose.trunk.x + 3 * size;
      const sy = pose.trunk.y - 13 * size;
      const barX = pose.forearm.x + pose.forearm.dx * 38 * size;
      const barY = pose.forearm.y + pose.forearm.dy * 38 * size;
      ctx.moveTo(px(v, sx), py(v, sy));
      ctx.lineTo(px(v, cx + 4 * size), py(v, cy));
      ctx.lineTo(px(v, barX - 7 * size), py(v, barY - 24 * size));
      ctx.lineTo(px(v, barX), py(v, barY - 1 * size));
    }
    ctx.moveTo(px(v, cx), py(v, cy));
    ctx.lineTo(px(v, cx), py(v, 2));
    ctx.moveTo(px(v, cx - 34 * size), py(v, 2));
    ctx.lineTo(px(v, cx + 40 * size), py(v, 2));
    ctx.stroke();
    if (upright) {
      ctx.lineWidth = 4.4 * s;
      ctx.strokeStyle = p.c["ink-soft"];
      ctx.beginPath();
      ctx.moveTo(px(v, pose.trunk.x - 7 * size), py(v, pose.trunk.y - 12.6 * size));
      ctx.lineTo(px(v, pose.trunk.x + 10 * size), py(v, pose.trunk.y - 11.8 * size));
      ctx.stroke();
    }
    ctx.fillStyle = p.wood;
    ctx.strokeStyle = p.woodEdge;
    ctx.lineWidth = 1.4;
    ctx.beginPath();
    ctx.arc(px(v, cx), py(v, cy), 11 * s, 0, 2 * Math.PI);
    ctx.fill();
    ctx.stroke();
  }
  const toes = near ? pose.near.toes : pose.far.toes;
  const bx = toes.x - toes.nx * 2.2 * size;
  const by = toes.y - toes.ny * 2.2 * size;
  ctx.strokeStyle = near ? p.c["ink-soft"] : p.woodEdge;
  ctx.lineWidth = 2.4 * s;
  ctx.beginPath();
  ctx.moveTo(px(v, cx), py(v, cy));
  ctx.lineTo(px(v, bx), py(v, by));
  ctx.stroke();
  ctx.lineWidth = 1.8 * s;
  ctx.beginPath();
  ctx.moveTo(px(v, bx - toes.dx * 4.5 * size), py(v, by - toes.dy * 4.5 * size));
  ctx.lineTo(px(v, bx + toes.dx * 4.5 * size), py(v, by + toes.dy * 4.5 * size));
  ctx.stroke();
  ctx.lineCap = "butt";
  ctx.globalAlpha = 1;
}

/** A grip in the near hand: two bars across the fist. */
export function paintGrip(ctx: CanvasRenderingContext2D, p: Palette, v: View, pose: Pose, share: number): void {
  if (share < 0.05) return;
  const { x, y, dx, dy, nx, ny } = pose.forearm;
  const size = pose.size;
  ctx.globalAlpha = share;
  ctx.strokeStyle = p.c["ink-soft"];
  ctx.lineWidth = 2 * v.scale * size;
  ctx.lineCap = "round";
  ctx.beginPath();
  for (const along of [33, 38]) {
    ctx.moveTo(px(v, x + (dx * along + nx * 7) * size), py(v, y + (dy * along + ny * 7) * size));
    ctx.lineTo(px(v, x + (dx * along - nx * 6) * size), py(v, y + (dy * along - ny * 6) * size));
  }
  ctx.stroke();
  ctx.lineCap = "butt";
  ctx.globalAlpha = 1;
}

export function paintWater(ctx: CanvasRenderingContext2D, p: Palette, v: View, width: number, scene: Scene): void {
  if (!Number.isFinite(scene.water)) return;
  const y = py(v, scene.water);
  ctx.fillStyle = p.c.water;
  ctx.globalAlpha = 0.2;
  ctx.fillRect(0, y, width, py(v, -0.4) - y);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = p.c.water;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.moveTo(0, y);
  ctx.lineTo(width, y);
  ctx.stroke();
}
