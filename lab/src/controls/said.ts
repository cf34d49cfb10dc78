/** What was done to a body, and why something cannot be done, in plain words: from what was pressed, not from the engine's account. */
import type { ActivityEntry, BodyState, Phase, PostureInput } from "../engine/types";
import { catalogue, state } from "../state/store";
import doings from "./doings.toml";
import { knockouts } from "./knockout-list";

/** A posture that the body has taken. */
const POSTURES: Record<string, string> = {
  supine: "The body lies flat",
  standing: "The body stands",
  sitting: "The body sits",
  squatting: "The body squats",
  "legs-raised": "The body lies with its legs raised by 45°",
};

/** Activities as what somebody does. */
const DOING: Record<string, string> = {
  "ankle-pump": "moving the ankles up and down",
  "calf-hold": "holding the calves tense",
  "calf-rhythm": "tensing the calves in turn",
  "cross-legs-tense": "crossing and tensing the legs",
  cycle: "cycling",
  "electrical-stimulation": "having the calves stimulated",
  fidget: "fidgeting",
  handgrip: "squeezing a grip",
  "knee-extension": "stretching the knees against a load",
  march: "marking time",
  "passive-ankle": "having the ankles moved by a helper",
  "passive-knee": "having the knees moved by a helper",
  "plantar-flexion": "pressing the foot down against a load",
  run: "running",
  tense: "tensing the legs",
  tiptoe: "rising on tiptoe",
  "toe-curl": "curling the toes",
  walk: "walking",
  "weight-transfer": "shifting the weight from leg to leg",
};

/** Parts that are switched off, and that work again. */
const OFF: Record<string, [string, string]> = {
  pump: ["The muscles no longer squeeze the veins", "The muscles squeeze the veins again"],
  valves: ["The valves of the leg veins are off", "The valves of the leg veins work again"],
  reflexes: ["The reflexes are off", "The reflexes work again"],
  "local-dilation": ["The vessels of working muscle no longer widen", "The vessels of working muscle widen again"],
  "venous-tone": ["The reflexes no longer narrow the veins", "The reflexes narrow the veins again"],
  filtration: ["Hardly any fluid leaves the blood for the tissues", "Fluid leaves the blood for the tissues again"],
};

/** Parameters that the page's own controls set: what is told of their value. */
const SET: Record<string, (value: number) => string> = {
  "lower_body.suction_mmhg": (value) =>
    value === 0 ? "No suction on the lower body" : `Suction of ${round(value)} mmHg on the lower body`,
  "respiration.strain_mmhg": (value) =>
    value === 0 ? "Breathing freely" : value > 0 ? `Straining out at ${round(value)} mmHg` : `Drawing in at ${round(-value)} mmHg`,
  "respiration.rate_per_min": (value) => `${round(value)} breaths a minute`,
  "respiration.chest_swing_mmhg": (value) => `Each breath changes the pressure in the chest by ${round(value)} mmHg`,
  "respiration.abdomen_swing_mmhg": (value) => `Each breath changes the pressure in the belly by ${round(value)} mmHg`,
  "muscle.pressure_gain": (value) => share(value, "The muscles squeeze the veins", "The muscles no longer squeeze the veins", "with the usual pressure"),
  "valve.deep.competence": (value) => closing(value, "deep veins of the legs"),
  "valve.superficial.competence": (value) => closing(value, "leg veins under the skin"),
  "valve.perforator.competence": (value) => closing(value, "perforators of the legs"),
  "valve.muscle.competence": (value) => closing(value, "muscle veins of the legs"),
  "reflex.sympathetic.drive": (value) =>
    share(value, "The sympathetic nerves act on heart and vessels", "The sympathetic nerves no longer act on heart and vessels", "as usual"),
  "reflex.vagal.drive": (value) => share(value, "The vagus nerve acts on the heart", "The vagus nerve no longer acts on the heart", "as usual"),
  "muscle.metabolic.ceiling_ml_per_min_per_100g": (value) =>
    `100 g of working muscle receive at most ${round(value)} mL of blood a minute`,
};

/** A part that works in full (1), not at all (0), or with a share of its strength. */
function share(value: number, works: string, off: string, usual: string): string {
  if (value === 0) return off;
  return value === 1 ? `${works} ${usual}` : `${works} with ${round(value * 100)} % of the usual strength`;
}

function closing(value: number, where: string): string {
  if (value === 0) return `The valves of the ${where} do not close`;
  return value === 1 ? `The valves of the ${where} close fully` : `The valves of the ${where} close by ${round(value * 100)} %`;
}

