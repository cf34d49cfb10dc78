/** A prediction that is a number: how it is set, and guess, model and people on one line. */
import { useState } from "preact/hooks";
import type { PredictStep } from "./format";
import type { Row } from "./host";
import { told, unit } from "./measure";
import { chosen, outcomes, predict } from "./play";

const WIDTH = 320;
const HEIGHT = 44;
const AXIS = 20;
const EDGE = 8;

/** An end of a range, without the sign of a change. */
function end(step: PredictStep, value: number): string {
  return `${String(Number(value.toFixed(1))).replace("-", "−")}\u00a0${unit(step.measure)}`;
}

/** A slider and a field for the same number; empty until the reader sets it, so that no answer is suggested. */
export function GuessQuestion({ step }: { step: PredictStep }) {
  const { low, high, step: by, within } = step.guess!;
  const fixed = outcomes.value[step.id] !== undefined;
  const said = chosen.value[step.id] ?? "";
  const [typed, type] = useState(said);
  const set = (text: string) => {
    type(text);
    const value = Number(text);
    predict(step.id, text.trim() !== "" && value >= low && value <= high ? String(value) : "");
  };
  const range = `${end(step, low)} to ${end(step, high)}`;
  return (
    <fieldset class="tour-question tour-guess" data-answered={said !== ""}>
      <legend>{step.question}</legend>
      <input
        type="range"
        min={low}
        max={high}
        step={by}
        value={said === "" ? (low + high) / 2 : Number(said)}
        disabled={fixed}
        aria-label={`Your guess, ${range}`}
        aria-valuetext={said === "" ? "no guess yet" : told(step.measure, Number(said))}
        onInput={(event) => set(event.currentTarget.value)}
      />
      <p class="tour-guess-ends" aria-hidden="true">
        <span>{end(step, low)}</span>
        <span>{end(step, high)}</span>
      </p>
      <label>
        <span>Your guess</span>
        <input
          type="number"
          min={low}
          max={high}
          step="any"
          value={typed}
          disabled={fixed}
          onInput={(event) => set(event.currentTarget.value)}
        />
        <span>{unit(step.measure)}</span>
      </label>
      <p class="tour-guess-rule">
        Use the slider or type a number from {range}. It counts as right within {within} {unit(step.measure)} of what this
        body does.
      </p>
    </fieldset>
  );
}

/** Guess, model and people on the range that was offered, which widens if the outcome lies beyond it. */
export function GuessLine({ step, rows }: { step: PredictStep; rows: Row[] }) {
  const outcome = outcomes.value[step.id];
  const said = chosen.value[step.id];
  if (!outcome || !said || !Number.isFinite(outcome.value)) return null;
  const bands = rows.filter((row) => row.low !== null && row.high !== null);
  const all = [step.guess!.low, step.guess!.high, outcome.value, ...bands.flatMap(({ low, high }) => [low!, high!])];
  const least = Math.min(...all);
  const most = Math.max(...all);
  const x = (value: number) => EDGE + ((value - least) / (most - least)) * (WIDTH - 2 * EDGE);
  const guess = x(Number(said));
  const model = x(outcome.value);
  return (
    <figure class="tour-line">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <line x1={EDGE} x2={WIDTH - EDGE} y1={AXIS} y2={AXIS} />
        {bands.map((row) => (
          <rect key={row.id} x={x(row.low!)} width={Math.max(x(row.high!) - x(row.low!), 2)} y={AXIS - 6} height="12" rx="3" />
        ))}
        <path class="you" d={`M${guess} ${AXIS - 2}l-6 -11h12z`} />
        <circle cx={model} cy={AXIS} r="5" />
        <text x={EDGE} y={HEIGHT - 5}>
          {end(step, least)}
        </text>
        <text x={WIDTH - EDGE} y={HEIGHT - 5} text-anchor="end">
          {end(step, most)}
        </text>
      </svg>
      <figcaption>▼ you, ○ this body{bands.length > 0 && ", ▭ people"}</figcaption>
    </figure>
  );
}
