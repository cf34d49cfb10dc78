/**
 * Doing something to the bodies from a control: what the engine refuses is told, with an offer to
 * do first what makes it possible.
 */
import { EngineError, WorkerEnded } from "../engine/client";
import type { ActivityDetail, ActivityEntry, ActivityState, BodyState, Phase, PostureInput, Setup } from "../engine/types";
import { act, open } from "../state/actions";
import { putAllBack, takeNow, type Packed } from "../protocols/share";
import { endsFirst, hinderedBy } from "./said";
import { plainNumber, plainPosture } from "../instruments/labels";
import { bodies, catalogue, message, state } from "../state/store";
import type { Message } from "../state/store";

/** Acts, and tells a refusal instead of throwing; `words` tell it better than the engine's names. */
export async function perform(phase: Phase, words?: string): Promise<boolean> {
  try {
    await act(phase).catch((error: unknown) => {
      // The worker died under it: once it is back, the act is done again, but only once.
      if (!(error instanceof WorkerEnded)) throw error;
      return act(phase);
    });
    if (words !== undefined) message.value = { kind: "told", text: words };
    return true;
  } catch (error) {
    refuse(error, phase);
    return false;
  }
}

/** The way back to what was done before the bodies began anew. */
export function undo(before: Packed): NonNullable<Message["offer"]> {
  return {
    label: "Undo",
    act: () => void putAllBack(before).then(() => (message.value = { kind: "told", text: "Everything is as it was before." }), refuse),
  };
}

/** Opens the body anew, says so and offers the way back. */
export async function reopen(setup: Setup, why: string): Promise<void> {
  try {
    const before = bodies.value[0] ? await takeNow() : undefined;
    await open(setup);
    message.value = { kind: "told", text: why, ...(before ? { offer: undo(before) } : {}) };
  } catch (error) {
    refuse(error);
  }
}

function refuse(error: unknown, phase?: Phase): void {
  // What became of the worker is told by its recovery.
  if (error instanceof WorkerEnded) return;
  if (!(error instanceof EngineError)) throw error;
  const offer = phase && offerFor(phase);
  const own = phase && refusal(phase);
  message.value = {
    kind: "refused",
    text: own ?? sentence(error.message),
    ...(error.help && !own ? { help: error.help } : {}),
    ...(offer ? { offer } : {}),
    ...(phase && (offer || own) ? { over: () => !offerFor(phase) && !refusal(phase) } : {}),
  };
}

/** Why activity and posture do not go together, in the page's own words. */
function refusal({ activity, posture }: Phase): string | undefined {
  const now = state.value;
  if (!now) return undefined;
  const named = catalogue.value?.postures.find(({ name }) => name === posture);
  if (posture !== undefined && !named) return undefined;
  const then: BodyState = named ? { ...now, posture: { ...named, words: named.name } } : now;
  const pattern = activity === undefined ? now.activity.pattern : typeof activity === "string" ? activity : activity.pattern;
  const entry = activityEntry(pattern);
  if (!entry || allows(entry, then)) return undefined;
  return activity === undefined ? endsFirst(pattern) : hinderedBy(entry, then.posture);
}

/** What to do first, if the activity and the posture do not go together. */
function offerFor(phase: Phase): Message["offer"] {
  const now = state.value;
  const wanted = phase.activity;
  if (wanted === undefined) {
    if (!now || now.activity.pattern === "rest" || phase.posture === undefined) return undefined;
    return {
      label: `Stop (${spoken(now.activity.words)}) first`,
      act: () => void perform({ ...phase, activity: "rest" }),
    };
  }
  const entry = activityEntry(typeof wanted === "string" ? wanted : wanted.pattern);
  if (!entry || !now) return undefined;
  const posture = postureFor(entry);
  if (!posture || allows(entry, now)) return undefined;
  const label = { standing: "Stand up first", sitting: "Sit down first", supine: "Lie down first" };
  return { label: label[posture], act: () => void perform({ ...phase, posture }) };
}

