/** Live readings and human ranges of the bodies, refreshed a few times a second while looked at. */
import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Band } from "../engine/types";
import { bandsNow, readNow } from "../state/actions";
import { bodies, deeds } from "../state/store";
import { plainUnit } from "./labels";

type Values = Record<string, number>;

export const readings = signal<[Values, Values | null]>([{}, null]);

/** Ranges with the count of deeds at which they were asked for. */
const told = signal<{ deed: number; rows: [Band[], Band[]] }>({ deed: -1, rows: [[], []] });
const NONE: [Band[], Band[]] = [[], []];

/** The ranges that hold; none from the moment that something is done to a body until they are asked for anew. */
export const bands = computed(() => (told.value.deed === deeds.value ? told.value.rows : NONE));

/** Takes ranges that were asked for at a count of deeds. */
export function keepBands(deed: number, rows: [Band[], Band[]]): void {
  told.value = { deed, rows };
}

const READ_MS = 300;
/** Ranges change with what the body does and how long it has done it. */
const BANDS_MS = 2000;

let users = 0;
let timer: ReturnType<typeof setInterval> | undefined;
let busy = false;
let bands_ms = 0;
let key = "";

/** Keeps the readings fresh while the component is in the page. */
export function useReadings(): void {
  useEffect(() => {
    users += 1;
    timer ??= setInterval(() => void refresh(), READ_MS);
    void refresh();
    return () => {
      users -= 1;
      if (users > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, []);
}

async function refresh(): Promise<void> {
  const [first, second] = bodies.value;
  if (!first || busy || document.hidden) return;
  const now = `${first.time_s} ${second?.time_s ?? ""} ${deeds.value}`;
  if (now === key) return;
  key = now;
  busy = true;
  try {
    readings.value = [await readNow(0), second ? await readNow(1) : null];
    const deed = deeds.value;
    if (performance.now() - bands_ms > BANDS_MS || told.value.deed !== deed) {
      bands_ms = performance.now();
      keepBands(deed, [await bandsNow(0), second ? await bandsNow(1) : []]);
    }
  } catch {
    // The body was closed or the worker died meanwhile; the next refresh is right again.
    key = "";
  } finally {
    busy = false;
  }
}

export type Verdict = "in band" | "below" | "above";

/** Where a value lies against a range. */
export function verdict(value: number, band: Band): Verdict {
  if (band.low !== null && value < band.low) return "below";
  if (band.high !== null && value > band.high) return "above";
  return "in band";
}

/** A range in words. */
export function bandWords({ low, high, unit: own }: Band): string {
  const unit = plainUnit(own);
  const number = (value: number) => String(Number(value.toPrecision(3))).replace("-", "−");
  if (low === null && high === null) return "";
  if (low === null) return `at most ${number(high ?? 0)} ${unit}`;
  if (high === null) return `at least ${number(low)} ${unit}`;
  return `${number(low)} to ${number(high)} ${unit}`;
}
