/** The results of a run: beside people, as files, and as the program's report. */
import { useEffect, useState } from "preact/hooks";
import type { JudgedRow } from "../engine/types";
import { InPeople } from "../instruments/numbers";
import { plainUnit } from "../instruments/labels";
import { figures } from "../instruments/names";
import { download, fileOf, type Outcome } from "./run";

const TYPES: Record<string, string> = {
  html: "text/html",
  json: "application/json",
  csv: "text/csv",
  toml: "application/toml",
  parquet: "application/vnd.apache.parquet",
};

export function Results({ outcome }: { outcome: Outcome }) {
  const { rows, files } = outcome.answer;
  const inBand = rows.filter(({ verdict }) => verdict === "in band").length;
  return (
    <div class="results">
      <h3>Files</h3>
      <div class="pills">
        {files.map(({ name, length }) => (
          <button
            key={name}
            type="button"
            onClick={() => {
              const contents = fileOf(outcome, name);
              const ending = name.split(".").at(-1) ?? "";
              if (contents) download(name, contents, TYPES[ending] ?? "application/octet-stream");
            }}
          >
            {name} <small>{size(length)}</small>
          </button>
        ))}
      </div>
      <Report outcome={outcome} />
      <h3>Beside people</h3>
      {rows.length === 0 ? (
        <p class="note">No measurement in people is comparable with this protocol.</p>
      ) : (
        <>
          <p class="note">
            {inBand} of {rows.length} in band.
          </p>
          <ul class="judged">
            {rows.map((row) => (
              <Judged key={`${row.id}${row.phase}`} row={row} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Judged({ row }: { row: JudgedRow & { title?: string } }) {
  return (
    <li>
      <strong>{row.title ?? row.reading}</strong>
      <span>
        {figures(row.value)} {plainUnit(row.unit)}, {row.phase.replaceAll("_", " ")}
      </span>
      <InPeople band={row} value={row.value} />
      <small>
        {row.who}. {row.source}. {row.id}, {row.role}
      </small>
    </li>
  );
}

/** The program's own report, in a frame that can run nothing. */
function Report({ outcome }: { outcome: Outcome }) {
  const [address, setAddress] = useState("");
  useEffect(() => {
    const report = fileOf(outcome, "report.html");
    if (!report) return;
    const made = URL.createObjectURL(new Blob([report], { type: "text/html" }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [outcome]);
  if (address === "") return null;
  return (
    <>
      <iframe class="report" title="Report of the run" sandbox="" src={address} />
      <a class="note" href={address} target="_blank" rel="noopener">
        Open the report by itself
      </a>
    </>
  );
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
