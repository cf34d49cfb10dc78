/** The line between figure and time: what the body does, or in its place what the engine said to the last act: told, refused with an offer, or trouble. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { message, state, waiting } from "../state/store";
import { sentence } from "./doing";
import { Preparing } from "./preparing";
import { Cross } from "./widgets";

/** How long plain news stays, milliseconds; refusals and what offers a way back stay until closed. */
const TOLD_MS = 5000;

const MARKS = { told: "✓", refused: "!", trouble: "×" };

export function Told({ children }: { children?: ComponentChildren }) {
  const shown = message.value;
  const now = state.value;
  useEffect(() => {
    if (shown?.over?.()) message.value = null;
  }, [shown, now]);
  useEffect(() => {
    if (shown?.kind !== "told" || shown.offer) return;
    const timer = setTimeout(() => {
      if (message.value === shown) message.value = null;
    }, TOLD_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  return (
    <div class="told-place">
      {!shown && !waiting.value && children}
      <div class="told-live" role="status" aria-live="polite">
        {waiting.value && !shown && now && <Preparing />}
        {shown && (
          <div class={`told ${shown.kind}`}>
          <b aria-hidden="true">{MARKS[shown.kind]}</b>
          <p>
            {sentence(shown.text)}{" "}
            {shown.help && <span class="told-help">{sentence(shown.help)}</span>}
          </p>
          {shown.offer && (
            <button
              type="button"
              class="act"
              onClick={() => {
                message.value = null;
                shown.offer?.act();
              }}
            >
              {shown.offer.label}
            </button>
          )}
          <button type="button" class="plain" aria-label="Close" onClick={() => (message.value = null)}>
            <Cross />
          </button>
          </div>
        )}
      </div>
    </div>
  );
}
