/**
 * What the page knows, as signals: every part of the page reads these, and only `actions.ts`, the
 * loop and the recovery write them.
 */
import { computed, signal } from "@preact/signals";
import type { BodyState, Catalogue, Phase, Setup } from "../engine/types";
import { storage } from "../theme";

/** What the figure shows. */
export type FigureView = "body" | "calf" | "heart";

/** What is beside the figure on a narrow screen, and in the side panel on a wide one. */
export type Place = "controls" | "traces" | "numbers" | "tours" | "protocols" | "ask";

/** How much a reader knows; chosen once, remembered. */
export type Level = "patient" | "student" | "clinician";

/** The one thing in which the second body differs from the first. */
export interface Difference {
  /** Short words for headings and keys of lines: "without valves". */
  title: string;
  /** What is done to the second body alone. */
  phase?: Phase;
  /** What shapes the second body from its start; both bodies are then opened anew. */
  setup?: Setup;
}

/** A body in the page. */
export interface LiveBody {
  /** What it was opened with; a fork has that of the first body. */
  setup: Setup;
  state: BodyState;
  /** Seconds that the body has computed. */
  time_s: number;
}

/** Words for the person, shown above the controls and read out. */
export interface Message {
  kind: "told" | "refused" | "trouble";
  text: string;
  help?: string;
  /** Something to press that makes the refused act possible. */
  offer?: { label: string; act: () => void };
  /** Whether what it says no longer holds. */
  over?: () => boolean;
}

/** A run of a whole protocol in the second worker. */
export interface LongRun {
  name: string;
  done_s: number;
  total_s: number;
  cancel: () => void;
}

/** Traces of the first sight: the pressure at the foot, the squeeze, the flow and the heart. */
export const FIRST_TRACES = [
  "leg.left.foot.dorsal_vein.pressure_mmhg",
  "leg.left.soleus.pressure_mmhg",
  "leg.left.popliteal_outlet.flow_ml_per_s",
  "aorta.ascending.pressure_mmhg",
];

/** Most traces at a time. */
export const MOST_TRACES = 6;

export const catalogue = signal<Catalogue | null>(null);
export const bodies = signal<[LiveBody | null, LiveBody | null]>([null, null]);
export const difference = signal<Difference | null>(null);
export const playing = signal(true);
/** Simulated seconds for a second of the clock. */
export const pace = signal(1);
export const traces = signal<string[]>(FIRST_TRACES);
/** Traces that are kept without being shown, for whoever reads them. */
export const also = signal<string[]>([]);
/** Seconds that the traces show. */
export const window_s = signal(20);
export const view = signal<FigureView>("body");
export const place = signal<Place>("controls");
export const level = signal<Level>(storedLevel());
export const message = signal<Message | null>(null);
export const longRun = signal<LongRun | null>(null);
/** Counts what was done to the bodies, so that what was asked before an act is not shown after it. */
export const deeds = signal(0);
/** Set while a request that a person waits for is under way. */
export const waiting = signal(false);
/** How far the engine is with it, if it says so, from 0 to 1. */
export const prepared = signal<number | null>(null);
/** A past time that the reader looks for on the time line. */
export const sought_s = signal<number | null>(null);
/** Set once the first body stands in the page. */
export const ready = signal(false);

/** The first body's state. */
export const state = computed(() => bodies.value[0]?.state ?? null);
/** Whether two bodies are side by side. */
export const comparing = computed(() => bodies.value[1] !== null);
/** The simulated time in whole half seconds, for what need not follow every picture. */
export const clock_s = computed(() => Math.floor(2 * (bodies.value[0]?.time_s ?? 0)) / 2);

function storedLevel(): Level {
  const stored = storage.getItem("secondheart.level");
  return stored === "patient" || stored === "clinician" ? stored : "student";
}
