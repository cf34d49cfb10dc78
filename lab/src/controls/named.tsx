/** Conditions and interventions: what is in force, and the sheet to add one by site and degree. */
import { signal } from "@preact/signals";
import type { NamedEntry, NamedInForce } from "../engine/types";
import { catalogue, state } from "../state/store";
import { perform, reopen, setupNow } from "./doing";
import { ENDS, endingOf } from "./endings";
import { Cross, Field, Search, Segments, Sheet } from "./widgets";

type Sort = "condition" | "intervention";
type Site = "both" | "left" | "right";

const opened = signal<Sort | null>(null);
const site = signal<Site>("both");
const sought = signal("");

export function NamedControl({ sort }: { sort: Sort }) {
  const endings = Object.keys(ENDS);
  const inForce = (state.value?.named ?? []).filter(
    (entry) => entry.sort === sort && !endings.some((ending) => entry.word.startsWith(ending)),
  );
  const name = sort === "condition" ? "Condition" : "Intervention";
  return (
    <Field name={name}>
      <div class="chips">
        {inForce.map((entry) => (
          <span class="chip" key={entry.word}>
            <span>{entry.words}</span>
            <button
              type="button"
              class="plain"
              aria-label={`End ${entry.words}`}
              onClick={() => end(entry)}
            >
              <Cross />
            </button>
          </span>
        ))}
        <button
          type="button"
          class="add"
          aria-haspopup="dialog"
          onClick={() => {
            opened.value = sort;
            sought.value = "";
          }}
        >
          {inForce.length === 0 ? (sort === "condition" ? "Healthy: choose…" : "None: choose…") : "Add…"}
        </button>
      </div>
      {opened.value === sort && <NamedSheet sort={sort} />}
    </Field>
  );
}

function NamedSheet({ sort }: { sort: Sort }) {
  const list = catalogue.value;
  const entries = (sort === "condition" ? list?.conditions : list?.interventions) ?? [];
  const wanted = sought.value.toLowerCase();
  const found = entries.filter((entry) =>
    `${entry.name} ${entry.title} ${entry.description}`.toLowerCase().includes(wanted),
  );
  return (
    <Sheet
      title={sort === "condition" ? "Conditions" : "Interventions"}
      close={() => (opened.value = null)}
    >
      <div class="sheet-tools">
        <Search label="Search" value={sought.value} change={(text) => (sought.value = text)} />
        <Segments<Site>
          label="Legs"
          choices={[
            { value: "both", label: "Both" },
            { value: "left", label: "Left" },
            { value: "right", label: "Right" },
          ]}
          chosen={site.value}
          choose={(value) => (site.value = value)}
        />
      </div>
      <ul class="entries">
        {found.map((entry) => (
          <li key={entry.name}>
            <button type="button" onClick={() => begin(sort, entry)}>
              <strong>
                {entry.title}
                {entry.sided && site.value !== "both" && ` (${site.value})`}
              </strong>
              <span>{entry.description}</span>
              {entry.at_start && <em>The body starts again with this.</em>}
            </button>
          </li>
        ))}
        {found.length === 0 && <li class="note">Nothing with these letters.</li>}
      </ul>
    </Sheet>
  );
}

function begin(sort: Sort, entry: NamedEntry): void {
  opened.value = null;
  const word = entry.sided && site.value !== "both" ? `${entry.name}-${site.value}` : entry.name;
  const key = sort === "condition" ? "conditions" : "interventions";
  if (!entry.at_start) return void perform({ [key]: [word] });
  const setup = setupNow();
  void reopen(
    { ...setup, [key]: [...(setup[key] ?? []), word] },
    `${entry.title}: the body begins anew, at rest in the same posture, since this shapes it from its start.`,
  );
}

function end({ sort, word, words }: NamedInForce): void {
  const ending = endingOf(word);
  const side = /-(left|right)$/.exec(word)?.[0] ?? "";
  const known = [...(catalogue.value?.conditions ?? []), ...(catalogue.value?.interventions ?? [])];
  if (ending && known.some(({ name }) => name === ending))
    return void perform({ interventions: [`${ending}${side}`] });
  const setup = setupNow();
  const key = sort === "condition" ? "conditions" : "interventions";
  void reopen(
    { ...setup, [key]: (setup[key] ?? []).filter((other) => other !== word) },
    `Without ${words}: the body begins anew, at rest in the same posture.`,
  );
}
