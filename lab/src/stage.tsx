/** The place of the figure, or of two: canvases, views, dragging, and words for who cannot see it. */
import { computed } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { BodyState, PostureInput } from "./engine/types";
import { Figure } from "./figure";
import { KeyButton } from "./figure-key";
import { describeNow, describeState } from "./figure/describe";
import { bodyName, CompareButton } from "./controls/compare";
import { perform, spoken } from "./controls/doing";
import { Preparing } from "./controls/preparing";
import { isOut, knockouts } from "./controls/knockout-list";
import { Told } from "./controls/told";
import { Transport } from "./controls/transport";
import { play, showView } from "./state/actions";
import { hasTurn, onPicture } from "./state/loop";
import { frames } from "./state/session";
import { bodies, catalogue, comparing, pace, playing, state, view, type FigureView, type LiveBody } from "./state/store";
import { onColours } from "./theme";

const VIEWS: { value: FigureView; label: string }[] = [
  { value: "body", label: "Body" },
  { value: "calf", label: "Calf" },
  { value: "heart", label: "Heart" },
];

/** Least time between two changes of the numbers in words, while the bodies go on and while they stand still. */
const DESCRIBED_EVERY_MS = 1000;
const DESCRIBED_STILL_MS = 150;
/** Least time between two acts of a drag. */
const ACT_EVERY_MS = 340;
/** A press that moves less than this is no drag. */
const DEAD_PX = 6;
const DEAD_TOUCH_PX = 10;
/** A dragged body follows in movements of this length. */
const DRAG_RAMP_S = 0.4;

const MIDDLE = { position: "absolute", inset: 0, display: "grid", placeItems: "center" } as const;

/** Captions take one line, so that both pictures have the same height. */
const ONE_LINE = { whiteSpace: "nowrap", overflow: "hidden", textOverflow: "ellipsis" } as const;

export function Stage() {
  return (
    <section class="stage" aria-label="The body" id="figure" tabIndex={-1}>
      <div class="stage-head">
        <div class="segments small" role="group" aria-label="View">
          {VIEWS.map(({ value, label }) => (
            <button
              key={value}
              type="button"
              aria-pressed={view.value === value}
              onClick={() => void showView(value)}
            >
              <span>{label}</span>
            </button>
          ))}
        </div>
        <KeyButton />
        <CompareButton />
      </div>
      <div class={`figures ${comparing.value ? "two" : view.value === "body" ? "alone" : ""}`}>
        <Picture body={0} />
        {comparing.value && <Picture body={1} />}
      </div>
      <Told>
        <Doing />
      </Told>
      <Transport />
      <Words />
    </section>
  );
}

/** What the first body does, in words. */
function Doing() {
  const now = state.value;
  if (!now) return <p class="doing" />;
  const words = doingWords(now);
  return (
    <p class="doing" title={words}>
      {words}
    </p>
  );
}

/** Posture, activity, and in what the body differs from a healthy one. */
function doingWords({ posture, activity, named, set }: BodyState): string {
  return [
    spoken(posture.words),
    ...(activity.pattern === "rest" ? [] : [spoken(activity.words)]),
    ...knockouts().filter((one) => isOut(one, set)).map(({ difference }) => difference),
    ...named.map(({ words }) => spoken(words)),
  ].join(", ");
}

