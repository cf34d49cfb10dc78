/**
 * The interface of the engine: requests as JSON, answers as JSON with a payload of numbers or files.
 *
 * `crates/web/src/call.rs` is the other side. Names of signals, readings, postures, activities,
 * conditions and parameters are the library's own.
 */

/** A quantity with its unit, as scenario files write it: `"60 deg"`, `"4 km/h"`. */
export type Quantity = string;

/** A named posture, or angles; angles that are left out are those of lying flat. */
export type PostureInput =
  | string
  | {
      trunk?: Quantity;
      hip?: Quantity;
      knee?: Quantity;
      ankle?: Quantity;
      gravity?: Quantity;
      weight_bearing?: number;
    };

/** An activity by name, or with its details. */
export type ActivityInput =
  | string
  | {
      pattern: string;
      speed?: Quantity;
      power?: Quantity;
      rate?: Quantity;
      incline?: Quantity;
      count?: number;
      strength?: number;
      leg?: "left" | "right";
    };

/** The person and the body at its steady start; the keys are those of a scenario file. */
export interface Setup {
  subject?: string | Record<string, string | number>;
  start?: PostureInput;
  conditions?: string[];
  interventions?: string[];
  without?: string[];
  set?: Record<string, number>;
}

/** What is done to a body; the keys are those of a phase of a scenario file. */
export interface Phase {
  posture?: PostureInput;
  ramp?: Quantity;
  manner?: "active" | "passive";
  activity?: ActivityInput;
  conditions?: string[];
  interventions?: string[];
  set?: Record<string, number>;
}

/** Angles in degrees, gravity as a multiple of the standard, share of the weight on the feet. */
export interface Posture {
  trunk_deg: number;
  hip_deg: number;
  knee_deg: number;
  ankle_deg: number;
  gravity_g: number;
  weight_bearing: number;
}

/** A condition or intervention in force. */
export interface NamedInForce {
  sort: "condition" | "intervention";
  word: string;
  words: string;
}

/** What the muscles do, with the details that hold, chosen or usual. */
export interface ActivityState {
  pattern: string;
  words: string;
  speed_km_per_h?: number | null;
  power_w?: number | null;
  rate_per_min?: number | null;
  incline_pct?: number | null;
  leg?: "left" | "right" | null;
}

/** What a live body is doing. */
export interface BodyState {
  time_s: number;
  subject: { name: string; line: string; stature_cm: number };
  /** The posture held, or the one that a movement leads to. */
  posture: Posture & { words: string };
  /** End of the movement under way; in the past if there is none. */
  moving_until_s: number;
  activity: ActivityState;
  named: NamedInForce[];
  /** Parameters set one by one. */
  set: Record<string, number>;
  phases: { name: string; start_s: number }[];
  /** Earliest time to which one can go back. */
  earliest_s: number;
}

/** A detail that an activity takes, with its usual value and its limits. */
export interface ActivityDetail {
  key: "speed" | "power" | "rate" | "incline";
  unit: string;
  usual?: number;
  low?: number;
  high?: number;
}

export interface ActivityEntry {
  name: string;
  title: string;
  takes: ActivityDetail[];
  lowest_trunk_deg?: number;
  highest_hip_deg?: number;
  lowest_weight_bearing?: number;
  highest_weight_bearing?: number;
}

/** A condition or intervention that the body knows. */
export interface NamedEntry {
  name: string;
  title: string;
  description: string;
  /** Whether it can be on one leg, as `NAME-left` and `NAME-right`. */
  sided: boolean;
  /** Whether it acts only through the steady start, so that the body must be opened anew. */
  at_start: boolean;
}

/** A mechanism that can be switched off: its parameters, on and off. */
export interface KnockoutEntry extends NamedEntry {
  set: Record<string, [number, number]>;
}

export interface QuantityEntry {
  name: string;
  unit: string;
  label: string;
}

export interface ReadingEntry extends QuantityEntry {
  definition: string;
}

/** Everything that the program can do, in its own words. */
export interface Catalogue {
  version: string;
  subjects: { name: string; line: string; sex: "female" | "male" }[];
  postures: ({ name: string } & Posture)[];
  posture_limits: Record<keyof Posture, [number, number]>;
  activities: ActivityEntry[];
  conditions: NamedEntry[];
  interventions: NamedEntry[];
  knockouts: KnockoutEntry[];
  scenarios: {
    name: string;
    title: string;
    description: string;
    duration_s: number;
  }[];
  signals: QuantityEntry[];
  readings: ReadingEntry[];
  /** Readings that a live body gives continuously. */
  live: ReadingEntry[];
}

