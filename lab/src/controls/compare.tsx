/** Puts a second body beside the first that differs in one thing. */
import { signal } from "@preact/signals";
import { EngineError } from "../engine/client";
import type { NamedEntry } from "../engine/types";
import { compareWith, endCompare } from "../state/actions";
import { catalogue, comparing, difference, message, state, type Difference } from "../state/store";
import { takeNow } from "../protocols/share";
import { postureInput, sentence, undo } from "./doing";
import { ENDS } from "./endings";
import { differenceFrom, knockouts } from "./knockout-list";
import { Search, Sheet } from "./widgets";

const opened = signal(false);
const sought = signal("");

/** The button beside the figure's views. */
export function CompareButton() {
  const start = () => {
    sought.value = "";
    opened.value = true;
  };
  return (
    <>
      {comparing.value ? (
        <button type="button" class="compare" onClick={() => void endCompare()}>
          One body
        </button>
      ) : (
        <button type="button" class="compare" aria-haspopup="dialog" onClick={start}>
          Compare…
        </button>
      )}
      {opened.value && <CompareSheet />}
    </>
  );
}

function CompareSheet() {
  const list = catalogue.value;
  const wanted = sought.value.toLowerCase();
  const found = (choices: Difference[]) =>
    choices.filter(({ title }) => title.toLowerCase().includes(wanted));
  const groups: [string, Difference[]][] = [
    ["Often compared", found(usual())],
    ["Conditions", found((list?.conditions ?? []).filter((entry) => !inForce(entry)).map((entry) => named("conditions", entry)))],
    [
      "Interventions",
      found((list?.interventions ?? []).filter(changes).map((entry) => named("interventions", entry))),
    ],
  ];
  return (
    <Sheet title="A second body that differs in one thing" close={() => (opened.value = false)}>
      <p class="note">Both bodies then do the same, in step, on the same axes.</p>
      <div class="sheet-tools">
        <Search label="Search" value={sought.value} change={(text) => (sought.value = text)} />
      </div>
      {groups.map(
        ([title, choices]) =>
          choices.length > 0 && (
            <section key={title}>
              <h3>{title}</h3>
              <div class="pills">
                {choices.map((choice) => (
                  <button key={choice.title} type="button" onClick={() => begin(choice)}>
                    {choice.title}
                    {choice.setup && <small> (this starts anew with both bodies)</small>}
                  </button>
                ))}
              </div>
            </section>
          ),
      )}
    </Sheet>
  );
}

/** The knock-outs, a stocking, training and half the gravity, as far as the program knows them. */
function usual(): Difference[] {
  const list = catalogue.value;
  const now = state.value;
  const choices: Difference[] = knockouts().map((knockout) => differenceFrom(knockout, now?.set ?? {}));
  for (const { name, at_start } of list?.knockouts ?? [])
    if (at_start) choices.push({ title: `without ${name.replaceAll("-", " ")}`, setup: { without: [name] } });
  for (const name of ["stocking-class-2", "training"]) {
    const entry = list?.interventions.find((candidate) => candidate.name === name);
    if (entry) choices.push(named("interventions", entry));
  }
  const varicose = list?.conditions.find(({ name }) => name === "varicose-veins");
  if (varicose && !inForce(varicose)) choices.push(named("conditions", varicose));
  if (now && now.posture.gravity_g !== 0)
    choices.push({
      title: "at half the gravity",
      phase: {
        posture: postureInput({ ...now.posture, gravity_g: now.posture.gravity_g / 2 }),
        ramp: "1 s",
        manner: "passive",
      },
    });
  return choices;
}

/** Whether the first body has a condition: a second one with it would be the same. */
function inForce({ name }: NamedEntry): boolean {
  return (state.value?.named ?? []).some(({ word }) => word === name);
}

/** Whether an intervention would change anything: what ends something needs it in force, after the last time it was ended. */
function changes({ name }: NamedEntry): boolean {
  const ended = ENDS[name];
  if (!ended) return !/-off$|^stop-|^out-of-/.test(name);
  const words = (state.value?.named ?? []).map(({ word }) => word);
  const last = (test: (word: string) => boolean) => words.reduce((at, word, i) => (test(word) ? i : at), -1);
  return last((word) => ended.test(word)) > last((word) => word === name);
}

function named(key: "conditions" | "interventions", entry: NamedEntry): Difference {
  const title = `with ${entry.title.charAt(0).toLowerCase()}${entry.title.slice(1)}`;
  const one = { [key]: [entry.name] };
  return entry.at_start ? { title, setup: one } : { title, phase: one };
}

function begin(choice: Difference): void {
  opened.value = false;
  comparison(choice).catch((error: unknown) => {
    if (!(error instanceof EngineError)) throw error;
    void endCompare();
    message.value = { kind: "refused", text: sentence(error.message), ...(error.help ? { help: error.help } : {}) };
  });
}

async function comparison(choice: Difference): Promise<void> {
  const before = choice.setup && (await takeNow());
  await compareWith(choice);
  if (before && message.value) message.value = { ...message.value, offer: undo(before) };
}

/** Names the two bodies. */
export function bodyName(body: 0 | 1): string {
  if (!difference.value) return "the body";
  return body === 0 ? "A, as it was" : `B, ${difference.value.title}`;
}
