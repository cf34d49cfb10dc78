/** Ask: a search box in plain words whose answers run something. */
import verdicts from "virtual:verdicts";
import { computed, signal } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import * as actions from "../state/actions";
import type { Phase } from "../engine/types";
import { bodies, catalogue, MOST_TRACES, traces } from "../state/store";
import { Band } from "../tours/band";
import { evidence, runScenario, tryOut, type Row } from "../tours/host";
import { explain } from "../tours/claims";
import { begin } from "../tours/play";
import { answers, readingOf, type Answer, type Run, type Sort } from "./answers";
import { finder } from "./find";
import { NOTICE, personal } from "./personal";

const search = computed(() => (catalogue.value ? finder(answers(catalogue.value)) : null));
const question = signal("");
const picked = signal<Answer | null>(null);
const open = signal(false);
const active = signal(-1);
const told = signal("");

const found = computed(() => (question.value.trim().length > 1 ? (search.value?.find(question.value) ?? []) : []));

const notice = computed(() => personal(question.value).notice);

const SORTS: Record<Sort, string> = {
  word: "word", claim: "claim", tour: "tour", protocol: "protocol", reading: "reading", signal: "signal",
  condition: "condition", treatment: "treatment", posture: "posture", activity: "activity",
};

/** Most measurements below an answer. */
const MOST_ROWS = 6;

const EXAMPLES = [
  "Why do veins have valves?",
  "swollen ankles",
  "blood pressure drops when I stand up",
  "What does a stocking do?",
  "legs up",
  "long flight",
];

/** What the button of an answer says. */
function label(run: Run): string {
  if ("tour" in run) return "Open the tour";
  if ("claim" in run) return "Explain it";
  if ("scenario" in run) return "Run the protocol";
  if ("trace" in run) return "Show it as a trace";
  if ("start" in run) return "Open a body with it";
  const { conditions, interventions, posture, activity } = run.phase;
  if (conditions) return "Add it to the body";
  if (interventions) return "Try it on the body";
  return posture && (!activity || activity === "rest") ? "Take this posture" : "Let the body do it";
}

/** The phase with a posture in which its activity is possible. */
function fitting(phase: Phase): Phase {
  const name = typeof phase.activity === "string" ? phase.activity : phase.activity?.pattern;
  const activity = catalogue.value?.activities.find((one) => one.name === name);
  const now = bodies.value[0]?.state.posture;
  if (!activity || !now || phase.posture) return phase;
  const { lowest_trunk_deg = -90, lowest_weight_bearing = 0, highest_weight_bearing = 1 } = activity;
  if (now.trunk_deg < lowest_trunk_deg || now.weight_bearing < lowest_weight_bearing)
    return { ...phase, posture: lowest_weight_bearing > 0 ? "standing" : "sitting" };
  return now.weight_bearing > highest_weight_bearing ? { ...phase, posture: "sitting" } : phase;
}

async function perform(run: Run): Promise<void> {
  told.value = "";
  try {
    if ("tour" in run) {
      await actions.showPlace("tours");
      begin(run.tour);
    } else if ("claim" in run) explain(run.claim);
    else if ("scenario" in run) await runScenario(run.scenario);
    else if ("trace" in run) {
      const others = traces.value.filter((name) => name !== run.trace).slice(0, MOST_TRACES - 1);
      await actions.chooseTraces([run.trace, ...others]);
      await actions.showPlace("traces");
    } else if ("start" in run) {
      const setup = bodies.value[0]?.setup ?? {};
      await actions.open({
        ...setup,
        conditions: [...new Set([...(setup.conditions ?? []), ...(run.start.conditions ?? [])])],
        interventions: [...new Set([...(setup.interventions ?? []), ...(run.start.interventions ?? [])])],
      });
      told.value = "A new body is open, at rest.";
    } else {
      await tryOut(fitting(run.phase));
      told.value = "It runs on the body now.";
    }
  } catch (error) {
    told.value = error instanceof Error ? error.message : String(error);
  }
}

function pick(answer: Answer): void {
  picked.value = answer;
  open.value = false;
  active.value = -1;
  told.value = "";
}

