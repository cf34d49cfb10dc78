/** What a screen of a tour shows: text, questions, a run, an outcome, and the end. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import verdicts from "virtual:verdicts";
import { showPlace } from "../state/actions";
import { level } from "../state/store";
import { Band, range } from "./band";
import { explain } from "./claims";
import { words, type CompareStep, type DoStep, type EvidenceStep, type Next, type NextStep, type PredictStep, type SetupStep, type Tour, type TourStep, type Words } from "./format";
import { backToOwn, evidence, own, runScenario, tryOut, type Row } from "./host";
import { GuessLine, GuessQuestion } from "./guess";
import { options, predicted, unit } from "./measure";
import { at, begin, chosen, decided, enter, finished, hurry, leave, outcomes, predict, work } from "./play";

export function ScreenBody({ tour, screen }: { tour: Tour; screen: TourStep[] }): JSX.Element {
  return (
    <>
      {screen.map((step, i) => (
        <div key={i} class={`tour-step ${step.kind}`}>
          {i > 0 && <h3>{step.title}</h3>}
          {step.kind !== "evidence" && step.kind !== "compare" && <Text text={step.text} />}
          <Step tour={tour} step={step} />
        </div>
      ))}
    </>
  );
}

function Step({ tour, step }: { tour: Tour; step: TourStep }) {
  switch (step.kind) {
    case "setup":
      return (
        <>
          {step.other && <Bodies step={step} />}
          <Progress waiting="Preparing the body" over="Ready." />
        </>
      );
    case "do":
      return (
        <>
          <Expected tour={tour} step={step} />
          <Progress waiting="Running" over={step.prepares ? "Done." : "The run is over."} />
        </>
      );
    case "predict":
      return step.guess ? <GuessQuestion step={step} /> : <Question step={step} />;
    case "compare":
      return <Compare tour={tour} step={step} />;
    case "evidence":
      return <Worth tour={tour} step={step} />;
    case "next":
      return <GoOn step={step} />;
    default:
      return null;
  }
}

/** A text without the ids of the rows of the evidence in brackets, which only a clinician looks up. */
export function withoutIds(text: string): string {
  return text.replace(/ \((?:(?:, | and )?(?:[A-Z]{2}\d{2}|INV-[A-Z0-9-]+))+\)/g, "");
}

function Text({ text }: { text: Words | undefined }) {
  const found = words(text, level.value);
  const shown = level.value === "clinician" ? found : found && withoutIds(found);
  return shown ? <p class="tour-text">{shown}</p> : null;
}

function Bodies({ step }: { step: SetupStep }) {
  return (
    <p class="tour-bodies">
      <span>
        <b>A</b> {step.name ?? "as it is"}
      </span>
      <span>
        <b>B</b> {step.other?.title}
      </span>
    </p>
  );
}

/** What the reader expects of the run. */
function Expected({ tour, step }: { tour: Tour; step: DoStep }) {
  const expected = decided(tour, step);
  if (expected.length === 0) return null;
  return (
    <ul class="tour-expected">
      {expected.map((one) => (
        <li key={one.id}>
          <small>You expect:</small> {predicted(one, chosen.value[one.id] ?? "")}
        </li>
      ))}
    </ul>
  );
}

/** Simulated seconds in words. */
function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")} min`;
}

function Progress({ waiting, over }: { waiting: string; over: string }) {
  const now = work.value;
  if (now.kind === "failed")
    return (
      <div class="tour-trouble" role="alert">
        <p>{now.words}</p>
        <button
          type="button"
          onClick={() => {
            work.value = { kind: "idle" };
            void enter();
          }}
        >
          Try again
        </button>
      </div>
    );
  if (finished.value.has(at.value)) return <p class="tour-over" role="status">{over}</p>;
  if (now.kind === "held") return <p role="status">The run was stopped.</p>;
  const { done_s, total_s } = now.kind === "running" ? now : { done_s: 0, total_s: 0 };
  return (
    <div class="tour-run">
      <label>
        <span>{waiting}</span>
        <progress value={done_s} max={total_s || 1} />
      </label>
      <p>
        <small>
          {clock(done_s)} of {clock(total_s)} simulated
        </small>
        {total_s > 0 && (
          <button type="button" class="link" onClick={hurry}>
            Skip to the end
          </button>
        )}
      </p>
    </div>
  );
}

