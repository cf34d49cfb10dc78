/** Words and units of signals and live readings, from the program's lists. */
import { computed } from "@preact/signals";
import type { QuantityEntry, ReadingEntry } from "../engine/types";
import { catalogue } from "../state/store";
import { plainLabel, plainNumber, plainUnit } from "./labels";

export interface Named extends QuantityEntry {
  definition?: string;
  instrument?: string;
}

const all = computed(() => {
  const known = new Map<string, Named>();
  for (const entry of catalogue.value?.signals ?? []) known.set(entry.name, entry);
  for (const entry of catalogue.value?.live ?? []) known.set(entry.name, entry as ReadingEntry);
  return known;
});

/** All that can be traced. */
export function traceable(): Named[] {
  return [...all.value.values()];
}

export function named(name: string): Named {
  const entry = all.value.get(name);
  return entry ? { ...entry, unit: plainUnit(entry.unit) } : { name, unit: "", label: name };
}

/** The label in plain words, without the unit and starting with a capital letter. */
export function title(name: string): string {
  return plainLabel(name, named(name).label);
}

/** A number with as many digits as it deserves. */
export function figures(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size < 0.0005) return "0";
  if (size >= 1e9) return plainNumber(value).replace("-", "−");
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  const text = value.toFixed(digits);
  return text.replace("-", "−");
}
