/** The air plethysmograph's panel: does the manoeuvre, draws the curve and marks what is read. */
import { computed, effect, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { clock } from "../controls/transport";
import { perform } from "../controls/doing";
import { act, runFor } from "../state/actions";
import { ask } from "../state/session";
import { bodies, comparing, state } from "../state/store";
import { Axes, axisFor } from "./axes";
import { figures } from "./names";
import { isRaised, manoeuvreIn, readCurve, withDoing, type Course, type Doing, type Manoeuvre, type PlethysmographMarks } from "./plethysmograph";
import type { EvidenceRow } from "../engine/types";
import { useReadings } from "./readings";
import { InPeople } from "./numbers";
import { redraw } from "./redraw";
import { Key } from "./traces";

const VOLUME = "calf_fluid_volume_ml";
/** Simulated seconds in a second while the manoeuvre runs. */
const PACE = 20;
const COLUMNS = 500;

interface Measured {
  courses: Course[];
  marks: PlethysmographMarks[];
}

const measured = signal<Measured | null>(null);
const step = signal("");

/** How far back traces are kept, seconds. */
const KEPT_S = 600;
/** What the first body did, whoever did it. */
const doings = signal<Doing[]>([]);
effect(() => {
  if (state.value) doings.value = withDoing(doings.peek(), state.value);
});
/** The manoeuvre in it, as long as its curve is kept. */
const byHand = computed(() => {
  const now_s = state.value?.time_s ?? 0;
  const found = manoeuvreIn(doings.value, now_s);
  return found && now_s - found.raised_until_s < KEPT_S - 60 ? found : null;
});

/** The parts of `scenarios/apg.toml`, by what the person sees. */
async function doManoeuvre(): Promise<void> {
  const now = () => bodies.value[0]?.time_s ?? 0;
  const run = (words: string, seconds: number) => {
    step.value = words;
    return runFor(seconds, { pace: PACE });
  };
  measured.value = null;
  try {
    if (!(await perform({ activity: "rest", posture: "legs-raised", ramp: "3 s", manner: "passive" }))) return;
    await run("Legs raised: the veins empty", 180);
    const raised_until_s = now();
    await act({ posture: "standing", ramp: "3 s", manner: "passive" });
    const done: Manoeuvre = { raised_until_s, standing_s: now(), one: null, several: null };
    await run("Standing relaxed: the calf fills", 120);
    let from_s = now();
    await act({ activity: { pattern: "tiptoe", rate: "30 /min", count: 1 } });
    await run("One tiptoe", 2);
    done.one = [from_s, now()];
    await act({ activity: "rest" });
    await run("Refilling", 60);
    from_s = now();
    await act({ activity: { pattern: "tiptoe", rate: "60 /min", count: 10 } });
    await run("Ten tiptoes", 10);
    // The last of several tiptoes alone.
    done.several = [now() - 1.2, now()];
    await act({ activity: "rest" });
    await run("Refilling", 60);
    await measure(done);
  } finally {
    step.value = "";
  }
}

async function measure(done: Manoeuvre): Promise<void> {
  const to_s = bodies.value[0]?.time_s ?? 0;
  const from_s = Math.max(0, done.raised_until_s - 60);
  const courses: Course[] = [];
  for (const body of comparing.value ? ([0, 1] as const) : ([0] as const)) {
    const { json, payload } = await ask("trace", { body, from_s, to_s, columns: COLUMNS * 4 });
    const values = new Float64Array(payload);
    const at = json.names.indexOf(VOLUME) * json.columns * 2;
    const course: Course = { times_s: [], volumes_ml: [] };
    for (let column = 0; at >= 0 && column < json.columns; column++) {
      course.times_s.push(from_s + ((column + 0.5) / json.columns) * (to_s - from_s));
      course.volumes_ml.push(values[at + 2 * column] ?? Number.NaN);
    }
    courses.push(course);
  }
  measured.value = { courses, marks: courses.map((course) => readCurve(course, done)) };
}

export function Plethysmograph() {
  useReadings();
  const canvas = useRef<HTMLCanvasElement>(null);
  const found = measured.value;
  useEffect(() => {
    const element = canvas.current;
    if (!element || !found) return;
    const draw = () => element.clientWidth > 40 && drawCurve(element, found);
    draw();
    return redraw(element, draw);
  }, [found]);
  return (
    <section class="chart" aria-label="Air plethysmograph">
      <Key />
      {found ? (
        <canvas ref={canvas} role="img" aria-label="Volume of the left calf during the manoeuvre" />
      ) : (
        <p class="note">
          An air cuff around the calf measures how much blood it takes in and throws out. The legs
          are raised until they are empty, the body stands, rises once on tiptoe, then ten times:
          seven minutes of the body, some twenty seconds here. Or do it by hand: legs up, standing for
          half a minute or longer, and ten tiptoes.
        </p>
      )}
      {found && <Marks marks={found.marks} />}
      <p>
        <button type="button" class="act" disabled={step.value !== ""} onClick={() => void doManoeuvre()}>
          {step.value || (found ? "Do the manoeuvre again" : "Do the manoeuvre")}
        </button>{" "}
        {byHand.value && step.value === "" && (
          <button type="button" class="act" onClick={() => byHand.value && void measure(byHand.value)}>
            Read what was done by hand
          </button>
        )}
        {state.value && isRaised(state.value) && step.value === "" && (
          <span class="note"> The legs are raised.</span>
        )}
      </p>
    </section>
  );
}

const ROWS: [string, string, string, string, (marks: PlethysmographMarks) => number][] = [
  ["VV", "functional venous volume", "mL", "venous_volume_ml", (m) => m.venous_volume_ml],
  ["VFI", "venous filling index", "mL/s", "venous_filling_index_ml_per_s", (m) => m.filling_index_ml_per_s],
  ["EV", "ejected volume of one tiptoe", "mL", "ejected_volume_ml", (m) => m.ejected_ml],
  ["EF", "ejection fraction, EV/VV", "%", "ejection_fraction_calf_pct", (m) => (100 * m.ejected_ml) / m.venous_volume_ml],
  ["RV", "residual volume after ten tiptoes", "mL", "residual_volume_ml", (m) => m.residual_ml],
  ["RVF", "residual volume fraction, RV/VV", "%", "residual_volume_fraction_pct", (m) => (100 * m.residual_ml) / m.venous_volume_ml],
];

/** What people have in the same manoeuvre, as `run apg` shows it: for a healthy body as shipped. */
const people = signal<EvidenceRow[]>([]);
effect(() => {
  if (!measured.value || people.peek().length > 0) return;
  ask("evidence", {}).then(
    ({ json }) => (people.value = json.rows.filter(({ scenario, role }) => scenario === "apg" && COUNTED.has(role))),
    () => undefined,
  );
});
const COUNTED = new Set<string>(["predicted", "calibrated"]);

function Marks({ marks }: { marks: PlethysmographMarks[] }) {
  const now = state.value;
  const usual = now && now.named.length === 0 && Object.keys(now.set).length === 0;
  return (
    <table>
      <tbody>
        {ROWS.map(([short, long, unit, reading, value]) => {
          const row = usual && people.value.find((entry) => entry.reading === reading);
          const band = row && { ...row, reading };
          return (
            <tr key={short}>
              <th scope="row">
                <abbr title={long}>{short}</abbr> <small>{long}</small>
              </th>
              {marks.map((entry, body) => (
                <td class="number" key={body}>
                  {figures(value(entry))} <small>{unit}</small>
                </td>
              ))}
              <td>{band && marks[0] && <InPeople band={band} value={value(marks[0])} />}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function drawCurve(canvas: HTMLCanvasElement, { courses, marks }: Measured): void {
  const all = courses.flatMap(({ volumes_ml }) => volumes_ml).filter(Number.isFinite);
  const times = courses[0]?.times_s ?? [0, 1];
  const from_s = times[0] ?? 0;
  const x = { low: 0, high: (times.at(-1) ?? 1) - from_s, label: "Time, s" };
  const y = axisFor(Math.min(...all), Math.max(...all), "Volume of the calf, mL");
  const axes = new Axes(canvas, x, y);
  const c = axes.colours;
  for (const [body, course] of courses.entries()) {
    const line = course.times_s.map(
      (time_s, index) => [time_s - from_s, course.volumes_ml[index] ?? Number.NaN] as const,
    );
    axes.line(line, body === 0 ? c.accent : c.bad, 1.3, body === 0 ? [] : [6, 4]);
  }
  const [m] = marks;
  if (!m) return;
  const level = (ml: number, a_s: number, b_s: number) =>
    axes.line([[a_s - from_s, ml], [b_s - from_s, ml]], c["ink-soft"], 1, [2, 3]);
  const bracket = (at_s: number, low_ml: number, high_ml: number, words: string) => {
    if (!Number.isFinite(at_s + low_ml + high_ml)) return;
    axes.line([[at_s - from_s, low_ml], [at_s - from_s, high_ml]], c.ink, 1.2);
    axes.text(words, axes.left(at_s - from_s) + 5, (axes.top(low_ml) + axes.top(high_ml)) / 2 + 4, c.ink);
  };
  const end_s = times.at(-1) ?? 0;
  level(m.emptied_ml, m.emptied_s, end_s);
  level(m.plateau_ml, m.standing_s, m.plateau_s + 10);
  bracket(m.plateau_s - 30, m.emptied_ml, m.plateau_ml, "VV");
  bracket(m.lowest_first_s, m.lowest_first_ml, m.before_ml, "EV");
  bracket(m.lowest_last_s, m.emptied_ml, m.lowest_last_ml, "RV");
  if (Number.isFinite(m.filled_s)) {
    const filled_ml = m.emptied_ml + 0.9 * m.venous_volume_ml;
    axes.line(
      [[m.standing_s - from_s, m.emptied_ml], [m.filled_s - from_s, filled_ml]],
      c.warn,
      1.5,
      [5, 3],
    );
    const middle_s = (m.standing_s + m.filled_s) / 2;
    axes.text(
      `VFI: 90 % in ${clock(m.filled_s - m.standing_s)}`,
      axes.left(middle_s - from_s) + 10,
      axes.top((m.emptied_ml + filled_ml) / 2) + 16,
      c.warn,
    );
  }
}
