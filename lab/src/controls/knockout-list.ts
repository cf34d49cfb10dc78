/** What can be switched off, from the program's list: parameters with their healthy value and the value that is off. */
import type { KnockoutEntry } from "../engine/types";
import { catalogue } from "../state/store";

export interface Knockout {
  /** Its name in scenarios, such as `venous-tone`. */
  name: string;
  /** What a button calls it. */
  label: string;
  title: string;
  /** How the second body is named when this is the difference. */
  difference: string;
  /** Path: [healthy, off]. */
  set: Record<string, [number, number]>;
}

/** What can be switched off in a body that lives already. */
export function knockouts(): Knockout[] {
  return knockoutsOf(catalogue.value?.knockouts ?? []);
}

export function knockoutsOf(all: KnockoutEntry[]): Knockout[] {
  return all
    .filter(({ at_start }) => !at_start)
    .map(({ name, title, description, set }) => {
      const words = name.replaceAll("-", " ");
      return {
        name,
        label: words.charAt(0).toUpperCase() + words.slice(1),
        title: `${title}. ${description}`,
        difference: `without ${words}`,
        set,
      };
    });
}

/** Whether a body's parameters have it off. */
export function isOut(knockout: Knockout, set: Record<string, number>): boolean {
  return Object.entries(knockout.set).every(([path, [, out]]) => set[path] === out);
}

/** How a second body differs from one with these parameters: what is off there, it has. */
export function differenceFrom(knockout: Knockout, set: Record<string, number>): { title: string; phase: { set: Record<string, number> } } {
  const off = isOut(knockout, set);
  const values = Object.entries(knockout.set).map(([path, [healthy, out]]) => [path, off ? healthy : out]);
  const title = off ? knockout.difference.replace("without", "with") : knockout.difference;
  return { title, phase: { set: Object.fromEntries(values) as Record<string, number> } };
}
