/** Gravity, as a multiple of the standard; the slider catches at the worlds that people know. */
import type { PostureInput } from "../engine/types";
import { state } from "../state/store";
import { perform, postureInput } from "./doing";
import { Field, Slider, useSlide } from "./widgets";

const WORLDS = [
  { value: 0, label: "none" },
  { value: 0.17, label: "Moon" },
  { value: 0.38, label: "Mars" },
  { value: 1, label: "Earth" },
  { value: 2, label: "double" },
];

export function GravityControl() {
  const send = async (value: number) => {
    const now = state.value;
    if (!now) return;
    const posture: PostureInput = postureInput({ ...now.posture, gravity_g: value });
    await perform({ posture, ramp: "1 s", manner: "passive" });
  };
  const [gravity_g, slide] = useSlide(state.value?.posture.gravity_g ?? 1, send, 600);
  const words = (value: number) => {
    const world = WORLDS.find((entry) => Math.abs(entry.value - value) < 0.015);
    return `${value.toFixed(2)} g${world ? `, ${world.label}` : ""}`;
  };
  return (
    <Field name="Gravity" value={words(gravity_g)}>
      <Slider
        label="Gravity"
        bare
        value={gravity_g}
        low={0}
        high={2}
        step={0.01}
        words={words}
        change={(value) => slide(WORLDS.find((entry) => Math.abs(entry.value - value) < 0.03)?.value ?? value)}
      />
    </Field>
  );
}
