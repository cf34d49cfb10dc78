/** Numbers of the moment, with the range measured in people beside each that has one. */
import { useState } from "preact/hooks";
import type { Band } from "../engine/types";
import { bodies, catalogue, comparing } from "../state/store";
import { figures, named, title } from "./names";
import { bands, bandWords, readings, useReadings, verdict, type Verdict } from "./readings";
import { Key } from "./traces";

/** Signals that the page reads at every frame for its own use. */
export const NUMBER_SIGNALS = ["heart.phase_fraction", "heart.period_s", "heart.rate_per_min"];

/** Readings shown first, in this order, as far as the program has them. */
const FIRST = [
  "heart_rate_per_min",
  "systolic_pressure_mmhg",
  "diastolic_pressure_mmhg",
  "mean_arterial_pressure_mmhg",
  "stroke_volume_ml",
  "cardiac_output_l_per_min",
  "central_venous_pressure_mmhg",
  "foot_vein_pressure_mmhg",
  "ankle_vein_pressure_mmhg",
  "calf_fluid_volume_ml",
  "leg_volume_left_ml",
  "leg_arterial_inflow_ml_per_min",
  "knee_flow_ml_per_min",
];

const MARKS: Record<Verdict, string> = { "in band": "●", below: "▼", above: "▲" };

export function Numbers() {
  useReadings();
  const [all, showAll] = useState(false);
  const live = catalogue.value?.live ?? [];
  const order = (name: string) => (FIRST.indexOf(name) + FIRST.length + 1) % (FIRST.length + 1);
  const ordered = [...live].sort((a, b) => order(a.name) - order(b.name));
  const shown = ordered.filter(({ name }) => all || FIRST.includes(name));
  const two = comparing.value;
  return (
    <section class="numbers" aria-label="Numbers">
      <Key />
      <table class={two ? "two" : undefined}>
        <thead>
          <tr>
            <th scope="col">Reading</th>
            <th scope="col" class="number">
              {two ? "A" : "Now"}
            </th>
            {two && (
              <>
                <th scope="col" class="number">
                  B
                </th>
                <th scope="col" class="number apart">
                  B − A
                </th>
              </>
            )}
            <th scope="col">In people</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name }) => (
            <Row key={name} name={name} two={two} />
          ))}
        </tbody>
      </table>
      <p class="note">Means over the last five seconds or more: over whole beats at rest, over whole cycles in movement.</p>
      <button type="button" class="link" aria-expanded={all} onClick={() => showAll(!all)}>
        {all ? "Only the usual numbers" : `All ${live.length} live readings`}
      </button>
    </section>
  );
}

function Row({ name, two }: { name: string; two: boolean }) {
  const [open, setOpen] = useState(false);
  const [a, b] = [readings.value[0][name] ?? Number.NaN, readings.value[1]?.[name] ?? Number.NaN];
  const { unit, definition } = named(name);
  const rows = bands.value[0].filter(({ reading }) => reading === name);
  const row = rows.find(({ role }) => role === "predicted") ?? rows[0];
  const less = b - a;
  return (
    <>
      <tr>
        <th scope="row">
          <button
            type="button"
            class="link quiet"
            aria-expanded={open}
            title={definition}
            onClick={() => setOpen(!open)}
          >
            {title(name)}
          </button>
        </th>
        <td class="number">
          {figures(a)} <small>{unit}</small>
        </td>
        {two && (
          <>
            <td class="number">
              {figures(b)} <small>{unit}</small>
            </td>
            <td class="number">
              {apart(less, a)}
            </td>
          </>
        )}
        <td>{row && <InPeople band={row} value={a} />}</td>
      </tr>
      <Outside name={name} two={two} />
      {open && (
        <tr class="sources">
          <td colSpan={two ? 5 : 3}>
            <p>{definition}</p>
            {rows.length === 0 && (
              <p>No measurement in people is comparable with this body as it is now.</p>
            )}
            {rows.map((entry) => (
              <p key={entry.id}>
                <InPeople band={entry} value={a} /> {entry.who}. {entry.source}.{" "}
                <span class="role">
                  {entry.id}, {entry.role}
                </span>
              </p>
            ))}
          </td>
        </tr>
      )}
    </>
  );
}

/** What presses on the veins of the foot from outside. */
const PRESSES = /^(stocking-(?!s-off)|pneumatic|foot-pump|immersion)/;

/** The share of a vein's pressure that a stocking, a cuff or water brings, which no blood has pushed up. */
export function outsideWords(name: string, values: Record<string, number>, named: { word: string }[]): string {
  const inside = /^(foot|ankle)_vein_pressure_mmhg$/.exec(name);
  if (!inside) return "";
  const last = named.reduce((at, { word }, i) => (PRESSES.test(word) ? i : at), -1);
  const off = named.reduce((at, { word }, i) => (/^(stockings-off|pump-off|out-of-water)/.test(word) ? i : at), -1);
  if (last < 0 || off > last) return "";
  const across = values[`${inside[1]}_vein_transmural_pressure_mmhg`];
  const outside = (values[name] ?? Number.NaN) - (across ?? Number.NaN);
  if (across === undefined || !(outside > 0.5)) return "";
  const word = named[last]?.word ?? "";
  const what = word.startsWith("stocking") ? "stocking" : word.startsWith("immersion") ? "water" : "cuff";
  return `Of this, ${figures(outside)} mmHg press on the vein from outside (the ${what}); across its wall ${figures(across)} mmHg.`;
}

/** A line below the number of each body whose vein is pressed from outside. */
function Outside({ name, two }: { name: string; two: boolean }) {
  const told = ([0, 1] as const).map((body) => outsideWords(name, readings.value[body] ?? {}, bodies.value[body]?.state.named ?? []));
  if (told.every((words) => words === "")) return null;
  return (
    <tr class="sources outside">
      <td colSpan={two ? 5 : 3}>
        {told.map((words, body) => words !== "" && <p key={body}>{two ? `${"AB"[body]}: ${words}` : words}</p>)}
      </td>
    </tr>
  );
}

/** A difference with its sign; nothing where it is too small to be seen in the values. */
function apart(less: number, beside: number): string {
  if (!Number.isFinite(less)) return "";
  if (Math.abs(less) < 0.0005 * Math.max(Math.abs(beside), 0.1)) return "0";
  return `${less > 0 ? "+" : ""}${figures(less)}`;
}

/** The range, where the value lies in it, and the verdict in a word and a mark. */
export function InPeople({ band, value }: { band: Band; value: number }) {
  if (!Number.isFinite(value)) return <span class="band">{bandWords(band)}</span>;
  const judged = verdict(value, band);
  const low = band.low ?? Math.min(value, band.high ?? value);
  const high = band.high ?? Math.max(value, band.low ?? value);
  const span = Math.max(high - low, Math.abs(high) * 0.01, 1e-9);
  const at = Math.min(Math.max((value - low) / span, -0.5), 1.5);
  return (
    <span class={`band ${judged.replace(" ", "-")}`}>
      <svg viewBox="0 0 80 12" width="80" height="12" aria-hidden="true">
        <path d="M0 6H80" class="scale" />
        <rect x="20" y="3" width="40" height="6" rx="1" />
        <path d={`M${20 + 40 * at} 0V12`} class="at" />
      </svg>
      <span>{bandWords(band)}</span>
      <b>
        {MARKS[judged]} {judged}
      </b>
    </span>
  );
}