function Question({ step }: { step: PredictStep }) {
  const over = outcomes.value[step.id];
  return (
    <fieldset class="tour-question" data-answered={chosen.value[step.id] !== undefined}>
      <legend>{step.question}</legend>
      {options(step).map((option) => (
        <label key={option}>
          <input
            type="radio"
            name={step.id}
            value={option}
            checked={chosen.value[step.id] === option}
            disabled={over !== undefined && chosen.value[step.id] !== option}
            onChange={() => predict(step.id, option)}
          />
          <span>{option}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The rows of the evidence; nothing until the engine has told them. */
function useRows(): Map<string, Row> | null {
  const [rows, set] = useState<Map<string, Row> | null>(null);
  useEffect(() => {
    let here = true;
    evidence().then((found) => here && set(found), () => undefined);
    return () => {
      here = false;
    };
  }, []);
  return rows;
}

function Compare({ tour, step }: { tour: Tour; step: CompareStep }) {
  const rows = useRows();
  const asked = tour.step.filter((one): one is PredictStep => one.kind === "predict" && step.of.includes(one.id));
  return (
    <>
      {asked.map((one) => {
        const outcome = outcomes.value[one.id];
        if (!outcome) return null;
        const measured = (step.rows ?? []).flatMap(({ id, of }) => (of === one.id ? (rows?.get(id) ?? []) : []));
        return (
          <div key={one.id} class="tour-outcome" data-right={outcome.right}>
            <dl>
              <div>
                <dt>You predicted</dt>
                <dd>
                  {predicted(one, chosen.value[one.id] ?? "")} <Mark right={outcome.right} />
                  {one.guess && (
                    <small>
                      right is within {one.guess.within} {unit(one.measure)}
                    </small>
                  )}
                </dd>
              </div>
              <div>
                <dt>This body</dt>
                <dd>
                  <b>{outcome.told}</b>
                  {!one.guess && `: ${outcome.answer}`}
                  <small>{one.measure.label}</small>
                </dd>
              </div>
              {one.guess && (
                <div>
                  <dt>People</dt>
                  <dd>{measured.length > 0 ? measured.map(range).join("; ") : rows ? "no fitting measurement" : "being fetched"}</dd>
                </div>
              )}
            </dl>
            {one.guess && <GuessLine step={one} rows={measured} />}
          </div>
        );
      })}
      <Text text={step.text} />
      {step.unmeasured && (
        <p class="tour-unmeasured">
          <b>No fitting measurement:</b> {step.unmeasured}
        </p>
      )}
      {step.rows && step.rows.length > 0 && (
        <section class="tour-people" aria-label="People">
          <h3>
            In people{step.rows.some(({ of }) => of) && <small> (◆ the model in the study's protocol, ○ this run)</small>}
          </h3>
          {!step.unmeasured && !step.rows.some(({ of }) => of) && (
            <p>
              Nothing here was measured exactly as in this run. Each measurement is set beside the model's value for the
              same people in the same state.
            </p>
          )}
          {step.rows.map(({ id, of }) => {
            const row = rows?.get(id);
            const live = of ? outcomes.value[of]?.value : undefined;
            return row ? <Band key={id} row={row} live={live} verdict={verdicts[id]} /> : null;
          })}
          {!rows && <p>The measurements are being fetched.</p>}
        </section>
      )}
    </>
  );
}

export function Mark({ right }: { right: boolean }) {
  return <span class={right ? "tour-good" : "tour-bad"}>{right ? "✓ right" : "✗ not right"}</span>;
}

/** Counts of rows: in band, missed, not compared with the model yet. */
interface Counts {
  within: number;
  missed: string[];
  not: number;
}

const MUST_HOLD = "must hold if the claim does";

function counted(ids: string[], role: string): Counts {
  const found: Counts = { within: 0, missed: [], not: 0 };
  for (const id of ids) {
    const verdict = verdicts[id];
    if (verdict?.[2] !== role) continue;
    if (verdict[0] === null) found.not += 1;
    else if (verdict[1]) found.within += 1;
    else found.missed.push(id);
  }
  return found;
}

function Worth({ tour, step }: { tour: Tour; step: EvidenceStep }) {
  const rows = useRows();
  if (!rows) return <p>The measurements are being fetched.</p>;
  const own = (row: Row) => row.claims ?? row.claim.split(/[ ,]+/);
  const ids =
    step.rows ?? [...rows.values()].filter((row) => own(row).some((claim) => tour.claims.includes(claim))).map(({ id }) => id);
  const predicted = counted(ids, "predicted");
  const invariant = counted(ids, "invariant");
  const calibrated = counted(ids, "calibrated");
  const missed = [...predicted.missed, ...invariant.missed, ...calibrated.missed];
  return (
    <>
      <Text text={step.text} />
      <table class="tour-worth">
        <caption>
          {step.rows ? "Measurements in people that this tour leans on" : `All measurements in people that bear on ${tour.claims.join(" and ")}`}
        </caption>
        <thead>
          <tr>
            <td />
            <th scope="col">in band</th>
            <th scope="col">missed</th>
            <th scope="col">not compared yet</th>
          </tr>
        </thead>
        <tbody>
          {[
            { name: "predicted, not adjusted to", counts: predicted },
            { name: MUST_HOLD, counts: invariant },
            { name: "used to adjust the body", counts: calibrated },
          ].filter(({ name, counts }) => name !== MUST_HOLD || counts.within + counts.missed.length + counts.not > 0).map(({ name, counts }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{counts.within}</td>
              <td>{counts.missed.length}</td>
              <td>{counts.not}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {predicted.within + predicted.missed.length === 0 && (
        <p>No prediction of a measurement in people can be judged here yet.</p>
      )}
      {missed.length > 0 && (
        <details>
          <summary>What is missed ({missed.length})</summary>
          {missed.map((id) => {
            const row = rows.get(id);
            return row ? <Band key={id} row={row} live={undefined} verdict={verdicts[id]} /> : null;
          })}
        </details>
      )}
      {tour.claims.map((claim) => (
        <button type="button" class="link" key={claim} onClick={() => explain(claim)}>
          All about {claim}
        </button>
      ))}
    </>
  );
}

function GoOn({ step }: { step: NextStep }) {
  const [told, tell] = useState("");
  const go = async (next: Next) => {
    tell("");
    try {
      if (next.tour) begin(next.tour);
      else if (next.scenario) await runScenario(next.scenario);
      else if (next.phase) {
        await tryOut(next.phase);
        tell("It runs on the body now.");
      }
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error));
    }
  };
  const kind = (next: Next) => (next.tour ? "tour" : next.scenario ? "protocol" : "try it");
  return (
    <>
      <ul class="tour-next">
        {step.go.map((next) => (
          <li key={next.question}>
            <button type="button" onClick={() => void go(next)}>
              <span>{next.question}</span> <small>{kind(next)}</small>
            </button>
          </li>
        ))}
      </ul>
      <p role="status">{told}</p>
      <button type="button" class="link" onClick={() => void showPlace("controls")}>
        Play with the body yourself
      </button>
      {own.value && (
        <button
          type="button"
          class="link"
          onClick={() => {
            leave();
            void showPlace("controls");
            void backToOwn();
          }}
        >
          Back to your body
        </button>
      )}
    </>
  );
}