/** A range measured in people. */
export interface Band {
  id: string;
  reading: string;
  low: number | null;
  high: number | null;
  unit: string;
  who: string;
  source: string;
  role: "predicted" | "invariant" | "calibrated" | "input" | "definition" | "out of scope" | "not counted";
}

/** A measurement in people beside the value of a run. */
export interface JudgedRow extends Band {
  claim: string;
  phase: string;
  value: number;
  verdict: "in band" | "below" | "above";
}

/** A row of the evidence. */
export interface EvidenceRow {
  id: string;
  claim: string;
  title: string;
  unit: string;
  low: number | null;
  high: number | null;
  role: Band["role"];
  scenario?: string;
  phase?: string;
  reading?: string;
  who: string;
  source: string;
}

/** What is said of a claim to one reader: its words, then sections of items, each a text with notes. */
export interface ClaimTold {
  words: string | null;
  sections: [heading: string, items: [text: string, notes: string[]][]][];
}

/** A claim explained. */
export interface ClaimExplained {
  id: string;
  text: string;
  /** How far the simulated body shows it, from the rows alone. */
  state: string;
  patient: ClaimTold;
  student: ClaimTold;
  clinician: ClaimTold;
  next: [question: string, command: string][];
}

/** A mistake in a file. */
export interface FileMistake {
  message: string;
  help?: string;
  line?: number;
  column?: number;
  length?: number;
  key?: string;
}

/** Requests and the JSON of their answers. */
export interface Calls {
  catalogue: { request: object; answer: Catalogue };
  open: { request: { body: number; setup: Setup }; answer: { state: BodyState } };
  act: {
    /** `beside`: the other body takes the same steps; `both`: it does the same at the same time, or neither does. */
    request: { body: number; phase: Phase; beside?: boolean; both?: boolean };
    answer: { at_s: number; told: string; state: BodyState };
  };
  watch: {
    request: { body: number; frame: string[]; traces: string[] };
    answer: { missing: { name: string; nearest: string[] }[] };
  };
  advance: { request: { to_s: number[] }; answer: { time_s: number[]; steps: number } };
  trace: {
    request: { body: number; from_s: number; to_s: number; columns: number };
    answer: { names: string[]; from_s: number; to_s: number; columns: number };
  };
  readings: {
    request: { body: number };
    answer: { time_s: number; beats: number; values: Record<string, number> };
  };
  bands: { request: { body: number }; answer: { rows: Band[] } };
  state: { request: { body: number }; answer: { state: BodyState } };
  back: { request: { body: number; to_s: number }; answer: { state: BodyState } };
  fork: { request: { from: number; to: number }; answer: { state: BodyState } };
  close: { request: { body: number }; answer: object };
  log: { request: { body: number; title: string }; answer: { text: string } };
  replay: { request: { body: number; text: string }; answer: { state: BodyState } };
  check: {
    request: { text: string; name: string };
    answer: { lines?: string[]; duration_s?: number; errors?: FileMistake[] };
  };
  run: {
    request: {
      text?: string;
      name?: string;
      scenario?: string;
      subject?: string;
      format: "parquet" | "csv";
    };
    answer: {
      files: { name: string; from: number; length: number }[];
      readings: Record<string, Record<string, number>>;
      rows: JudgedRow[];
      errors?: FileMistake[];
    };
  };
  curves: {
    request: { body: number };
    answer: {
      /** Points [right atrial pressure mmHg, flow L/min]. */
      venous_return: [number, number][];
      cardiac_function: [number, number][];
      working_point: [number, number];
    };
  };
  /** The whole body, to go on in another worker; its text is long. */
  save: { request: { body: number }; answer: { text: string; state: string } };
  load: { request: { body: number; text: string; saved: string }; answer: { state: BodyState } };
  evidence: {
    request: object;
    answer: { rows: EvidenceRow[]; claims: { id: string; title: string }[] };
  };
}

export type CallName = keyof Calls;
export type Request<N extends CallName> = Calls[N]["request"];
export type Answer<N extends CallName> = Calls[N]["answer"];

/** An error of the engine: one clear message, with its place in a file if it has one. */
export interface EngineErrorFields {
  message: string;
  help?: string;
}

/** Signals at one moment, as the figure sees them. */
export interface Frame {
  time_s: number;
  /** Present value of a signal in the unit of its name; NaN if it is not watched. */
  get(signal: string): number;
}
