/** What the colours and lines of the figure mean, behind a button on the figure. */
import { signal } from "@preact/signals";
import { Sheet } from "./controls/widgets";

export const keyOpen = signal(false);

/** Lines of the figure as small drawings, and what they say. */
const MARKS: { lines: { class: string; draw: string }[]; words: string }[] = [
  {
    lines: [{ class: "low", draw: "M2 9H14" }, { class: "vein", draw: "M14 9H27" }, { class: "high", draw: "M27 9H39" }],
    words: "Colour of a vein: the pressure across its wall, low on the left, high on the right.",
  },
  { lines: [{ class: "artery", draw: "M2 9H39" }], words: "Red: arteries." },
  { lines: [{ class: "vein thin", draw: "M2 9H19" }, { class: "vein wide", draw: "M22 9H39" }], words: "Width of a vein: how much blood it holds." },
  { lines: [{ class: "vein pale", draw: "M2 9H39" }], words: "Pale: the leg on the far side." },
  { lines: [{ class: "vein wide", draw: "M2 9H39" }, { class: "dashes", draw: "M4 9H39" }], words: "Dashes: they move as the blood does." },
  { lines: [{ class: "back", draw: "M38 9H6M12 4L5 9l7 5" }], words: "Brown arrows: blood that falls back through a valve that leaks." },
];

export function KeyButton() {
  return (
    <>
      <button
        type="button"
        class="figure-key"
        aria-haspopup="dialog"
        aria-label="What the colours and lines mean"
        aria-keyshortcuts="?"
        title="What the colours and lines mean (key: ?)"
        onClick={() => (keyOpen.value = true)}
      >
        ?
      </button>
      {keyOpen.value && (
        <Sheet title="Colours and lines of the figure" close={() => (keyOpen.value = false)}>
          <ul class="figure-marks">
            {MARKS.map(({ lines, words }) => (
              <li key={words}>
                <svg viewBox="0 0 41 18" width="41" height="18" aria-hidden="true">
                  {lines.map((line) => (
                    <path key={line.class} d={line.draw} class={line.class} />
                  ))}
                </svg>
                <span>{words}</span>
              </li>
            ))}
          </ul>
        </Sheet>
      )}
    </>
  );
}
