/** The instruments below the traces, one at a time. */
import { signal } from "@preact/signals";
import { Curves } from "./curves";
import { PressureVolumeLoop } from "./loop";
import { Numbers } from "./numbers";
import { Plethysmograph } from "./pleth-panel";
import { PumpBesideHeart } from "./pump";

const INSTRUMENTS = [
  { name: "numbers", label: "Numbers", part: Numbers },
  { name: "loop", label: "Heart loop", part: PressureVolumeLoop },
  { name: "curves", label: "Return and output", part: Curves },
  { name: "plethysmograph", label: "Plethysmograph", part: Plethysmograph },
  { name: "pump", label: "Pump and heart", part: PumpBesideHeart },
] as const;

type InstrumentName = (typeof INSTRUMENTS)[number]["name"];

export const instrument = signal<InstrumentName>("numbers");

export function InstrumentPanel() {
  const chosen = INSTRUMENTS.find(({ name }) => name === instrument.value) ?? INSTRUMENTS[0];
  const Part = chosen.part;
  const turn = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    const count = INSTRUMENTS.length;
    const next = INSTRUMENTS[(INSTRUMENTS.indexOf(chosen) + by + count) % count];
    if (!next) return;
    instrument.value = next.name;
    document.getElementById(`tab-${next.name}`)?.focus();
  };
  return (
    <section class="instrument" aria-label="Instruments">
      <div class="tablist" role="tablist" aria-label="Instruments" onKeyDown={turn}>
        {INSTRUMENTS.map(({ name, label }) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={chosen.name === name}
            aria-controls="instrument-shown"
            tabIndex={chosen.name === name ? 0 : -1}
            onClick={() => (instrument.value = name)}
          >
            {label}
          </button>
        ))}
      </div>
      <div id="instrument-shown" role="tabpanel" aria-labelledby={`tab-${chosen.name}`}>
        <Part />
      </div>
    </section>
  );
}
