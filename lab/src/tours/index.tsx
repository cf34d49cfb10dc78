/** Tours: the list of stories by claim, and the player of one of them. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { Claim, ClaimList } from "./claim";
import { explain } from "./claims";
import type { Tour } from "./format";
import { claims } from "./host";
import { all, at, begin, explained, goBack, goOn, hindrance, leave, mayGoOn, page, pages, resume, tour, work } from "./play";
import { LevelChoice } from "./level";
import { Score } from "./score-list";
import { score } from "./score";
import { ScreenBody } from "./steps";
import { signal } from "@preact/signals";

/** Said when the reader wants to go on too early. */
const hint = signal("");

export function Tours() {
  return <div class="tours">{tour.value ? <Player tour={tour.value} /> : explained.value ? <Claim id={explained.value} /> : <List />}</div>;
}

const HOLDS: Record<Tour["holds"], string> = {
  yes: "",
  partly: "the body shows it only partly",
  no: "the simulated body does not show it",
};

/** Whether the reader has predicted everything in a tour, and how much was right at the last try. */
function done(one: Tour): string {
  const last = new Map(score.value.filter((entry) => entry.tour === one.id).map((entry) => [entry.question, entry.right]));
  if (last.size === 0) return "";
  return `${[...last.values()].filter(Boolean).length} of ${last.size} predicted right`;
}

function List() {
  return (
    <>
      <h2>Tours</h2>
      <p class="tour-lead">
        Short stories that run on the body. Each asks what you expect before it shows what happens, and
        sets both beside people.
      </p>
      <LevelChoice />
      <ul class="tour-list">
        {all.map((one) => (
          <li key={one.id}>
            <button type="button" onClick={() => begin(one.id)} data-tour={one.id}>
              <b>{one.title}</b>
              <span>{one.question}</span>
              <small>
                {[`${one.claims.join(", ")}`, `${one.minutes} min`, HOLDS[one.holds], done(one)]
                  .filter(Boolean)
                  .join(" · ")}
              </small>
            </button>
          </li>
        ))}
      </ul>
      <ClaimList />
      <Score />
    </>
  );
}

function Player({ tour: one }: { tour: Tour }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const screen = page.value;
  const [step] = screen;
  const where = at.value;
  // Before the next key is pressed, so that a reader who is quick is not called back.
  useLayoutEffect(() => {
    hint.value = "";
    heading.current?.focus({ preventScroll: true });
    heading.current?.closest(".side")?.scrollTo({ top: 0 });
  }, [where, one]);
  if (!step) return null;
  const last = where === pages.value.length - 1;
  const forward = () => {
    if (work.value.kind === "held") resume();
    else if (!goOn()) hint.value = hindrance();
  };
  const key = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (event.key !== "Enter" || event.defaultPrevented || last) return;
    if (target.closest("button, a, select, textarea, summary, form")) return;
    event.preventDefault();
    forward();
  };
  const label =
    work.value.kind === "held"
      ? "Go on with the run"
      : step.kind === "predict"
        ? "Run it and see"
        : step.kind === "do" && !step.prepares
          ? "What came out"
          : "Continue";
  return (
    <section class="tour" onKeyDown={key} aria-label={`Tour: ${one.title}`}>
      <header>
        <button type="button" class="link" onClick={leave}>
          All tours
        </button>
        <p>
          {one.title} <small>step {where + 1} of {pages.value.length}</small>
        </p>
        <progress class="tour-progress" value={where + 1} max={pages.value.length} aria-label="Progress of the tour" />
      </header>
      {where === 0 && (
        <>
          <LevelChoice />
          {one.claims.map((claim) => (
            <p class="tour-claim" key={claim}>
              <b>{claim}</b> {claims.get(claim)}{" "}
              <button type="button" class="link" onClick={() => explain(claim)}>
                Explain {claim}
              </button>
            </p>
          ))}
        </>
      )}
      <h2 ref={heading} tabIndex={-1}>
        {step.title}
      </h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          forward();
        }}
      >
        <ScreenBody tour={one} screen={screen} />
        <p class="tour-hint" role="status">
          {mayGoOn.value ? "" : hint.value}
        </p>
        <div class="tour-buttons">
          <button type="button" onClick={goBack} disabled={where === 0 || work.value.kind !== "idle"}>
            Back
          </button>
          <button type="button" onClick={() => begin(one.id)}>
            Start again
          </button>
          {!last && (
            <button type="submit" class="act" aria-disabled={!mayGoOn.value && work.value.kind !== "held"}>
              {label}
            </button>
          )}
          {last && (
            <button type="button" class="act" onClick={leave}>
              All tours
            </button>
          )}
        </div>
      </form>
    </section>
  );
}
