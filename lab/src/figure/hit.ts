/** What lies under the pointer, and what posture a drag asks for. */
import type { BodyView, Line } from "./bodyview";
import { tableGrip } from "./furniture";
import { type Bone, drawnTrunk } from "./skeleton";

export type Part = "trunk" | "thigh" | "shank" | "foot" | "table";

export interface Hit {
  part?: Part;
  label?: string;
}

/** Limits of the posture (crates/body/src/change.rs), degrees. */
const LIMITS = { trunk_deg: [-90, 90], hip_deg: [-30, 140], knee_deg: [0, 160], ankle_deg: [-40, 90] } as const;
/** Elevations that a body can be pulled to, and a table by its grip. */
const WHOLE_DEG = [0, 90] as const;
const TABLE_DEG = [-30, 90] as const;
/** A trunk below this lies: pulled up, it bends at the hip. */
const FLAT_DEG = 8;
/** Elevations that a trunk stops at, and from how far. */
const STOPS_DEG = [0, 30, 45, 60, 90] as const;
const SNAP_DEG = 6;
const snapped = (deg: number): number => STOPS_DEG.find((stop) => Math.abs(deg - stop) <= SNAP_DEG) ?? deg;
/** Half the thickness of a part, and how near a vessel must be, px at least. */
const TOUCH_PX = 10;
const VESSEL_PX = 5;

export function hitBody(view: BodyView, x: number, y: number): Hit {
  const { pose, scene } = view.motion;
  const v = view.view;
  const cx = (x - v.ox) / v.scale;
  const cy = (v.oy - y) / v.scale;
  const hit: Hit = {};
  const label = nearestVessel(view, x, y);
  if (label) hit.label = label;
  const grip: [number, number] = [0, 0];
  tableGrip(pose, scene.tableDeg, grip);
  const slack = TOUCH_PX / v.scale;
  if (scene.table > 0.5 && Math.hypot(cx - grip[0], cy - grip[1]) < Math.max(6, 1.6 * slack)) hit.part = "table";
  else {
    const near = view.motion.pose.near;
    const inside = (b: Bone, half: number): boolean => distance(b, cx, cy) < Math.max(half * pose.size, slack);
    if (inside(near.foot, 5)) hit.part = "foot";
    else if (inside(near.shank, 6.5)) hit.part = "shank";
    else if (inside(near.thigh, 9)) hit.part = "thigh";
    else if (inside(pose.trunk, 12) || inside(pose.head, 11)) hit.part = "trunk";
    else if (scene.table > 0.5 && onTable(pose.trunk, scene.tableDeg, cx, cy, pose.size)) hit.part = "table";
  }
  return hit;
}

function distance(b: Bone, x: number, y: number): number {
  const t = Math.min(b.length, Math.max(0, (x - b.x) * b.dx + (y - b.y) * b.dy));
  return Math.hypot(x - b.x - t * b.dx, y - b.y - t * b.dy);
}

function onTable(trunk: Bone, deg: number, x: number, y: number, size: number): boolean {
  const a = (deg * Math.PI) / 180;
  const along = ((x - trunk.x) * Math.cos(a) + (y - trunk.y) * Math.sin(a)) / size;
  const up = (-(x - trunk.x) * Math.sin(a) + (y - trunk.y) * Math.cos(a)) / size;
  return along > -100 && along < 95 && up > -21 && up < -10;
}

function nearestVessel(view: BodyView, x: number, y: number): string | undefined {
  let best: string | undefined;
  let least = VESSEL_PX;
  const look = (lines: Line[]): void => {
    for (const l of lines) {
      const d = l.tube.distance(x, y);
      if (d < least) {
        least = d;
        best = l.label;
      }
    }
  };
  look(view.root);
  look(view.near);
  look(view.trunk);
  if (best === undefined && view.overHeart(x, y)) best = "heart";
  if (best === undefined) look(view.far);
  return best;
}

const clamp = (value: number, [low, high]: readonly [number, number]): number => Math.round(Math.min(high, Math.max(low, value)));

/** An angle brought within 180 degrees of another. */
function near(deg: number, to: number): number {
  return deg - 360 * Math.round((deg - to) / 360);
}

export function drag(view: BodyView, part: string, x: number, y: number): { trunk_deg?: number; hip_deg?: number; knee_deg?: number; ankle_deg?: number } {
  const { pose, input, scene } = view.motion;
  const v = view.view;
  const cx = (x - v.ox) / v.scale;
  const cy = (v.oy - y) / v.scale;
  const towards = (bx: number, by: number): number => (Math.atan2(cy - by, cx - bx) * 180) / Math.PI;
  const straight = Math.abs(input.hip_deg) < 8 && input.knee_deg < 8;
  switch (part) {
    case "table":
      return { trunk_deg: snapped(clamp(near(towards(pose.trunk.x, pose.trunk.y), input.trunk_deg), TABLE_DEG)) };
    case "trunk": {
      // A trunk that is drawn leaning forward has the elevation of its mirror image.
      const drawn = near(towards(pose.trunk.x, pose.trunk.y), drawnTrunk(input));
      // A standing or tilted body tips as a whole, forward and backward alike, and stops flat.
      if (straight && (scene.table < 0.5 || input.trunk_deg > FLAT_DEG)) {
        const pulled = towards(pose.trunk.x, pose.trunk.y);
        const up = pulled > 90 ? 180 - pulled : pulled < -90 ? 0 : pulled;
        return { trunk_deg: snapped(clamp(up, WHOLE_DEG)), hip_deg: 0, knee_deg: 0 };
      }
      const to = snapped(clamp(drawnTrunk(input) > 91 ? 180 - drawn : drawn, WHOLE_DEG));
      // Still tipping as it comes down, it ends flat, with straight hips.
      if (straight && to <= FLAT_DEG) return { trunk_deg: to, hip_deg: 0, knee_deg: 0 };
      return { trunk_deg: to, hip_deg: clamp(input.hip_deg + to - input.trunk_deg, LIMITS.hip_deg) };
    }
    case "thigh": {
      const now = input.trunk_deg + 180 - input.hip_deg;
      return { hip_deg: clamp(input.trunk_deg + 180 - near(towards(pose.near.thigh.x, pose.near.thigh.y), now), LIMITS.hip_deg) };
    }
    case "shank": {
      const thigh = input.trunk_deg + 180 - input.hip_deg;
      return { knee_deg: clamp(near(towards(pose.near.shank.x, pose.near.shank.y), thigh + input.knee_deg) - thigh, LIMITS.knee_deg) };
    }
    case "foot": {
      const shank = input.trunk_deg + 180 - input.hip_deg + input.knee_deg;
      const foot = near(towards(pose.near.foot.x, pose.near.foot.y), shank - 90 + input.ankle_deg);
      // The toes lie some 16 degrees below the line through the ankle.
      return { ankle_deg: clamp(foot - shank + 90 - 16, LIMITS.ankle_deg) };
    }
  }
  return {};
}
