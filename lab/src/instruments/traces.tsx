/** Scrolling traces, up to six, with values read off by cursor and by keyboard. */
import { useEffect, useRef, useState } from "preact/hooks";
import { clock } from "../controls/transport";
import { chooseTraces, showWindow } from "../state/actions";
import { onPicture } from "../state/loop";
import { comparing, difference, MOST_TRACES, sought_s, traces, window_s } from "../state/store";
import { Cross } from "../controls/widgets";
import { follow, type Feed } from "./feed";
import { figures, named, title } from "./names";
import { TracePicker } from "./picker";
import { onColours } from "../theme";
import { Strip } from "./strip";

const WINDOWS_S = [5, 10, 20, 60, 180, 600];
/** Most columns of a strip. */
const MOST_COLUMNS = 600;
/** In how many pictures all strips are drawn once. */
const TURNS = 3;
/** Least time between two changes of the values in figures: faster, nobody reads them. */
const TOLD_EVERY_MS = 150;

export function Traces() {
  const place = useRef<HTMLDivElement>(null);
  const strips = useRef(new Map<string, Strip>());
  const newest = useRef<Feed | null>(null);
  const cursor = useRef<number | null>(null);
  const [picking, pick] = useState(false);
  const names = traces.value;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    // Kept, because a question for them after every change would lay the page out anew.
    const sizes = new Map<string, readonly [number, number]>();
    let due: string[] = [];
    let told_ms = 0;
    let untold = false;
    const show = (name: string) => {
      const strip = strips.current.get(name);
      const [width, height] = sizes.get(name) ?? [0, 0];
      if (!strip || !newest.current || width < 20 || height < 20) return;
      strip.show(newest.current, width, height, comparing.value);
      if (cursor.current !== null) strip.point(cursor.current);
    };
    const draw = () => {
      due = [];
      for (const name of names) show(name);
      tell();
    };
    const measure = (entries: ResizeObserverEntry[]) => {
      for (const { target } of entries) {
        const plot = target as HTMLElement;
        sizes.set(plot.dataset.trace ?? "", [plot.clientWidth, plot.clientHeight]);
      }
      draw();
    };
    const observer = new ResizeObserver(measure);
    const tell = () => {
      told_ms = performance.now();
      untold = false;
      for (const [name, strip] of strips.current) {
        const { unit } = named(name);
        for (const body of [0, 1] as const) {
          const output = element.querySelector<HTMLElement>(`[data-value="${CSS.escape(name)}-${body}"]`);
          if (!output) continue;
          const at = cursor.current;
          const words = at === null ? figures(strip.newest(body)) : range(strip.at(at, body));
          const text = `${words} ${unit}`;
          if (output.textContent !== text) output.textContent = text;
        }
      }
      const clockElement = element.querySelector<HTMLElement>(".cursor-time");
      if (clockElement)
        clockElement.textContent = cursor.current === null ? "" : `at ${stampOf(cursor.current)}`;
    };
    const stop = follow(
      () => {
        const [width] = sizes.get(names[0] ?? "") ?? [0];
        return width > 20 ? { columns: Math.min(Math.max(width - 52, 60), MOST_COLUMNS) } : null;
      },
      (feed) => {
        newest.current = feed;
        due.push(...names.filter((name) => !due.includes(name)));
        untold = true;
      },
    );
    // A few strips at each picture, in turn, so that none has to wait for all.
    const rest = onPicture(() => {
      for (const name of due.splice(0, Math.ceil(names.length / TURNS))) show(name);
      if (untold && performance.now() - told_ms > TOLD_EVERY_MS) tell();
    });
    const release = onColours(draw);
    const move = (time_s: number | null) => {
      cursor.current = time_s;
      for (const strip of strips.current.values()) strip.point(time_s);
      tell();
    };
    for (const [index, name] of names.entries()) {
      const plot = element.querySelector<HTMLElement>(`[data-trace="${CSS.escape(name)}"]`);
      if (!plot) continue;
      strips.current.set(name, new Strip(plot, name, index === names.length - 1, move));
      observer.observe(plot);
    }
    const keys = (event: KeyboardEvent) => {
      const feed = newest.current;
      if (!feed || event.target !== event.currentTarget) return;
      const step = ((feed.to_s - feed.from_s) / feed.columns) * (event.shiftKey ? 20 : 2);
      // A window that is not full yet has values in a part of it only.
      const [first_s, last_s] = strips.current.get(names[0] ?? "")?.filled() ?? [feed.from_s, feed.to_s];
      const at = cursor.current ?? last_s + step * (event.key === "ArrowRight" ? -1 : 1);
      const within = (time_s: number) => Math.min(Math.max(time_s, first_s), last_s);
      const next: Record<string, number | null> = {
        ArrowLeft: within(at - step),
        ArrowRight: within(at + step),
        Home: first_s,
        End: last_s,
        Escape: null,
      };
      if (!(event.key in next)) return;
      event.preventDefault();
      move(next[event.key] ?? null);
      speak(element, names, strips.current, cursor.current);
    };
    element.addEventListener("keydown", keys);
    // What the traces had at the time that is looked for on the time line.
    const unseek = sought_s.subscribe((time_s) => {
      const from_s = newest.current?.from_s ?? 0;
      move(time_s !== null && time_s >= from_s ? time_s : null);
    });
    return () => {
      unseek();
      stop();
      rest();
      release();
      observer.disconnect();
      element.removeEventListener("keydown", keys);
      for (const strip of strips.current.values()) strip.dispose();
      strips.current.clear();
      cursor.current = null;
    };
  }, [names.join(" ")]);

  return (
    <section class="traces" aria-label="Traces">
      <header>
        <h2>Traces</h2>
        <Key />
        <label class="window">
          Window
          <select
            value={String(window_s.value)}
            onChange={(event) => void showWindow(Number(event.currentTarget.value))}
          >
            {WINDOWS_S.map((seconds) => (
              <option key={seconds} value={String(seconds)}>
                {seconds < 60 ? `${seconds} s` : `${seconds / 60} min`}
              </option>
            ))}
          </select>
        </label>
        <button type="button" aria-haspopup="dialog" onClick={() => pick(true)}>
          Choose traces…
        </button>
      </header>
      <div
        class={names.length * (comparing.value ? 1.5 : 1) > 5 ? "strips many" : "strips"}
        ref={place}
        tabIndex={0}
        role="group"
        aria-label="Traces; arrow keys read values off, Escape ends reading"
      >
        <span class="cursor-time" aria-hidden="true" />
        {names.map((name) => (
          <div class="strip" key={name}>
            <div class="strip-words">
              <span class="strip-title" title={`${title(name)}: ${named(name).definition ?? name}`}>
                {title(name)}
              </span>
              <span class="values">
                <output class="value-0" data-value={`${name}-0`} />
                {comparing.value && <output class="value-1" data-value={`${name}-1`} />}
              </span>
              {names.length > 1 && (
                <button
                  type="button"
                  class="plain remove"
                  aria-label={`Remove the trace ${title(name)}`}
                  onClick={() => void chooseTraces(names.filter((other) => other !== name))}
                >
                  <Cross />
                </button>
              )}
            </div>
            <div class="strip-plot" data-trace={name} />
          </div>
        ))}
      </div>
      <p class="hidden" role="status" aria-live="polite" data-read-off />
      {picking && <TracePicker most={MOST_TRACES} close={() => pick(false)} />}
    </section>
  );
}

