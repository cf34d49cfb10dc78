/** Pause, pace, step by beat, and the time line to go back on. */
import { backTo, pause, play, setPace, stepBeat } from "../state/actions";
import { takeNow, type Packed } from "../protocols/share";
import { bodies, clock_s, deeds, message, pace, playing, sought_s, state } from "../state/store";
import { undo } from "./doing";

/** Paces that the slider stops at. */
const PACES = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60];

export function Transport() {
  const on = playing.value;
  const at = PACES.reduce(
    (best, value, index) =>
      Math.abs(Math.log(value / pace.value)) < Math.abs(Math.log((PACES[best] ?? 1) / pace.value))
        ? index
        : best,
    0,
  );
  const paceWords = `×${Number(pace.value.toFixed(2))}`;
  return (
    <div class="transport" role="group" aria-label="Time">
      <button
        type="button"
        class="play"
        aria-label={on ? "Pause" : "Play"}
        title={on ? "Pause (space)" : "Play (space)"}
        onClick={() => void (on ? pause() : play())}
      >
        <svg viewBox="0 0 16 16" width="18" height="18" aria-hidden="true">
          {on ? <path d="M4 2.5h3v11H4zM9 2.5h3v11H9z" /> : <path d="M4 2.5l9.5 5.5L4 13.5z" />}
        </svg>
      </button>
      <button
        type="button"
        class="step"
        aria-label="Go on by one heartbeat"
        title="One heartbeat (.)"
        onClick={() => void stepBeat()}
      >
        <svg viewBox="0 0 24 16" width="24" height="16" aria-hidden="true">
          <path d="M1 9h5l2-4 3 9 3-12 2 7h3" class="pulse" />
          <path d="M21 4v10" class="pulse" />
        </svg>
      </button>
      <label class="pace">
        <span class="hidden">Pace</span>
        <input
          type="range"
          min={0}
          max={PACES.length - 1}
          step={1}
          value={at}
          aria-valuetext={`${pace.value} times real time`}
          onInput={(event) => void setPace(PACES[Number(event.currentTarget.value)] ?? 1)}
        />
        <output title="Simulated seconds in a second">{paceWords}</output>
      </label>
      <TimeLine />
    </div>
  );
}

/** The last ten minutes; a press or a key goes back, and what is done then branches off. */
function TimeLine() {
  // Drawn anew by the half second: a change at every picture would lay the page out every time.
  const body = clock_s.value >= 0 && state.value ? bodies.peek()[0] : null;
  const dragged = sought_s.value;
  if (!body) return null;
  const from_s = Math.max(body.state.earliest_s, body.time_s - 600);
  const span_s = Math.max(body.time_s - from_s, 1e-3);
  const shown_s = dragged ?? body.time_s;
  const marks = body.state.phases.filter(({ start_s }) => start_s > from_s);
  const go = (time_s: number) => {
    sought_s.value = null;
    if ((bodies.peek()[0]?.time_s ?? 0) - time_s > 0.05) void travel(time_s);
  };
  return (
    <div class="timeline">
      <div class="marks" aria-hidden="true">
        {marks.map(({ name, start_s }, index) => (
          <i
            key={index}
            title={`${clock(start_s)} ${name}`}
            style={{ left: `${(100 * (start_s - from_s)) / span_s}%` }}
          />
        ))}
      </div>
      <input
        type="range"
        aria-label="Time line: go back"
        aria-valuetext={clock(shown_s)}
        min={from_s}
        max={body.time_s}
        step="any"
        value={shown_s}
        onInput={(event) => (sought_s.value = Number(event.currentTarget.value))}
        onChange={(event) => go(Number(event.currentTarget.value))}
      />
      <output>{clock(shown_s)}</output>
      {dragged !== null && (
        <b class="sought" aria-hidden="true" style={SOUGHT}>
          {dragged < body.time_s - 0.05 ? `Back to ${clock(dragged)}` : "Now"}
        </b>
      )}
    </div>
  );
}

/** Above the line, where nothing cuts it off. */
const SOUGHT = {
  position: "absolute",
  right: 0,
  bottom: "100%",
  zIndex: 5,
  padding: "2px 10px",
  whiteSpace: "nowrap",
  borderRadius: "8px",
  border: "1px solid var(--line)",
  background: "var(--paper)",
} as const;

/** What was before the last travels, and the number of acts after them. */
let before: { packed: Packed; deeds: number } | undefined;
let wanted_s: number | undefined;
let travels = false;

/** Goes back and stands still there; what was forgotten can be had back, also after many steps by key. */
async function travel(time_s: number): Promise<void> {
  wanted_s = time_s;
  if (travels) return;
  travels = true;
  try {
    const went = playing.value;
    await pause();
    const same = before?.deeds === deeds.value && !went && message.value?.offer !== undefined;
    const packed = before && same ? before.packed : { ...(await takeNow()), paused: !went };
    while (wanted_s !== undefined) {
      const to_s = wanted_s;
      wanted_s = undefined;
      await backTo(to_s);
    }
    before = { packed, deeds: deeds.value };
    const text = `Back at ${clock(bodies.value[0]?.time_s ?? 0)}; what happened later is forgotten.`;
    message.value = { kind: "told", text, offer: undo(packed) };
  } finally {
    travels = false;
  }
}

/** Minutes and seconds. */
export function clock(time_s: number): string {
  const whole = Math.max(0, Math.floor(time_s + 1e-6));
  const seconds = String(whole % 60).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}
