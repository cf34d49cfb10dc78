/**
 * Reads an air plethysmograph's curve by the definitions of `secondheart readings`: V_0 with raised
 * leg, the plateau of standing, and the lowest volume of tiptoes.
 */
import { detailNow } from "../controls/doing";
import type { BodyState } from "../engine/types";

export interface Course {
  times_s: number[];
  volumes_ml: number[];
}

/** What the curve shows; NaN where the manoeuvre has not been done. */
export interface PlethysmographMarks {
  emptied_ml: number;
  emptied_s: number;
  plateau_ml: number;
  plateau_s: number;
  /** Standing up, and when 90 % of VV was reached. */
  standing_s: number;
  filled_s: number;
  venous_volume_ml: number;
  filling_index_ml_per_s: number;
  before_ml: number;
  lowest_first_ml: number;
  lowest_first_s: number;
  ejected_ml: number;
  lowest_last_ml: number;
  lowest_last_s: number;
  residual_ml: number;
}

/** Time over which a plateau is read, seconds (crates/laboratory, plethysmograph). */
const PLATEAU_S = 10;
const FILLED = 0.9;

/** Names of phases in which the manoeuvre's parts happened, as the page saw them. */
export interface Manoeuvre {
  /** The leg was raised until here. */
  raised_until_s: number;
  /** Standing from here on. */
  standing_s: number;
  /** First contraction of the first tiptoes, and the end of the tiptoes done in a row. */
  one: [number, number] | null;
  several: [number, number] | null;
}

export function readCurve(course: Course, manoeuvre: Manoeuvre): PlethysmographMarks {
  const mean = (from_s: number, to_s: number) => {
    let [sum, count] = [0, 0];
    for (const [index, time_s] of course.times_s.entries()) {
      const volume_ml = course.volumes_ml[index] ?? Number.NaN;
      if (time_s < from_s || time_s >= to_s || Number.isNaN(volume_ml)) continue;
      sum += volume_ml;
      count += 1;
    }
    return count > 0 ? sum / count : Number.NaN;
  };
  const lowest = ([from_s, to_s]: [number, number]): [number, number] => {
    let [least_ml, at_s] = [Number.POSITIVE_INFINITY, Number.NaN];
    for (const [index, time_s] of course.times_s.entries()) {
      const volume_ml = course.volumes_ml[index] ?? Number.NaN;
      if (time_s >= from_s && time_s <= to_s && volume_ml < least_ml)
        [least_ml, at_s] = [volume_ml, time_s];
    }
    return Number.isNaN(at_s) ? [Number.NaN, Number.NaN] : [least_ml, at_s];
  };
  const last_s = course.times_s.at(-1) ?? 0;
  const { raised_until_s, standing_s, one, several } = manoeuvre;
  const standsUntil_s = Math.min(one?.[0] ?? several?.[0] ?? last_s, last_s);
  const emptied_ml = mean(raised_until_s - PLATEAU_S, raised_until_s);
  const plateau_ml = mean(Math.max(standsUntil_s - PLATEAU_S, standing_s), standsUntil_s);
  const venous_volume_ml = plateau_ml - emptied_ml;
  const goal_ml = emptied_ml + FILLED * venous_volume_ml;
  const filled = course.times_s.findIndex(
    (time_s, index) => time_s > standing_s && (course.volumes_ml[index] ?? 0) >= goal_ml,
  );
  const filled_s = course.times_s[filled] ?? Number.NaN;
  const before_ml = one ? mean(one[0] - PLATEAU_S, one[0]) : Number.NaN;
  const [lowest_first_ml, lowest_first_s] = one ? lowest(one) : [Number.NaN, Number.NaN];
  const [lowest_last_ml, lowest_last_s] = several ? lowest(several) : [Number.NaN, Number.NaN];
  return {
    emptied_ml,
    emptied_s: raised_until_s - PLATEAU_S / 2,
    plateau_ml,
    plateau_s: standsUntil_s - PLATEAU_S / 2,
    standing_s,
    filled_s,
    venous_volume_ml,
    filling_index_ml_per_s: (FILLED * venous_volume_ml) / (filled_s - standing_s),
    before_ml,
    lowest_first_ml,
    lowest_first_s,
    ejected_ml: before_ml - lowest_first_ml,
    lowest_last_ml,
    lowest_last_s,
    residual_ml: lowest_last_ml - emptied_ml,
  };
}

/** What a body does from a moment on, as far as the manoeuvre needs it. */
export interface Doing {
  from_s: number;
  raised: boolean;
  standing: boolean;
  /** Tiptoes in a minute; 0 when it does something else. */
  tiptoes_per_min: number;
}

const RATE = { key: "rate", unit: "/min" } as const;
/** Most changes that are remembered; the manoeuvre has seven. */
const MOST_DOINGS = 200;
/** Shortest standing after which a plateau is read, seconds. */
const LEAST_STANDING_S = 30;
/** Tiptoes in a row after which the residual volume is read. */
const SEVERAL = 10;

/** What was done so far with what is done now; after a step back what was done later is forgotten. */
export function withDoing(doings: Doing[], state: BodyState): Doing[] {
  const { activity, posture } = state;
  const now: Doing = {
    from_s: state.time_s,
    raised: isRaised(state) && activity.pattern === "rest",
    standing: posture.trunk_deg > 80 && posture.hip_deg < 10 && posture.weight_bearing > 0.5,
    tiptoes_per_min: activity.pattern === "tiptoe" ? (detailNow(activity, RATE) ?? Number.NaN) : 0,
  };
  const before = doings.filter(({ from_s }) => from_s < now.from_s);
  const last = before.at(-1);
  const same =
    last?.raised === now.raised && last.standing === now.standing && Object.is(last.tiptoes_per_min, now.tiptoes_per_min);
  if (same) return before.length === doings.length ? doings : before;
  return [...before, now].slice(-MOST_DOINGS);
}

/** The last manoeuvre that was done by hand: legs raised, standing at once after it, then tiptoes or not. */
export function manoeuvreIn(doings: Doing[], now_s: number): Manoeuvre | null {
  const raised = doings.findLastIndex((doing, index) => doing.raised && doings[index + 1]?.standing);
  const stood = doings[raised + 1];
  if (raised < 0 || !stood) return null;
  const standing_s = stood.from_s;
  const found: Manoeuvre = { raised_until_s: standing_s, standing_s, one: null, several: null };
  let until_s = now_s;
  for (let at = raised + 1; at < doings.length; at++) {
    const doing = doings[at] as Doing;
    if (!doing.standing) {
      until_s = Math.min(until_s, doing.from_s);
      break;
    }
    if (doing.tiptoes_per_min === 0) continue;
    const period_s = 60 / doing.tiptoes_per_min;
    const end_s = doings[at + 1]?.from_s ?? now_s;
    const tenth_s = doing.from_s + SEVERAL * period_s;
    found.one ??= end_s >= doing.from_s + period_s ? [doing.from_s, doing.from_s + period_s] : null;
    if (end_s >= tenth_s - 0.1) found.several ??= [tenth_s - 1.2 * period_s, tenth_s];
  }
  const stands_s = (found.one ?? found.several)?.[0] ?? until_s;
  return stands_s - standing_s >= LEAST_STANDING_S ? found : null;
}

/** Whether a body lies with its legs above the heart. */
export function isRaised({ posture }: BodyState): boolean {
  return posture.trunk_deg < 20 && posture.hip_deg > 20;
}