export function Ask() {
  const list = useId();
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus({ preventScroll: true }), []);
  const results = found.value;
  const shown = open.value && question.value.trim().length > 1;
  const ask = (words: string) => {
    question.value = words;
    open.value = true;
    active.value = -1;
  };
  const key = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && results.length) {
      event.preventDefault();
      open.value = true;
      active.value = (active.value + step + results.length + (active.value < 0 && step < 0 ? 1 : 0)) % results.length;
    } else if (event.key === "Enter" && shown) {
      const answer = results[Math.max(active.value, 0)];
      if (answer) {
        event.preventDefault();
        pick(answer);
      }
    } else if (event.key === "Escape") {
      if (open.value) open.value = false;
      else question.value = "";
    }
  };
  return (
    <div class="ask">
      <h2 id={`${list}-label`}>Ask in plain words</h2>
      <div class="ask-box">
        <input
          ref={input}
          type="search"
          list={undefined}
          role="combobox"
          aria-labelledby={`${list}-label`}
          aria-expanded={shown}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={shown && active.value >= 0 ? `${list}-${active.value}` : undefined}
          autocomplete="off"
          spellcheck={false}
          placeholder="swollen ankles, walking, stocking…"
          value={question.value}
          onInput={(event) => ask(event.currentTarget.value)}
          onFocus={() => (open.value = picked.value === null)}
          onKeyDown={key}
        />
        {notice.value && <p class="ask-notice">{NOTICE}</p>}
        <ul id={list} role="listbox" aria-labelledby={`${list}-label`} hidden={!shown || results.length === 0}>
          {results.map((answer, i) => (
            <li
              key={answer.id}
              id={`${list}-${i}`}
              role="option"
              aria-selected={i === active.value}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => pick(answer)}
            >
              <span>{answer.title}</span> <small>{SORTS[answer.sort]}</small>
            </li>
          ))}
        </ul>
      </div>
      <p class="hidden" role="status">
        {notice.value && `${NOTICE} `}
        {shown ? results.length === 1 ? "1 answer" : `${results.length} answers` : ""}
      </p>
      {shown && results.length === 0 && <p>Nothing is known by these words. Try a shorter or another word.</p>}
      {picked.value && !shown ? <Card answer={picked.value} /> : !shown && <Examples ask={ask} input={() => input.current} />}
    </div>
  );
}

/** The answer, with what it runs. */
function Card({ answer }: { answer: Answer }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [answer]);
  const { run } = answer;
  return (
    <section class="ask-card" aria-label="Answer">
      <h3 ref={heading} tabIndex={-1}>
        {answer.title} <small>{SORTS[answer.sort]}</small>
      </h3>
      {answer.text && answer.sort !== "claim" && <p>{answer.text}</p>}
      <div class="tour-buttons">
        {run && (
          <button type="button" class="act" onClick={() => void perform(run)}>
            {label(run)}
          </button>
        )}
        {!run && (
          <button type="button" class="act" onClick={() => void actions.showPlace("protocols")}>
            Choose a protocol that reads it
          </button>
        )}
      </div>
      <p role="status">{told.value}</p>
      <InPeople answer={answer} />
    </section>
  );
}

/** Measurements in people of the reading that an answer names, with who was measured and where it is published. */
function InPeople({ answer }: { answer: Answer }) {
  const [rows, set] = useState<Row[]>([]);
  const name = catalogue.value ? readingOf(answer, catalogue.value) : undefined;
  useEffect(() => {
    let here = true;
    set([]);
    if (name)
      evidence().then(
        (found) => here && set([...found.values()].filter((row) => row.reading === name && (row.low !== null || row.high !== null))),
        () => undefined,
      );
    return () => {
      here = false;
    };
  }, [name]);
  if (rows.length === 0) return null;
  return (
    <section class="tour-people" aria-label="In people">
      <h4>In people</h4>
      {rows.slice(0, MOST_ROWS).map((row) => (
        <Band key={row.id} row={row} live={undefined} verdict={verdicts[row.id]} />
      ))}
    </section>
  );
}

function Examples({ ask, input }: { ask: (words: string) => void; input: () => HTMLInputElement | null }) {
  return (
    <section aria-label="Examples">
      <h3>For example</h3>
      <ul class="ask-examples">
        {EXAMPLES.map((words) => (
          <li key={words}>
            <button
              type="button"
              onClick={() => {
                input()?.focus();
                ask(words);
              }}
            >
              {words}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