/** Which line is which body. */
export function Key() {
  if (!comparing.value) return null;
  return (
    <p class="key">
      <span class="key-0">A, as it was</span>
      <span class="key-1" title={`B, ${difference.value?.title}`}>B, {difference.value?.title}</span>
    </p>
  );
}

function range([low, high]: [number, number]): string {
  if (!Number.isFinite(low)) return "–";
  const [least, most] = [figures(low), figures(high)];
  return least === most ? least : `${least}–${most}`;
}

function stampOf(time_s: number): string {
  const tenths = Math.floor((time_s % 1) * 10);
  return `${clock(time_s)}.${tenths}`;
}

function speak(
  element: HTMLElement,
  names: string[],
  strips: Map<string, Strip>,
  time_s: number | null,
): void {
  const region = element.parentElement?.querySelector<HTMLElement>("[data-read-off]");
  if (!region) return;
  if (time_s === null) {
    region.textContent = "Reading ended.";
    return;
  }
  const parts = names.map((name) => {
    const strip = strips.get(name);
    const words = [0, ...(comparing.value ? [1] : [])].map((body) =>
      strip ? range(strip.at(time_s, body as 0 | 1)).replace("–", " to ") : "unknown",
    );
    return `${title(name)} ${words.join(" against ")} ${named(name).unit}`;
  });
  region.textContent = `${stampOf(time_s)}: ${parts.join("; ")}`;
}
