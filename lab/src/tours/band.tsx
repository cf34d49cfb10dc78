/** A measurement in people: its range, the value of the body in it or beside it, and its source. */
import { plainUnit } from "../instruments/labels";
import { level } from "../state/store";
import type { Row } from "./host";
import { LACKING, TITLES } from "./titles";

const WIDTH = 240;
const HEIGHT = 18;

/** A number short enough to read. */
function short(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return String(Number(value.toFixed(digits))).replace("-", "−");
}

/** A unit as it is read. */
function unitOf(row: Row): string {
  return row.unit === "sign" || row.unit === "ratio" ? "" : plainUnit(row.unit);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The range of a row in words. */
export function range(row: Row): string {
  const { low, high } = row;
  const unit = unitOf(row);
  if (low !== null && high !== null) return `${short(low)} to ${short(high)} ${unit}`.trim();
  return `${low !== null ? `from ${short(low)}` : high !== null ? `up to ${short(high)}` : "no range"} ${unit}`.trim();
}

const ROLES: Record<string, string> = {
  predicted: "a prediction",
  invariant: "must hold if the claim does",
  calibrated: "used to adjust the body",
  input: "put into the body",
  definition: "a definition",
  "not counted": "shown, not judged",
  "out of scope": "outside the model",
};

type Side = "below" | "above" | "within";

function side({ low, high }: Row, value: number): Side {
  return low !== null && value < low ? "below" : high !== null && value > high ? "above" : "within";
}

/** Where a value lies by its verdict, which was found before the value was rounded. */
export function judgedSide(row: Row, value: number, within: boolean): Side {
  if (within) return "within";
  const found = side(row, value);
  if (found !== "within") return found;
  const { low, high } = row;
  return high === null || (low !== null && value - low < high - value) ? "below" : "above";
}

export function Band(props: {
  row: Row;
  /** The value of the run just seen, if it is the same quantity. */
  live: number | undefined;
  verdict: [number | null, boolean, string] | undefined;
}) {
  const { row, live, verdict } = props;
  const shipped = verdict?.[0] ?? null;
  // The verdict is of the study's protocol; a run that differs from it has none, unless it is all there is.
  const judged = shipped ?? live ?? null;
  const where = judged === null ? null : shipped !== null && verdict ? judgedSide(row, shipped, verdict[1]) : side(row, judged);
  // A value so near to the edge that its digits hide on which side it is.
  const edge = where !== null && shipped !== null && side(row, shipped) !== where ? `just ${where} ` : "";
  const told = (value: number) => `${short(value)} ${unitOf(row)}`.trim();
  return (
    <figure class="tour-band" data-where={where ?? "none"}>
      <figcaption>
        <b>{TITLES[row.id] ?? row.title}</b>
        {level.value === "clinician" && (
          <>
            {" "}
            <code>{row.id}</code>
          </>
        )}
      </figcaption>
      <p>
        {row.role === "invariant" ? "What must hold" : capital(row.who)}: {range(row)}.{live !== undefined && ` This run: ${told(live)}${shipped === null ? "" : "."}`}
        {shipped !== null && ` The model, same people and state: ${edge}${told(shipped)}`}
        {judged === null && ` The model has no value to set beside it: ${LACKING}`}
        {where && (
          <>
            {", "}
            <span class={where === "within" ? "tour-good" : "tour-bad"}>
              {where === "within" ? "✓ within" : where === "below" ? "▼ below" : "▲ above"}
            </span>
          </>
        )}
        .
      </p>
      {judged !== null && row.low !== null && row.high !== null && (
        <Bar low={row.low} high={row.high} value={judged} live={shipped === null ? undefined : live} />
      )}
      <small>
        {ROLES[verdict?.[2] ?? row.role] ?? row.role}; {row.source}
      </small>
    </figure>
  );
}

/** The range as a bar, the body as a diamond, the run just seen as a ring. */
function Bar({ low, high, value, live }: { low: number; high: number; value: number; live: number | undefined }) {
  const least = Math.min(low, value, live ?? value);
  const most = Math.max(high, value, live ?? value);
  const room = (most - least || 1) * 0.12;
  const x = (of: number) => ((of - least + room) / (most - least + 2 * room)) * WIDTH;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" class="tour-bar">
      <line x1="0" x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <rect x={x(low)} width={Math.max(x(high) - x(low), 2)} y="4" height={HEIGHT - 8} rx="3" />
      <path d={`M${x(value)} 1l6 8-6 8-6-8z`} />
      {live !== undefined && <circle cx={x(live)} cy={HEIGHT / 2} r="5" />}
    </svg>
  );
}