function Picture({ body }: { body: 0 | 1 }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [tip, setTip] = useState<{ x: number; y: number; text: string } | null>(null);
  const chosen = view.value;
  const there = bodies.value[body] !== null;
  useEffect(() => {
    const element = canvas.current;
    const room = element?.parentElement;
    if (!element || !room) return;
    const figure = new Figure(element, chosen);
    let stale = true;
    const fit = () => {
      const { width, height } = room.getBoundingClientRect();
      figure.resize(width, height, Math.min(window.devicePixelRatio || 1, 2));
      stale = true;
    };
    const observer = new ResizeObserver(fit);
    observer.observe(room);
    fit();
    let drawn: unknown;
    let since_s = 0;
    const draw = (dt_s: number, outOfTurn = false) => {
      const live = bodies.value[body];
      since_s += dt_s;
      if (!live || !(outOfTurn || hasTurn(body)) || (since_s === 0 && !stale && drawn === live.state)) return;
      figure.draw({ state: live.state, frame: frames[body] }, since_s, pace.value);
      since_s = 0;
      stale = false;
      drawn = live.state;
    };
    const undraw = onPicture((dt_s) => draw(dt_s));
    // At once: paper is printed before the next picture.
    const uncolour = onColours(() => {
      stale = true;
      draw(0, true);
    });
    const release = handle(element, figure, setTip);
    return () => {
      undraw();
      uncolour();
      observer.disconnect();
      release();
      figure.dispose();
    };
  }, [body, chosen]);
  return (
    <figure class="picture">
      <div class="canvas-room">
        <canvas
          ref={canvas}
          role="img"
          aria-label={`Picture of ${bodyName(body)}`}
          data-body={body}
        />
        {!there && <div style={MIDDLE}><Preparing /></div>}
        {tip && (
          <span class="tip" style={{ left: `${tip.x}px`, top: `${tip.y}px` }}>
            {tip.text}
          </span>
        )}
      </div>
      {comparing.value && (
        <figcaption class={`name-${body}`} style={ONE_LINE} title={bodyName(body)}>
          <b>{body === 0 ? "A" : "B"}</b> {body === 0 ? "as it was" : bodyName(1).slice(3)}
        </figcaption>
      )}
    </figure>
  );
}

/** Pointing and dragging; the body follows a drag in short movements as if a helper moved it. */
function handle(
  canvas: HTMLCanvasElement,
  figure: Figure,
  tell: (tip: { x: number; y: number; text: string } | null) => void,
): () => void {
  let dragging: string | undefined;
  let wanted: Partial<Record<"trunk_deg" | "hip_deg" | "knee_deg" | "ankle_deg", number>> = {};
  let busy = false;
  let sent_ms = 0;
  let moved = false;
  let from: [number, number] = [0, 0];
  const place = (event: PointerEvent): [number, number] => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const follow = async () => {
    if (busy) return;
    busy = true;
    let tries = 0;
    while (Object.keys(wanted).length > 0) {
      const now = bodies.value[0];
      if (!now) break;
      // One act at a time, a few a second, each after the movement before it.
      const wait_ms = sent_ms + ACT_EVERY_MS - performance.now();
      if (now.state.moving_until_s - now.time_s > 0.05 || wait_ms > 0) {
        await new Promise((resolve) => setTimeout(resolve, Math.max(30, wait_ms)));
        continue;
      }
      const asked = wanted;
      wanted = {};
      sent_ms = performance.now();
      const phase = {
        posture: asInput({ ...now.state.posture, ...asked }),
        ramp: `${DRAG_RAMP_S} s`,
        manner: "passive" as const,
      };
      if (await perform(phase, `Moved by hand: ${angleWords(asked)}`)) continue;
      // Refused: asked for again with the next move, or once more when the drag has ended.
      if (dragging === undefined && ++tries > 1) break;
      const newer = wanted;
      wanted = { ...asked, ...newer };
      if (dragging !== undefined && Object.keys(newer).length === 0) break;
    }
    if (dragging === undefined) wanted = {};
    busy = false;
  };
  const down = (event: PointerEvent) => {
    const [x, y] = place(event);
    const { part } = figure.hit(x, y);
    if (!part) return;
    dragging = part;
    moved = false;
    from = [x, y];
    wanted = {};
    canvas.setPointerCapture(event.pointerId);
    event.preventDefault();
  };
  const move = (event: PointerEvent) => {
    const [x, y] = place(event);
    if (dragging) {
      const dead = event.pointerType === "touch" ? DEAD_TOUCH_PX : DEAD_PX;
      if (!moved && Math.hypot(x - from[0], y - from[1]) < dead) return;
      if (!moved) void play();
      moved = true;
      const angles = figure.dragged(dragging, x, y);
      const words = angleWords(angles);
      if (words !== "") tell({ x, y, text: words });
      wanted = { ...wanted, ...angles };
      void follow();
      return;
    }
    const { part, label } = figure.hit(x, y);
    canvas.style.cursor = part ? "grab" : "default";
    tell(label ? { x, y, text: label } : null);
  };
  const up = () => {
    dragging = undefined;
    if (moved) void follow();
    moved = false;
    tell(null);
  };
  // A finger on the body drags it; beside the body it scrolls the page.
  const touch = (event: TouchEvent) => {
    if (dragging !== undefined) event.preventDefault();
  };
  canvas.addEventListener("touchstart", touch, { passive: false });
  canvas.addEventListener("pointerdown", down);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("pointerleave", up);
  return () => {
    canvas.removeEventListener("touchstart", touch);
    canvas.removeEventListener("pointerdown", down);
    canvas.removeEventListener("pointermove", move);
    canvas.removeEventListener("pointerup", up);
    canvas.removeEventListener("pointercancel", up);
    canvas.removeEventListener("pointerleave", up);
  };
}

