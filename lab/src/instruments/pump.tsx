/** The muscle pump beside the heart: useful power and flow, as bars on one scale each. */
import { catalogue, comparing } from "../state/store";
import { figures, named } from "./names";
import { readings, useReadings } from "./readings";
import { Key } from "./traces";

interface Pair {
  title: string;
  heart: string;
  pump: string;
  /** What the second bar is. */
  who: string;
  /** Factor that brings the pump's reading to the heart's unit. */
  scale: number;
  note: string;
}

const PAIRS: Pair[] = [
  {
    title: "Power given to the blood",
    heart: "heart_power_mw",
    pump: "pump_useful_power_mw",
    who: "Muscle pump",
    scale: 1,
    note: "The work of both ventricles a second, and the useful work of the pump: the flow past the knees times the pressure that the pump takes off the veins of the ankle. Blood that falls back through a leaking valve and is squeezed again does not count.",
  },
  {
    title: "Flow",
    heart: "cardiac_output_l_per_min",
    pump: "knee_flow_both_ml_per_min",
    who: "Both legs",
    scale: 0.001,
    note: "The heart's output, and what the veins of both legs carry up past the knee, which the pump multiplies.",
  },
  {
    title: "Volume a stroke",
    heart: "stroke_volume_ml",
    pump: "ejected_volume_ml",
    who: "One calf",
    scale: 1,
    note: "The left ventricle's stroke, and the volume that one tiptoe throws out of a calf.",
  },
];

export function PumpBesideHeart() {
  useReadings();
  const live = new Set((catalogue.value?.live ?? []).map(({ name }) => name));
  const shown = PAIRS.filter(({ heart, pump }) => live.has(heart) && live.has(pump));
  const now = readings.value[0];
  const share = pumpShare(now.pump_useful_power_mw, now.heart_power_mw);
  return (
    <section class="chart" aria-label="The pump beside the heart">
      <Key />
      {shown.map((pair) => (
        <PairBars key={pair.title} pair={pair} />
      ))}
      {Number.isFinite(share) && (
        <p>
          {share > 0
            ? `Of the useful power of heart and pump together, the pump gives ${figures(share)} %.`
            : "The pump gives no useful power: the blood that it lifts falls back."}
        </p>
      )}
      <p class="note">
        The second heart works only while the muscles do: let the body walk or rise on tiptoe.
      </p>
    </section>
  );
}

/** Useful power of the pump as a share of pump and heart together, per cent. */
export function pumpShare(pump_mw = Number.NaN, heart_mw = Number.NaN): number {
  return (100 * pump_mw) / (pump_mw + heart_mw);
}

function PairBars({ pair }: { pair: Pair }) {
  const bodies = comparing.value ? ([0, 1] as const) : ([0] as const);
  const { unit } = named(pair.heart);
  const value = (body: 0 | 1, name: string, scale: number) =>
    (readings.value[body]?.[name] ?? Number.NaN) * scale;
  const bars = bodies.flatMap((body) => [
    { body, who: "Heart", value: value(body, pair.heart, 1) },
    { body, who: pair.who, value: value(body, pair.pump, pair.scale) },
  ]);
  const most = Math.max(...bars.map((bar) => (Number.isFinite(bar.value) ? bar.value : 0)), 1e-9);
  return (
    <div class="bars">
      <h3>{pair.title}</h3>
      <dl>
        {bars.map((bar) => (
          <div key={`${bar.who}${bar.body}`} class={bar.who === "Heart" ? "heart" : "pump"}>
            <dt>
              {bar.who}
              {bodies.length > 1 && (bar.body === 0 ? " A" : " B")}
            </dt>
            <dd>
              <i style={{ width: `${Number.isFinite(bar.value) ? Math.max(0, (100 * bar.value) / most) : 0}%` }} />
              <span>
                {figures(bar.value)} <small>{unit}</small>
              </span>
            </dd>
          </div>
        ))}
      </dl>
      <p class="note">{pair.note}</p>
      {[pair.heart, pair.pump].map((name) => {
        const { definition, label } = named(name);
        return definition ? (
          <p key={name} class="note">
            <b>{label}</b>: {definition}
          </p>
        ) : null;
      })}
    </div>
  );
}
