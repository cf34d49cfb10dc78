/** A claim explained to the reader at hand, in the words and with the numbers of `secondheart explain`. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { claims as read } from "../engine/lists";
import type { ClaimExplained } from "../engine/types";
import { catalogue, level } from "../state/store";
import { acts, explain, runProtocol, type Act } from "./claims";
import { claims } from "./host";
import { LevelChoice } from "./level";
import { all, begin, explained } from "./play";

/** All claims, to be opened. */
export function ClaimList() {
  return (
    <details class="claim-list">
      <summary>The {claims.size} claims, each with what it is worth</summary>
      <ul class="tour-list">
        {[...claims].map(([id, text]) => (
          <li key={id}>
            <button type="button" data-claim={id} onClick={() => explain(id)}>
              <b>{id}</b>
              <span>{text}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function Claim({ id }: { id: string }) {
  const [found, set] = useState<ClaimExplained[] | null>(null);
  const [trouble, tell] = useState("");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    let here = true;
    read().then(
      (all) => here && set(all),
      (error: unknown) => here && tell(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      here = false;
    };
  }, []);
  useLayoutEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.closest(".side")?.scrollTo({ top: 0 });
  }, [id]);
  const claim = found?.find((one) => one.id === id);
  const told = claim?.[level.value];
  return (
    <section class="claim" aria-label={`Claim ${id}`}>
      <button type="button" class="link" onClick={() => (explained.value = null)}>
        All tours and claims
      </button>
      <h2 ref={heading} tabIndex={-1}>
        {id}: {claims.get(id)}
      </h2>
      <LevelChoice />
      {trouble && <p role="alert">The explanation cannot be read: {trouble}.</p>}
      {told?.words && <p class="tour-text">{told.words}</p>}
      {told?.sections.map(([title, items]) => (
        <section key={title}>
          <h3>{title}</h3>
          <ul>
            {items.map(([text, notes]) => (
              <li key={text}>
                {text}
                {notes.map((note) => (
                  <small key={note}>{/^https:/.test(note) ? <a href={note} target="_blank" rel="noopener">{note}</a> : note}</small>
                ))}
              </li>
            ))}
          </ul>
        </section>
      ))}
      {claim && <AskNext claim={claim} />}
    </section>
  );
}

/** The questions, each with what it runs here, and its command. */
function AskNext({ claim }: { claim: ClaimExplained }) {
  const [told, tell] = useState("");
  const lists = catalogue.value;
  const go = (act: Act) => {
    tell("");
    if ("claim" in act) return explain(act.claim);
    runProtocol(act.protocol).catch((error: unknown) => tell(error instanceof Error ? error.message : String(error)));
  };
  return (
    <section>
      <h3>Ask next</h3>
      <ul class="tour-next">
        {all.filter(({ claims }) => claims.includes(claim.id)).map((tour) => (
          <li key={tour.id}>
            <button type="button" onClick={() => begin(tour.id)}>
              <span>{tour.question}</span> <small>tour</small>
            </button>
          </li>
        ))}
      </ul>
      <ul>
        {claim.next.map(([question, command]) => (
          <li key={command}>
            {question}
            {lists && (
              <span class="claim-acts">
                {acts(command, lists).map((act) => {
                  const words = "claim" in act ? `Explain ${act.claim}` : `Run: ${act.words}`;
                  return (
                    <button type="button" key={words} onClick={() => go(act)}>
                      {words}
                    </button>
                  );
                })}
              </span>
            )}
            <small>
              <code>{command}</code>
            </small>
          </li>
        ))}
      </ul>
      <p role="status">{told}</p>
    </section>
  );
}
