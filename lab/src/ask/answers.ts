/** Everything that a question can find, gathered from the program's lists, the tours and the glossary. */
import glossary from "../../glossary.toml";
import type { Catalogue, Phase } from "../engine/types";
import { plainLabel, plainUnit } from "../instruments/labels";
import { claims } from "../tours/host";
import { described } from "../protocols/groups";
import { all as tours } from "../tours/play";

/** What an answer does when its button is pressed. */
export type Run =
  | { tour: string }
  | { claim: string }
  | { scenario: string }
  | { trace: string }
  | { phase: Phase }
  | { start: { conditions?: string[]; interventions?: string[] } };

/** A term of `glossary.toml`. */
export interface Term {
  word: string;
  also: string[];
  text: string;
  run?: Run;
}

export type Sort =
  | "word" | "claim" | "tour" | "protocol" | "reading" | "signal" | "condition" | "treatment" | "posture" | "activity";

/** Something to find. */
export interface Answer {
  id: string;
  sort: Sort;
  title: string;
  /** Other ways to say it; searched, not shown. */
  also: string;
  text: string;
  run?: Run;
}

/** All answers. */
export function answers(catalogue: Catalogue): Answer[] {
  const live = new Set(catalogue.live.map(({ name }) => name));
  const found: Answer[] = [];
  const add = (sort: Sort, name: string, title: string, also: string, text: string, run?: Run) =>
    found.push({ id: `${sort}:${name}`, sort, title, also, text, ...(run ? { run } : {}) });
  const atStart = new Set(
    [...catalogue.conditions, ...catalogue.interventions].filter((one) => one.at_start).map(({ name }) => name),
  );
  for (const { word, also, text, run } of glossary.term)
    add("word", word, word, also.join(". "), text, run && fromStart(run, atStart));
  for (const tour of tours)
    add("tour", tour.id, tour.title, `${(tour.ask ?? []).join(". ")}. ${tour.question} ${tour.claims.join(" ")}`, tour.question, { tour: tour.id });
  for (const [id, text] of claims) add("claim", id, `${id}: ${text}`, id, text, { claim: id });
  for (const { name, title, description } of catalogue.scenarios)
    add("protocol", name, title, name.replaceAll("-", " "), described(description, catalogue.scenarios), { scenario: name });
  const titled = (label: string, unit: string) => (unit ? `${capital(label)} (${plainUnit(unit)})` : capital(label));
  for (const { name, label, unit, definition } of catalogue.live)
    add("reading", name, titled(label, unit), spoken(name), definition, { trace: name });
  for (const { name, label, unit, definition } of catalogue.readings)
    if (!live.has(name)) add("reading", name, titled(label, unit), spoken(name), `${definition}. Read at the end of a protocol, in its report.`);
  for (const { name, label, unit } of catalogue.signals)
    if (!live.has(name)) add("signal", name, titled(plainLabel(name, label), unit), spoken(name), "", { trace: name });
  for (const { name, title, description, at_start } of catalogue.conditions)
    add("condition", name, title, `${spoken(name)}. ${CONDITIONS[name] ?? ""}`, description, at_start ? { start: { conditions: [name] } } : { phase: { conditions: [name] } });
  for (const { name, title, description, at_start } of catalogue.interventions)
    add("treatment", name, title, spoken(name), description, at_start ? { start: { interventions: [name] } } : { phase: { interventions: [name] } });
  for (const { name } of catalogue.postures) add("posture", name, capital(spoken(name)), POSTURES[name] ?? "", "", { phase: { posture: name, activity: "rest" } });
  for (const { name, title } of catalogue.activities)
    add("activity", name, capital(title), spoken(name), "", { phase: { activity: name } });
  return found;
}

/** The reading that an answer names, if it names one: its measurements in people stand below it. */
export function readingOf({ title }: Answer, { readings }: Catalogue): string | undefined {
  const wanted = title.replace(/ \(.*\)$/, "").toLowerCase();
  return readings.find(({ label }) => label.toLowerCase() === wanted)?.name;
}

/** A condition that shapes a person cannot begin in a phase: the body is opened with it. */
function fromStart(run: Run, atStart: ReadonlySet<string>): Run {
  if (!("phase" in run)) return run;
  const { conditions = [], interventions = [], ...others } = run.phase;
  const shapes = [...conditions, ...interventions].some((name) => atStart.has(name));
  return shapes && Object.keys(others).length === 0 ? { start: { conditions, interventions } } : run;
}

/** Other words for conditions; searched, not shown. */
const CONDITIONS: Record<string, string> = {
  "varicose-veins": "varices, bulging veins",
  "deep-vein-incompetence": "leaking valves, bad valves",
  "heart-failure": "weak heart",
  "femoral-artery-stenosis": "narrowed leg artery, poor circulation",
  bleeding: "losing blood, blood loss",
};

const POSTURES: Record<string, string> = {
  supine: "lie down, lying flat on the back in bed",
  standing: "stand up, get up, upright",
  sitting: "sit down chair",
  squatting: "squat crouch",
  "legs-raised": "legs up feet up raise elevate",
};

function spoken(name: string): string {
  return name.replaceAll(/[._-]/g, " ");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
