/** Opens the explanation of a claim, and tells what its questions run in the page. */
import type { Catalogue } from "../engine/types";
import { run, type Protocol } from "../protocols/run";
import { showPlace } from "../state/actions";
import { explained, leave, tour } from "./play";

/** Opens the explanation of a claim. */
export function explain(id: string): void {
  if (tour.value) leave();
  explained.value = id;
  void showPlace("tours");
}

/** Something that a question runs: another explanation, or a protocol, with the words that tell it from the others. */
export type Act = { claim: string } | { protocol: Protocol; words: string };

type Lists = Pick<Catalogue, "scenarios" | "conditions" | "interventions">;

/** What a command runs in the page; nothing where the page cannot. */
export function acts(command: string, lists: Lists): Act[] {
  const [, verb, ...rest] = words(command);
  if (verb === "explain" && rest[0]) return [{ claim: rest[0] }];
  if (verb !== "run" && verb !== "compare") return [];
  const names: string[] = [];
  const options: [key: string, value: string][] = [];
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    if (word.startsWith("--")) options.push([word.slice(2), rest[++at] ?? ""]);
    else names.push(word);
  }
  const act = (name: string, chosen: typeof options): Act[] => {
    const shipped = lists.scenarios.find((one) => one.name === name);
    const changes = chosen.map(([key, value]) => change(key, value, lists));
    if (!shipped || changes.includes(undefined)) return [];
    const said = chosen.map(([key, value]) => (key === "phase" ? value : `${key} ${value}`)).join(", ");
    const title = said ? `${shipped.title}, ${said}` : shipped.title;
    const lines = changes as Change[];
    const text = [
      `title = ${JSON.stringify(title)}`,
      `extends = "${name}"`,
      ...LISTS.map((key) => [key, lines.flatMap((one) => (one.list === key ? [one.value] : []))] as const)
        .filter(([, values]) => values.length > 0)
        .map(([key, values]) => `${key} = ${JSON.stringify(values)}`),
      ...lines.flatMap((one) => (one.list === "phase" ? [one.value] : [])),
    ].join("\n");
    const protocol = said ? { name: `${name}.toml`, title, text } : { name, title };
    return [{ protocol, words: said || (verb === "compare" && names.length === 1 ? "as it is" : title) }];
  };
  if (verb === "run") return names.flatMap((name) => act(name, options));
  const sides = options.filter(([key]) => key === "with" || key === "without");
  return names.flatMap((name) => [...act(name, []), ...sides.flatMap((side) => act(name, [side]))]);
}

const LISTS = ["conditions", "interventions", "without"] as const;

/** A line of a scenario that extends another, or a word of a list in it. */
interface Change {
  list: (typeof LISTS)[number] | "phase";
  value: string;
}

function change(key: string, value: string, { conditions, interventions }: Lists): Change | undefined {
  if (key === "without") return { list: "without", value };
  if (key === "with") {
    if (conditions.some(({ name }) => name === value)) return { list: "conditions", value };
    return interventions.some(({ name }) => name === value) ? { list: "interventions", value } : undefined;
  }
  const [, phase, part, to] = /^([a-z0-9_]+)\.(activity|trunk|hip|knee|ankle)=(.+)$/.exec(key === "phase" ? value : "") ?? [];
  if (!phase || !part || !to) return undefined;
  const given = part === "activity" ? `activity = "${to}"` : `posture = { ${part} = "${to}" }`;
  return { list: "phase", value: `[[phase]]\nname = "${phase}"\n${given}` };
}

/** The words of a command, without the quotes of a shell. */
function words(command: string): string[] {
  return [...command.matchAll(/(?:[^\s']|'[^']*')+/g)].map(([word]) => word.replaceAll("'", ""));
}

/** Runs a protocol in the place for protocols. */
export async function runProtocol(protocol: Protocol): Promise<void> {
  await showPlace("protocols");
  await run(protocol);
}
