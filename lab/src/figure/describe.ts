/** The figure in words, for those who do not see it: what the body does, and what its figures are now. */
import type { BodyState, Frame } from "../engine/types";
import { FULL_SOLEUS_MMHG } from "./motion";
import { columnHeight } from "./standpipe";
import { STANDPIPE_VEIN } from "./bodyview";

const DEEP_VALVES = ["calf.tibial_lower_outlet", "calf.tibial_upper_outlet", "calf.soleal_outlet", "calf.gastrocnemius_outlet", "popliteal_outlet"].map(
  (name) => ({ opening: `leg.left.${name}.opening_fraction`, flow: `leg.left.${name}.flow_ml_per_s` }),
);
const SAPHENOUS_FLOW = "leg.left.calf.saphenous_upper_outlet.flow_ml_per_s";
/** Backward flow that is more than the closing of a valve, mL/s. */
const LEAK_ML_PER_S = 6;

/** Posture, activity and what is done to the body: what must be said as soon as it changes. */
export function describeState({ posture, activity, named }: BodyState): string {
  const doing = activity.pattern === "rest" || !activity.words ? "at rest" : activity.words;
  return [`The body: ${posture.words}, ${doing}`, ...named.map(({ words }) => words)].join("; ") + ".";
}

/** What is to be seen now; numbers that change with every step. */
export function describeNow(frame: Frame): string {
  const parts: string[] = [];
  const pressure = frame.get(`${STANDPIPE_VEIN}.pressure_mmhg`);
  if (Number.isFinite(pressure)) {
    const height = columnHeight(pressure, frame.get("posture.gravity_g"));
    parts.push(Number.isFinite(height) ? `the column in the standpipe is ${Math.round(height)} cm high (${Math.round(pressure)} mmHg at the foot)` : `the foot's vein has ${Math.round(pressure)} mmHg`);
  }
  const soleus = frame.get("leg.left.soleus.pressure_mmhg");
  if (Number.isFinite(soleus)) parts.push(soleus > 0.25 * FULL_SOLEUS_MMHG ? `the calf squeezes with ${Math.round(soleus)} mmHg` : "the calf is relaxed");
  let open = 0;
  let known = 0;
  let leaks = 0;
  for (const v of DEEP_VALVES) {
    const o = frame.get(v.opening);
    if (!Number.isFinite(o)) continue;
    known++;
    if (o > 0.3) open++;
    if (frame.get(v.flow) < -LEAK_ML_PER_S) leaks++;
  }
  if (known > 0) parts.push(open === known ? "the valves of the calf are open" : open === 0 ? "the valves of the calf are shut" : `${open} of ${known} valves of the calf are open`);
  if (leaks > 0) parts.push("blood falls back through deep valves");
  if (frame.get(SAPHENOUS_FLOW) < -LEAK_ML_PER_S) parts.push("blood falls back through the great saphenous vein");
  const text = parts.join("; ");
  if (text === "") return "";
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
