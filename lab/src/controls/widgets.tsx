/** The page's few widgets: a row of choices, a slider, a sheet that opens over the page. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";

export interface Choice<T> {
  value: T;
  label: string;
  icon?: JSX.Element;
  /** Says why it is not possible just now; it can be pressed all the same. */
  hint?: string;
}

/** A field to search in; the hint shows what may be written, default: the label. */
export function Search(props: {
  label: string;
  hint?: string;
  value: string;
  change: (text: string) => void;
}) {
  return (
    <input
      type="search"
      aria-label={props.label}
      placeholder={props.hint ?? props.label}
      value={props.value}
      onInput={(event) => props.change(event.currentTarget.value)}
    />
  );
}

/** A row of choices of which one holds, or none. */
export function Segments<T extends string>(props: {
  label: string;
  choices: Choice<T>[];
  chosen: T | null;
  choose: (value: T) => void;
  children?: ComponentChildren;
}) {
  return (
    <div class="segments" role="group" aria-label={props.label}>
      {props.choices.map(({ value, label, icon, hint }) => (
        <button
          key={value}
          type="button"
          aria-pressed={props.chosen === value}
          class={hint ? "unlikely" : ""}
          title={hint ?? label}
          data-value={value}
          onClick={() => props.choose(value)}
        >
          {icon}
          <span>{label}</span>
        </button>
      ))}
      {props.children}
    </div>
  );
}

/** A slider with its value and unit in words; `change` is called while it moves. */
export function Slider(props: {
  label: string;
  value: number;
  low: number;
  high: number;
  step: number;
  words: (value: number) => string;
  change: (value: number) => void;
  /** Hides label and value, which stand elsewhere. */
  bare?: boolean;
}) {
  const id = useId();
  return (
    <div class={props.bare ? "slider bare" : "slider"}>
      <label for={id}>{props.label}</label>
      <output for={id}>{props.words(props.value)}</output>
      <input
        id={id}
        type="range"
        min={props.low}
        max={props.high}
        step={props.step}
        value={props.value}
        aria-valuetext={props.words(props.value)}
        onInput={(event) => props.change(Number(event.currentTarget.value))}
      />
    </div>
  );
}

/** A group of controls under a short name. */
export function Field(props: {
  name: string;
  /** How much room it takes among the controls. */
  size?: "wide" | "middle";
  /** Present value, beside the name. */
  value?: string;
  children: ComponentChildren;
}) {
  const id = useId();
  return (
    <section class={`field ${props.size ?? ""}`} aria-labelledby={id}>
      <h3 id={id}>
        {props.name}
        {props.value && <small>{props.value}</small>}
      </h3>
      {props.children}
    </section>
  );
}

/** A sheet over the page, closed by its button, Escape or a press beside it. */
export function Sheet(props: {
  title: string;
  close: () => void;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      // A sheet that leaves the page with its choice gives the focus back to what opened it.
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby={id}
      // The event of a sheet that has left the page must not close the next one.
      onClose={() => dialog.current?.isConnected && props.close()}
      onKeyDown={(event) => {
        // A search field would take the first Escape for itself.
        if (event.key !== "Escape") return;
        event.preventDefault();
        props.close();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) props.close();
      }}
    >
      <div class="sheet-inside">
        <header>
          <h2 id={id}>{props.title}</h2>
          <button type="button" class="plain" aria-label="Close" onClick={props.close}>
            <Cross />
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  );
}

/**
 * The value of a slider: what holds in the body, or while it is moved the value that is wanted, until
 * the body has taken the newest one or refused it.
 */
export function useSlide(
  actual: number,
  send: (value: number) => Promise<unknown>,
  wait_ms: number,
): [number, (value: number) => void] {
  const [wanted, want] = useState<number | null>(null);
  const newest = useRef<number | null>(null);
  const throttled = useThrottle((value: number) => {
    void send(value).finally(() => {
      if (newest.current !== value) return;
      newest.current = null;
      want(null);
    });
  }, wait_ms);
  const change = (value: number) => {
    newest.current = value;
    want(value);
    throttled(value);
  };
  return [wanted ?? actual, change];
}

/** Calls at once, then at most once in `wait_ms` with the newest value. */
export function useThrottle<T>(call: (value: T) => void, wait_ms: number): (value: T) => void {
  const latest = useRef(call);
  latest.current = call;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const waiting = useRef<{ value: T } | undefined>(undefined);
  return (value) => {
    if (timer.current !== undefined) {
      waiting.current = { value };
      return;
    }
    latest.current(value);
    const rest = () => {
      timer.current = undefined;
      const next = waiting.current;
      waiting.current = undefined;
      if (!next) return;
      latest.current(next.value);
      timer.current = setTimeout(rest, wait_ms);
    };
    timer.current = setTimeout(rest, wait_ms);
  };
}

export function Cross() {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d="M3 3l10 10M13 3L3 13" stroke="currentColor" stroke-width="1.6" fill="none" />
    </svg>
  );
}
