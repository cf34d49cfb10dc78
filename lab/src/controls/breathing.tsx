/** Breathing and straining: pressures in chest and abdomen, set from the page. */
import { state } from "../state/store";
import { perform } from "./doing";
import doings from "./doings.toml";
import { Field, Segments, Slider, useSlide, type Choice } from "./widgets";

type Breath = "quiet" | "deep" | "out" | "in";

const { deep, out, in: drawn } = doings.breathing;

/** Free breathing: that of health, or slow and deep. */
function valuesOf(which: "healthy" | "value") {
  const all = { ...out.set, ...deep.set };
  return Object.fromEntries(
    Object.entries(all).map(([path, entry]) => [
      path,
      path in deep.set ? entry[which] : entry.healthy,
    ]),
  );
}

const CHOICES: Choice<Breath>[] = [
  { value: "quiet", label: "Quiet" },
  { value: "deep", label: "Slow, deep" },
  { value: "out", label: "Strain" },
  { value: "in", label: "Draw in" },
];

export function BreathingControl() {
  const set = state.value?.set ?? {};
  const actual_mmhg = set["respiration.strain_mmhg"] ?? 0;
  const chosen: Breath =
    actual_mmhg > 0
      ? "out"
      : actual_mmhg < 0
        ? "in"
        : set["respiration.rate_per_min"] === deep.set["respiration.rate_per_min"]?.value
          ? "deep"
          : "quiet";
  const choose = (breath: Breath) => {
    if (breath === "quiet") void perform({ set: valuesOf("healthy") }, "Quiet breathing");
    else if (breath === "deep") void perform({ set: valuesOf("value") }, deep.title);
    else {
      const way = breath === "out" ? out : drawn;
      const values = Object.entries(way.set).map(([path, { value }]) => [path, value]);
      void perform({ set: Object.fromEntries(values) }, way.title);
    }
  };
  const send = (value: number) => perform({ set: { "respiration.strain_mmhg": value } });
  const [strain_mmhg, slide] = useSlide(actual_mmhg, send, 400);
  return (
    <Field name="Breathing" size="middle">
      <Segments label="Breathing" choices={CHOICES} chosen={chosen} choose={choose} />
      {strain_mmhg !== 0 && (
        <Slider
          label={strain_mmhg > 0 ? "Pressure of the strain" : "Suction"}
          value={Math.abs(strain_mmhg)}
          low={5}
          high={60}
          step={1}
          words={(value) => `${value} mmHg`}
          change={(value) => slide(strain_mmhg > 0 ? value : -value)}
        />
      )}
    </Field>
  );
}
