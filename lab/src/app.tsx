/** The page: head, figure, controls, instruments, and a side panel for tours, protocols and search. */
import { useEffect, useRef } from "preact/hooks";
import { Ask } from "./ask";
import { keyOpen } from "./figure-key";
import { Controls, moreOpen } from "./controls/controls";
import { ThemeChoice } from "./controls/theme-choice";
import { InstrumentPanel } from "./instruments/panel";
import { Traces } from "./instruments/traces";
import { Protocols, useDrop } from "./protocols";
import { Stage } from "./stage";
import { pause, play, setPace, showPlace, stepBeat } from "./state/actions";
import { catalogue, pace, place, playing, ready, type Place } from "./state/store";
import { Tours } from "./tours";

const TABS: { place: Place; label: string; icon: string }[] = [
  { place: "controls", label: "Body", icon: "M12 5.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM12 6v9M7.5 9.5h9M9 23l3-8 3 8" },
  { place: "traces", label: "Traces", icon: "M2 13h4l2-7 4 14 3-10 2 3h5" },
  { place: "numbers", label: "Numbers", icon: "M4 20V10M10 20V4M16 20v-8M22 20H2" },
  { place: "tours", label: "Tours", icon: "M5 21V4l6-1 8 1v9l-8-1-6 1" },
  { place: "protocols", label: "Protocols", icon: "M6 2h9l4 4v16H6zM9 10h7M9 14h7M9 18h5" },
  { place: "ask", label: "Ask", icon: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L21 21" },
];

const SIDE: Place[] = ["tours", "protocols", "ask"];

export function App() {
  useDrop(() => void showPlace("protocols"));
  useEffect(() => {
    window.addEventListener("keydown", shortcut);
    return () => window.removeEventListener("keydown", shortcut);
  }, []);
  const side = SIDE.includes(place.value) ? place.value : null;
  const panel = useRef<HTMLElement>(null);
  const before = useRef<Place | null>(null);
  useEffect(() => {
    const closed = before.current;
    before.current = side;
    if (side === closed) return;
    if (side) focusOn(panel.current);
    else if (closed && !leftTo()) placeButton(closed)?.focus({ preventScroll: true });
  }, [side]);
  return (
    <div class="page" data-place={place.value} data-side={side ?? "none"} data-ready={ready.value}>
      <a class="skip" href="#controls">
        Skip to the controls
      </a>
      <header class="head">
        <h1>
          secondheart <span>lab</span>
        </h1>
        <nav class="places" aria-label="Parts of the page">
          {SIDE.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={side === name}
              data-place={name}
              onClick={() => void showPlace(side === name ? "controls" : name)}
            >
              {TABS.find((tab) => tab.place === name)?.label}
            </button>
          ))}
        </nav>
        <ThemeChoice />
      </header>
      <main class="main">
        <div class="left">
          <Stage />
          {catalogue.value ? <Controls /> : <p class="start">The body is being prepared.</p>}
        </div>
        <div class="right">
          <Traces />
          <InstrumentPanel />
        </div>
        {side && (
          <aside class="side" ref={panel} aria-label={TABS.find((tab) => tab.place === side)?.label}>
            {side === "tours" && <Tours />}
            {side === "protocols" && <Protocols />}
            {side === "ask" && <Ask />}
          </aside>
        )}
      </main>
      <nav class="tabs" aria-label="Parts of the page">
        {TABS.map((tab) => (
          <button
            key={tab.place}
            type="button"
            aria-pressed={place.value === tab.place}
            data-place={tab.place}
            onClick={() => void showPlace(tab.place)}
          >
            <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
              <path d={tab.icon} />
            </svg>
            <span>{tab.label}</span>
          </button>
        ))}
      </nav>
      <footer class="foot">
        <p>
          For education and research; not a medical device.{" "}
          <span>
            secondheart {catalogue.value?.version}. Everything is computed in this page.
          </span>
        </p>
      </footer>
    </div>
  );
}

/** Sets the focus on the heading of a panel, unless the panel has taken it itself. */
function focusOn(panel: HTMLElement | null): void {
  if (!panel || panel.contains(document.activeElement)) return;
  const heading = panel.querySelector<HTMLElement>("h2");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** Whether something still in the page has the focus. */
function leftTo(): boolean {
  return document.activeElement !== null && document.activeElement !== document.body;
}

/** The button in view that opens a place. */
function placeButton(name: Place): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>(`button[data-place="${name}"]`)].find(
    (button) => button.offsetParent !== null,
  );
}

/** Space plays and pauses, a full stop goes on by a beat, brackets change the pace, a question mark explains the figure. */
function shortcut(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || moreOpen.value) return;
  const at = event.target as HTMLElement;
  if (at.closest("input, select, textarea, dialog, button, a, summary, [role=tab]")) return;
  const acts: Record<string, () => Promise<void>> = {
    " ": () => (playing.value ? pause() : play()),
    ".": stepBeat,
    "[": () => setPace(pace.value / 2),
    "]": () => setPace(pace.value * 2),
    "?": async () => void (keyOpen.value = true),
  };
  const chosen = acts[event.key];
  if (!chosen) return;
  event.preventDefault();
  void chosen();
}
