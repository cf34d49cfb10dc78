/** The reader's score of predictions: counts, the last ones, export and reset. */
import { useState } from "preact/hooks";
import { all } from "./play";
import { Mark } from "./steps";
import { download, forget, score } from "./score";

const SHOWN = 20;

export function Score() {
  const [asked, ask] = useState(false);
  const entries = score.value;
  const right = entries.filter((entry) => entry.right).length;
  const titles = new Map(all.map((tour) => [tour.id, tour.title]));
  return (
    <section class="tour-score" aria-label="Your predictions">
      <h3>Your predictions</h3>
      {entries.length === 0 ? (
        <p>None yet. They stay in this browser and are sent to nobody.</p>
      ) : (
        <>
          <p>
            <b>
              {right} of {entries.length}
            </b>{" "}
            right. They stay in this browser and are sent to nobody.
          </p>
          <details>
            <summary>The last {Math.min(SHOWN, entries.length)}</summary>
            <ol>
              {entries.slice(-SHOWN).reverse().map((entry) => (
                <li key={entry.date + entry.question}>
                  <Mark right={entry.right} />{" "}
                  {titles.get(entry.tour) ?? entry.tour}: {entry.prediction}
                  {!entry.right && <>. It was: {entry.outcome}</>}
                </li>
              ))}
            </ol>
          </details>
          <div class="tour-buttons">
            <button type="button" onClick={download}>
              Save as CSV
            </button>
            {asked ? (
              <>
                <button
                  type="button"
                  class="danger"
                  onClick={() => {
                    forget();
                    ask(false);
                  }}
                >
                  Forget all {entries.length}
                </button>
                <button type="button" onClick={() => ask(false)}>
                  Keep them
                </button>
              </>
            ) : (
              <button type="button" onClick={() => ask(true)}>
                Reset…
              </button>
            )}
          </div>
        </>
      )}
    </section>
  );
}
