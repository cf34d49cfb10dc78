/** Protocols: what was done as a file and a link, shipped and dropped scenarios, runs and reports. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { catalogue, longRun } from "../state/store";
import { sentence } from "../controls/doing";
import { Search, Segments } from "../controls/widgets";
import { described, grouped } from "./groups";
import { Results } from "./results";
import { checked, chooseShipped, chosen, excerpt, format, outcome, refused, run, takeFile } from "./run";
import { Session } from "./session";

const sought = signal("");

export function Protocols() {
  return (
    <div class="protocols">
      <h2>Protocols</h2>
      <Session />
      {chosen.value ? <Chosen /> : <Choice />}
    </div>
  );
}

/** All shipped scenarios, and the place for a file. */
function Choice() {
  const words = sought.value.toLowerCase().split(/\s+/).filter(Boolean);
  const all = catalogue.value?.scenarios ?? [];
  const groups = grouped(all)
    .map(([title, members]): [string, typeof all] => [
      title,
      members.filter((entry) => {
        const text = `${title} ${entry.name} ${entry.title} ${entry.description}`.toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    ])
    .filter(([, members]) => members.length > 0);
  return (
    <section aria-label="Choose a protocol">
      <h3>Run a whole protocol</h3>
      <label class="drop">
        <input
          type="file"
          accept=".toml,text/plain"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) void takeFile(file);
          }}
        />
        <span>Drop a scenario file anywhere in the page, or choose one…</span>
      </label>
      <Search
        label="Search the protocols"
        value={sought.value}
        change={(text) => (sought.value = text)}
      />
      {groups.map(([title, members]) => (
        <details key={title} class="protocol-group" open={words.length > 0}>
          <summary>
            {title} <small>{members.length}</small>
          </summary>
          <ul class="entries">
            {members.map((entry) => (
              <li key={entry.name}>
                <button type="button" onClick={() => chooseShipped(entry.name, entry.title)}>
                  <strong>{entry.title}</strong>
                  <span>{described(entry.description, all)}</span>
                </button>
              </li>
            ))}
          </ul>
        </details>
      ))}
      {groups.length === 0 && <p class="note">No protocol has these words.</p>}
    </section>
  );
}

/** The protocol chosen: what it means or its mistakes, its run, its results. */
function Chosen() {
  const protocol = chosen.value;
  if (!protocol) return null;
  const shipped = catalogue.value?.scenarios.find(({ name }) => name === protocol.name);
  const errors = checked.value?.errors ?? [];
  const broken = errors.length > 0 || (protocol.text !== undefined && !checked.value);
  return (
    <section aria-label={protocol.title}>
      <button
        type="button"
        class="link"
        onClick={() => {
          longRun.value?.cancel();
          chosen.value = null;
          outcome.value = null;
        }}
      >
        ← All protocols
      </button>
      <h3 class="protocol-title">{protocol.title}</h3>
      {shipped && <p class="note">{described(shipped.description, catalogue.value?.scenarios ?? [])}</p>}
      {checked.value?.lines && <pre class="account">{checked.value.lines.join("\n")}</pre>}
      {errors.map((mistake, index) => (
        <div class="mistake" role="alert" key={index}>
          <p>
            <b aria-hidden="true">×</b> {sentence(mistake.message)}
            {mistake.line !== undefined && (
              <small>
                {` (line ${mistake.line}`}
                {mistake.column !== undefined && `, column ${mistake.column}`})
              </small>
            )}
          </p>
          {protocol.text && <pre>{excerpt(protocol.text, mistake)}</pre>}
          {mistake.help && <p class="note">{sentence(mistake.help)}</p>}
        </div>
      ))}
      {refused.value && (
        <p class="mistake" role="alert">
          {refused.value}
        </p>
      )}
      {longRun.value ? (
        <Progress />
      ) : (
        !outcome.value &&
        !broken && (
          <div class="run">
            <button type="button" class="act" onClick={() => void run(protocol).catch(() => undefined)}>
              Run
            </button>
            <Segments
              label="Format of the tables"
              choices={[
                { value: "csv", label: "CSV" },
                { value: "parquet", label: "Parquet" },
              ]}
              chosen={format.value}
              choose={(value) => (format.value = value)}
            />
            <p class="note">Format of the tables: CSV opens in any spreadsheet; Parquet is smaller, for Python, R or DuckDB.</p>
          </div>
        )
      )}
      {outcome.value && <Results outcome={outcome.value} />}
    </section>
  );
}

function Progress() {
  const now = longRun.value;
  if (!now) return null;
  const share = Math.min(now.done_s / Math.max(now.total_s, 1e-9), 1);
  return (
    <div class="run">
      <progress max={1} value={share} aria-label={`Running ${now.name}`} />
      <span class="note">{Math.round(share * 100)} %</span>
      <button type="button" onClick={() => now.cancel()}>
        Cancel
      </button>
    </div>
  );
}

/** Takes files that are dropped anywhere in the page. */
export function useDrop(show: () => void): void {
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.preventDefault();
      show();
      void takeFile(file);
    };
    window.addEventListener("dragover", over);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("drop", drop);
    };
  }, []);
}