function round(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** What a phase does, or nothing if the page has no words of its own for a part of it. A parameter that somebody named by its path is told by it. */
export function actWords(phase: Phase): string | undefined {
  const parts: (string | undefined)[] = [];
  if (phase.posture !== undefined) parts.push(postureWords(phase.posture));
  if (phase.activity !== undefined) parts.push(activityWords(phase.activity));
  for (const word of [...(phase.conditions ?? []), ...(phase.interventions ?? [])]) parts.push(namedWords(word));
  if (phase.set) parts.push(...setWords(phase.set));
  const found = parts.filter((part): part is string => part !== undefined);
  return found.length === 0 || found.length < parts.length ? undefined : found.join(". ");
}

function postureWords(posture: PostureInput): string | undefined {
  if (typeof posture === "string") return POSTURES[posture];
  const now = state.value?.posture;
  const degrees = (value: unknown, else_deg: number) =>
    value === undefined ? else_deg : Number.parseFloat(String(value));
  const trunk = degrees(posture.trunk, now?.trunk_deg ?? 0);
  const hip = degrees(posture.hip, posture.trunk === undefined ? (now?.hip_deg ?? 0) : 0);
  const knee = degrees(posture.knee, posture.trunk === undefined ? (now?.knee_deg ?? 0) : 0);
  const found: string[] = [];
  if (Math.abs(trunk) < 1 && Math.abs(knee) < 1)
    found.push(hip < 1 ? "The body lies flat" : `The legs are raised by ${Math.round(hip)}°`);
  else if (hip < 1 && knee < 1)
    found.push(trunk > 89 ? "The body is upright" : trunk > 0 ? `The body is tilted up to ${Math.round(trunk)}°` : `The head is tilted down by ${Math.round(-trunk)}°`);
  else found.push(`The trunk is at ${Math.round(trunk)}°, the hips are bent by ${Math.round(hip)}° and the knees by ${Math.round(knee)}°`);
  if (posture.gravity !== undefined) {
    const g = Number.parseFloat(String(posture.gravity));
    if (Math.abs(g - (now?.gravity_g ?? 1)) > 1e-6 || g !== 1) found.push(g === 0 ? "There is no gravity" : `Gravity is ${round(g)} times that of the earth`);
  }
  return found.join(". ");
}

function activityWords(activity: NonNullable<Phase["activity"]>): string | undefined {
  const name = typeof activity === "string" ? activity : activity.pattern;
  if (name === "rest") return "The body rests";
  const doing = DOING[name];
  if (!doing) return undefined;
  const start = doing.charAt(0).toUpperCase() + doing.slice(1);
  if (typeof activity === "string") return start;
  const { speed, power, rate, incline, count, leg } = activity;
  const details = [
    speed && `at ${speed}`,
    power && `at ${power}`,
    rate && `${String(rate).replace(/\s*\/min/, "")} times a minute`.replace(/^1 times/, "once"),
    incline && !/^0(\.0*)?\s*%/.test(String(incline)) && `uphill at ${incline}`,
    count && (count === 1 ? "once" : `${count} times`),
    leg && `${leg} leg only`,
  ].filter(Boolean);
  return details.length ? `${start}, ${details.join(", ")}` : start;
}

function namedWords(word: string): string | undefined {
  const side = /-(left|right)$/.exec(word)?.[1];
  const lists = [...(catalogue.value?.conditions ?? []), ...(catalogue.value?.interventions ?? [])];
  const entry = lists.find(({ name }) => name === word) ?? lists.find(({ name }) => side && `${name}-${side}` === word);
  return entry && (entry.name === word ? entry.title : `${entry.title}, ${side} leg`);
}

function setWords(set: Record<string, number>): string[] {
  const rest = { ...set };
  const found: string[] = [];
  const all = (paths: string[], at: number, values: Record<string, [number, number]>) =>
    paths.length > 0 && paths.every((path) => rest[path] === values[path]?.[at]);
  const take = (paths: string[]) => {
    for (const path of paths) delete rest[path];
  };
  for (const knockout of knockouts()) {
    const paths = Object.keys(knockout.set);
    for (const [at, words] of [[1, OFF[knockout.name]?.[0] ?? knockout.title], [0, OFF[knockout.name]?.[1] ?? `${knockout.label} as in health`]] as const) {
      if (!all(paths, at, knockout.set)) continue;
      found.push(words);
      take(paths);
    }
  }
  for (const { title, set: values } of Object.values(doings.breathing)) {
    const paths = Object.keys(values);
    if (paths.length < 2 || !paths.every((path) => rest[path] === values[path]?.value)) continue;
    found.push(title);
    take(paths);
  }
  for (const [path, value] of Object.entries(rest)) found.push(SET[path]?.(value) ?? `The parameter ${path} is now ${value}`);
  return found;
}

/** Why an activity does not go with a posture, and what to do first. */
export function hinderedBy(entry: ActivityEntry, now: BodyState["posture"]): string {
  const doing = DOING[entry.name] ?? entry.title;
  if (now.weight_bearing > (entry.highest_weight_bearing ?? 1)) return `For ${doing} the feet must not carry the body: sit or lie down first`;
  if (now.weight_bearing < (entry.lowest_weight_bearing ?? 0)) return `For ${doing} the body must be on its feet: stand up first`;
  if (now.hip_deg > (entry.highest_hip_deg ?? Number.POSITIVE_INFINITY)) return `For ${doing} the hips must be nearly straight: stand up first`;
  return `For ${doing} the trunk must be more upright: ${(entry.lowest_weight_bearing ?? 0) > 0 ? "stand up" : "sit up"} first`;
}

/** A posture that an activity under way does not allow. */
export function endsFirst(pattern: string): string {
  const doing = DOING[pattern] ?? pattern;
  return `${doing.charAt(0).toUpperCase()}${doing.slice(1)} does not go with this: stop it first`;
}
