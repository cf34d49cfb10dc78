/** Colours for canvas code, from the style sheet's tokens, and the choice of theme. */

import { signal } from "@preact/signals";

/** Names of the tokens; `style/tokens.css` gives each its light and dark colour. */
export const TOKENS = [
  "paper",
  "panel",
  "line",
  "ink",
  "ink-soft",
  "accent",
  "focus",
  "good",
  "bad",
  "warn",
  "skin",
  "skin-edge",
  "bone",
  "muscle",
  "muscle-active",
  "artery",
  "vein",
  "vein-high",
  "vein-low",
  "water",
  "valve",
] as const;

export type Token = (typeof TOKENS)[number];
export type Colours = Record<Token, string>;
export type Theme = "system" | "light" | "dark";

const STORED = "secondheart.theme";
let cached: Colours | undefined;
const listeners = new Set<() => void>();

/** The present colours, resolved. */
export function colours(): Colours {
  if (!cached) {
    const style = getComputedStyle(document.documentElement);
    cached = Object.fromEntries(
      TOKENS.map((token) => [token, style.getPropertyValue(`--${token}`).trim()]),
    ) as Colours;
  }
  return cached;
}

/** Calls back whenever the colours change. */
export function onColours(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function changed(): void {
  cached = undefined;
  for (const listener of listeners) listener();
}

/** The chosen theme. */
export function theme(): Theme {
  const stored = storage.getItem(STORED);
  return stored === "light" || stored === "dark" ? stored : "system";
}

/** Chooses a theme and remembers it. */
export function setTheme(chosen: Theme): void {
  storage.setItem(STORED, chosen);
  applyTheme();
}

/** Applies the chosen theme to the page; to be called once at the start. */
export function applyTheme(): void {
  const chosen = theme();
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  changed();
}

/** Set once the browser has refused to keep something. */
export const unkept = signal(false);

/** The browser's storage; it may be full, or forbidden as in some pages from a file. */
export const storage = {
  getItem(key: string): string | null {
    try {
      return window.localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  setItem(key: string, text: string): void {
    try {
      window.localStorage.setItem(key, text);
    } catch {
      unkept.value = true;
    }
  },
};

if (typeof window !== "undefined") {
  for (const media of ["(prefers-color-scheme: dark)", "print"]) window.matchMedia(media).addEventListener("change", changed);
}
