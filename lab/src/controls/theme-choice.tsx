/** Light, dark, or as the system has it. */
import { useState } from "preact/hooks";
import { setTheme, theme, type Theme } from "../theme";

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const WORDS: Record<Theme, string> = { system: "System", light: "Light", dark: "Dark" };

export function ThemeChoice() {
  const [chosen, choose] = useState(theme());
  return (
    <button
      type="button"
      class="theme"
      title="Light, dark, or as the system has it"
      aria-label={`Colours: ${WORDS[chosen]}`}
      onClick={() => {
        setTheme(NEXT[chosen]);
        choose(NEXT[chosen]);
      }}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.4" />
        <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor" />
      </svg>
      <span>{WORDS[chosen]}</span>
    </button>
  );
}