export function activityEntry(name: string): ActivityEntry | undefined {
  return catalogue.value?.activities.find((entry) => entry.name === name);
}

const FIELDS = {
  speed: "speed_km_per_h",
  power: "power_w",
  rate: "rate_per_min",
  incline: "incline_pct",
} as const;

/** The value of a detail of the activity under way, from the body's state or its words. */
export function detailNow(
  activity: ActivityState | undefined,
  { key, unit }: Pick<ActivityDetail, "key" | "unit">,
): number | undefined {
  const told = activity?.[FIELDS[key]];
  if (told != null) return told;
  const at = activity?.words.indexOf(` ${unit}`) ?? -1;
  if (at < 0) return undefined;
  const number = /(-?\d+(?:\.\d+)?)$/.exec(activity?.words.slice(0, at) ?? "");
  return number ? Number(number[1]) : undefined;
}

/** Whether an activity goes with the posture that a body has or moves to. */
export function allows(entry: ActivityEntry, now: BodyState): boolean {
  const { trunk_deg, hip_deg, weight_bearing } = now.posture;
  return (
    trunk_deg >= (entry.lowest_trunk_deg ?? Number.NEGATIVE_INFINITY) &&
    hip_deg <= (entry.highest_hip_deg ?? Number.POSITIVE_INFINITY) &&
    weight_bearing >= (entry.lowest_weight_bearing ?? 0) &&
    weight_bearing <= (entry.highest_weight_bearing ?? 1)
  );
}

/** The posture in which an activity is possible. */
export function postureFor(entry: ActivityEntry): "standing" | "sitting" | "supine" | undefined {
  const names = ["standing", "sitting", "supine"] as const;
  return names.find((name) => {
    const posture = catalogue.value?.postures.find((candidate) => candidate.name === name);
    const now = state.value;
    return posture && now && allows(entry, { ...now, posture: { ...posture, words: name } });
  });
}

/** A posture by its name if it has one and gravity is as on earth, else as angles with its gravity. */
export function postureInput(posture: BodyState["posture"]): PostureInput {
  const known = catalogue.value?.postures.find(({ name }) => name === posture.words);
  const keys = ["trunk_deg", "hip_deg", "knee_deg", "ankle_deg", "gravity_g", "weight_bearing"] as const;
  if (known && keys.every((key) => known[key] === posture[key])) return known.name;
  return {
    trunk: `${posture.trunk_deg} deg`,
    hip: `${posture.hip_deg} deg`,
    knee: `${posture.knee_deg} deg`,
    ankle: `${posture.ankle_deg} deg`,
    gravity: `${posture.gravity_g} g`,
    weight_bearing: posture.weight_bearing,
  };
}

/** The setup of a body that would be as the first is now, at its steady start. */
export function setupNow(): Setup {
  const live = bodies.value[0];
  if (!live) return {};
  const { line } = live.state.subject;
  const shipped = catalogue.value?.subjects.find((entry) => entry.line === line)?.name;
  const subject = live.setup.subject ?? shipped;
  const words = (sort: "condition" | "intervention") =>
    live.state.named.filter((entry) => entry.sort === sort).map(({ word }) => word);
  return {
    ...(subject === undefined ? {} : { subject }),
    start: postureInput(live.state.posture),
    conditions: words("condition"),
    interventions: words("intervention"),
    set: { ...live.setup.set, ...live.state.set },
  };
}

/** The engine's words without what only a file needs. */
export function spoken(words: string): string {
  return plainPosture(words)
    .replace(/\d{16,}(?:\.\d+)?/g, (digits) => plainNumber(Number(digits)))
    .replaceAll(" (default)", "")
    .replace(/(\d) deg\b/g, "$1°")
    .replace(/(^|\s)-(?=\d)/g, "$1−");
}

export function sentence(words: string): string {
  const plain = spoken(words);
  const text = plain.charAt(0).toUpperCase() + plain.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
