/** Chooses the traces among all signals and live readings, by search. */
import { useState } from "preact/hooks";
import { chooseTraces } from "../state/actions";
import { FIRST_TRACES, traces } from "../state/store";
import { Search, Sheet } from "../controls/widgets";
import { title, traceable, type Named } from "./names";

/** Most entries shown for a search. */
const MOST_SHOWN = 80;

export function TracePicker({ most, close }: { most: number; close: () => void }) {
  const [sought, seek] = useState("");
  const chosen = traces.value;
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  const found = traceable().filter((entry) => {
    const text = `${entry.label} ${entry.name} ${entry.definition ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const readingsFirst = (a: Named, b: Named) =>
    Number(b.definition !== undefined) - Number(a.definition !== undefined);
  found.sort(readingsFirst);
  const toggle = (name: string) => {
    const next = chosen.includes(name)
      ? chosen.filter((other) => other !== name)
      : [...chosen, name];
    if (next.length > 0 && next.length <= most) void chooseTraces(next);
  };
  return (
    <Sheet title="Traces" close={close}>
      <div class="sheet-tools">
        <Search
          label="Search signals and readings"
          hint="Search, such as foot vein pressure"
          value={sought}
          change={seek}
        />
        <button type="button" onClick={() => void chooseTraces(FIRST_TRACES)}>
          Usual four
        </button>
      </div>
      <p class="note">
        {chosen.length} of {most} chosen
        {chosen.length >= most && ": take one away to choose another"}. {found.length} found
        {found.length > MOST_SHOWN && `, the first ${MOST_SHOWN} shown`}.
      </p>
      <ul class="entries ticks">
        {[...new Set([...chosen.map((name) => name), ...found.slice(0, MOST_SHOWN).map(({ name }) => name)])].map(
          (name) => {
            const entry = traceable().find((candidate) => candidate.name === name);
            const on = chosen.includes(name);
            return (
              <li key={name}>
                <label>
                  <input
                    type="checkbox"
                    checked={on}
                    disabled={on ? chosen.length === 1 : chosen.length >= most}
                    onChange={() => toggle(name)}
                  />
                  <span>
                    <strong>
                      {title(name)}
                      {entry?.unit && <small> {entry.unit}</small>}
                    </strong>
                    <span>{entry?.definition ?? name}</span>
                  </span>
                </label>
              </li>
            );
          },
        )}
      </ul>
    </Sheet>
  );
}
