/** Narrowed and occluded vessels, from the conditions in force and from parameters set one by one. */
import type { BodyState } from "../engine/types";
import type { Palette } from "./palette";
import type { Tube } from "./tube";

export interface Lesion {
  /** Name of the flow through the connection. */
  flow: string;
  /** Open share of the lumen's area. */
  open: number;
}

/** What each word does to which connection of a leg (data/condition and data/intervention). */
const WORDS: readonly [word: RegExp, connection: string, open: number][] = [
  [/^femoral-artery-occlusion/, "popliteal_inflow", 0],
  [/^femoral-artery-stenosis/, "popliteal_inflow", 0.1],
  [/^iliac-artery-occlusion/, "iliac_inflow", 0],
  [/^iliac-artery-stenosis/, "iliac_inflow", 0.25],
  [/^iliac-artery-stenosis-severe/, "iliac_inflow", 0.09],
  [/^tibial-artery-occlusion/, "tibial_inflow", 0],
  [/^deep-vein-occlusion/, "popliteal_outlet", 0],
  [/^deep-vein-occlusion/, "femoral_outlet", 0],
  [/^iliac-vein-occlusion/, "iliac_outlet", 0],
  [/^stent-femoral/, "popliteal_inflow", 0.8],
  [/^stent-iliac/, "iliac_inflow", 0.8],
];

/** Lesions of the near (left) leg; the last word on a connection counts. */
export function lesions(state: BodyState): Lesion[] {
  const found = new Map<string, number>();
  for (const n of state.named) {
    if (n.word.endsWith("-right")) continue;
    for (const [word, connection, open] of WORDS) if (word.test(n.word)) found.set(connection, open);
  }
  for (const path in state.set) {
    const m = /^leg\.left\.(.+)\.open_fraction$/.exec(path);
    if (m) found.set(m[1]!, state.set[path]!);
  }
  return [...found].filter(([, open]) => open < 0.7).map(([connection, open]) => ({ flow: `leg.left.${connection}.flow_ml_per_s`, open }));
}

/** Paints a plug where nothing passes, or two wedges that leave a gap; arteries are narrow at their beginning, veins towards their end. */
export function paintLesion(ctx: CanvasRenderingContext2D, p: Palette, t: Tube, open: number, at = t.kind === "artery" ? 0.25 : 0.7): void {
  const k = 2 * Math.round((t.n - 1) * at);
  const x = t.xy[k]!;
  const y = t.xy[k + 1]!;
  let dx = t.xy[k + 2]! - t.xy[k - 2]!;
  let dy = t.xy[k + 3]! - t.xy[k - 1]!;
  const d = Math.hypot(dx, dy) || 1;
  dx /= d;
  dy /= d;
  const half = 0.5 * t.width_px + 4.5;
  const long = Math.max(6, 1.2 * t.width_px);
  const gap = open <= 0 ? 0 : 0.5 * t.width_px * Math.sqrt(Math.min(1, open));
  ctx.fillStyle = p.c.ink;
  ctx.strokeStyle = p.c.paper;
  ctx.lineWidth = 1.2;
  for (let side = -1; side <= 1; side += 2) {
    const nx = -dy * side;
    const ny = dx * side;
    ctx.beginPath();
    ctx.moveTo(x - dx * long + nx * half, y - dy * long + ny * half);
    ctx.lineTo(x - dx * 0.25 * long + nx * gap, y - dy * 0.25 * long + ny * gap);
    ctx.lineTo(x + dx * 0.25 * long + nx * gap, y + dy * 0.25 * long + ny * gap);
    ctx.lineTo(x + dx * long + nx * half, y + dy * long + ny * half);
    ctx.closePath();
    ctx.fill();
    ctx.stroke();
  }
}
