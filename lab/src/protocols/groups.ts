/** The shipped protocols in groups, by the beginning of their names, and their descriptions in words. */
import type { Catalogue } from "../engine/types";

type Shipped = Catalogue["scenarios"][number];

/** In the order in which they are shown; the first group that fits has the protocol. */
const GROUPS: [string, RegExp][] = [
  ["Loss of blood and fluid", /^(bleed|haemorrhage|saline)/],
  ["Raised legs", /^(leg-raise|legs-up|leg-hang|trunk-then-legs)/],
  ["Tiptoe and the calf", /^(calf-raises|calf-contraction|tiptoe|apg|tense|cross-legs)/],
  ["Walking and running", /^(walk|run(-|$))/],
  ["Cycling", /^(cycle|stand-cycle)/],
  ["One muscle at a time", /^(knee-extension|passive-knee|plantar-flexion|ankle-exercise|handgrip)/],
  ["Lying, sitting, standing and tilting", /^(supine-rest|anaemia-rest|active-stand|sit|tilt|head-down|postures|foot-postures|squat)/],
  ["Breathing and straining", /^(valsalva|strain|ribcage)/],
  ["Suction, pressure and water", /^(lower-body|suction|starling|neck-|immersion)/],
  ["Drugs, and a heart that stops", /^(papaverine|pressor|cardiac)/],
  ["Stockings and cuffs", /^(stockings|femoral-occlusion|thigh-cuff|calf-cuff|arm-cuff|cuff-|foot-pump|stasis)/],
];

/** The groups that have one of these protocols. */
export function grouped<T extends { name: string }>(all: T[]): [string, T[]][] {
  const groups: [string, T[]][] = [...GROUPS.map(([title]): [string, T[]] => [title, []]), ["Others", []]];
  for (const one of all) {
    const at = GROUPS.findIndex(([, test]) => test.test(one.name));
    groups[at < 0 ? GROUPS.length : at]![1].push(one);
  }
  return groups.filter(([, members]) => members.length > 0);
}

/** A description that begins with the file name of another protocol ("As apg, with ..") names it by its title. */
export function described(description: string, all: Pick<Shipped, "name" | "title">[]): string {
  return description.replace(/^As ([a-z0-9-]+)(?=[,:])/, (own, name: string) => {
    const base = all.find((one) => one.name === name);
    return base ? `As “${base.title}”` : own;
  });
}