function angleWords(angles: Record<string, number | undefined>): string {
  return Object.entries(angles)
    .map(([key, value]) => `${key.replace("_deg", "")} ${Math.round(value ?? 0)}°`)
    .join(", ")
    .replaceAll("-", "−");
}

const ANGLES = ["trunk_deg", "hip_deg", "knee_deg", "ankle_deg"] as const;
/** A drag that comes this near to a named posture takes it. */
const NAMED_WITHIN_DEG = 4;

function asInput(posture: {
  trunk_deg: number;
  hip_deg: number;
  knee_deg: number;
  ankle_deg: number;
  gravity_g: number;
}): PostureInput {
  // A named posture brings its weight bearing with it.
  const named = catalogue.value?.postures.find(
    (known) =>
      known.gravity_g === posture.gravity_g &&
      ANGLES.every((key) => Math.abs(known[key] - posture[key]) <= NAMED_WITHIN_DEG),
  );
  if (named) return named.name;
  return {
    trunk: `${Math.round(posture.trunk_deg)} deg`,
    hip: `${Math.round(posture.hip_deg)} deg`,
    knee: `${Math.round(posture.knee_deg)} deg`,
    ankle: `${Math.round(posture.ankle_deg)} deg`,
    gravity: `${posture.gravity_g} g`,
  };
}

/** What the bodies do, in words. */
const states = computed(() => inWords((_, live) => spoken(describeState(live.state))));

/** Describes the bodies for readers of the screen: what they do is said at once, numbers are there to be read and never spoken by themselves. */
function Words() {
  const [numbers, setNumbers] = useState("");
  useEffect(() => {
    let told_ms = 0;
    let told: unknown;
    return onPicture(() => {
      const now_ms = performance.now();
      if (told === bodies.value || now_ms - told_ms < (playing.value ? DESCRIBED_EVERY_MS : DESCRIBED_STILL_MS)) return;
      told = bodies.value;
      told_ms = now_ms;
      setNumbers(inWords((body) => describeNow(frames[body])));
    });
  }, []);
  return (
    <div class="hidden" data-words>
      <p role="status" aria-live="polite">
        {states.value}
      </p>
      <p>{numbers}</p>
    </div>
  );
}

/** Words for one body, or for two with their letters. */
function inWords(words: (body: 0 | 1, live: LiveBody) => string): string {
  const [first, second] = bodies.value;
  if (!first) return "";
  return second ? `A: ${words(0, first)} B: ${words(1, second)}` : words(0, first);
}
