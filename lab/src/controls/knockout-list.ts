/** What can be switched off, as parameters with their healthy value and the value that is off (`doings.toml`). */
import doings from "./doings.toml";

export interface Knockout {
  name: string;
  title: string;
  /** How the second body is named when this is the difference. */
  difference: string;
  /** Path: [healthy, off]. */
  set: Record<string, [number, number]>;
}

export const KNOCKOUTS: Knockout[] = doings.knockout.map(({ set, ...words }) => ({
  ...words,
  set: Object.fromEntries(
    Object.entries(set).map(([path, { healthy, value }]) => [path, [healthy, value]]),
  ),
}));

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
