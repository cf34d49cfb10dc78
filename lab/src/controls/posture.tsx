/** Postures as pictograms. Angles of the trunk and the legs are in "More" and in the figure. */
import type { JSX } from "preact";
import { catalogue, state } from "../state/store";
import { perform, postureInput } from "./doing";
import { Field, Segments, type Choice } from "./widgets";

/** Angle of the tilt table, degrees. */
const TILT_DEG = 60;

/** Order and short words of the postures; a posture without an entry here comes after them. */
const SHORT: Record<string, string> = {
  supine: "Lie",
  sitting: "Sit",
  standing: "Stand",
  tilt: "Tilt",
  "legs-raised": "Legs up",
  squatting: "Squat",
};

/** A body as a line: head, trunk, thigh, shank, foot, in a box of 24. */
const LINES: Record<string, { head: [number, number]; line: string; extra?: string }> = {
  supine: { head: [3.5, 14], line: "M6.5 15H22" , extra: "M2 18.5H22" },
  sitting: { head: [9, 4.5], line: "M9 7.5V14.5H16V20.5H18.5", extra: "M5.5 17.5H12" },
  standing: { head: [12, 3.5], line: "M12 6.5V20.5H15" },
  tilt: { head: [14.8, 4], line: "M13.6 6.8L8.2 19.4", extra: "M17.4 6.2L10.6 21.5" },
  "legs-raised": { head: [3.5, 16], line: "M6.5 17H13L20.5 9", extra: "M2 20.5H16" },
  squatting: { head: [11, 5.5], line: "M10.5 8.5L7.5 15L15 14L11.5 20.5H15" },
};

export function pictogram(name: string): JSX.Element {
  const drawn = LINES[name];
  return (
    <svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true" class="pictogram">
      {drawn ? (
        <>
          {drawn.extra && <path d={drawn.extra} class="support" />}
          <circle cx={drawn.head[0]} cy={drawn.head[1]} r="2.2" />
          <path d={drawn.line} />
        </>
      ) : (
        <circle cx="12" cy="12" r="4" />
      )}
    </svg>
  );
}

export function PostureControl() {
  const known = catalogue.value?.postures ?? [];
  const now = state.value?.posture;
  const names = Object.keys(SHORT).filter(
    (name) => name === "tilt" || known.some((posture) => posture.name === name),
  );
  const rest = known.map(({ name }) => name).filter((name) => !(name in SHORT));
  const choices: Choice<string>[] = [...names, ...rest].map((name) => ({
    value: name,
    label: SHORT[name] ?? name,
    icon: pictogram(name),
  }));
  const near = (a: number, b: number) => Math.abs(a - b) < 2;
  const held = now
    ? known.find(
        (posture) =>
          near(posture.trunk_deg, now.trunk_deg) &&
          near(posture.hip_deg, now.hip_deg) &&
          near(posture.knee_deg, now.knee_deg),
      )?.name ?? (near(now.trunk_deg, TILT_DEG) && near(now.hip_deg, 0) ? "tilt" : null)
    : null;
  const choose = (name: string) => {
    const gravity = now?.gravity_g ?? 1;
    if (name === "tilt") {
      const posture = { trunk: `${TILT_DEG} deg`, gravity: `${gravity} g` };
      return void perform({ posture, manner: "passive", ramp: "6 s" });
    }
    const posture = known.find((entry) => entry.name === name);
    if (!posture) return;
    void perform({ posture: postureInput({ ...posture, words: name, gravity_g: gravity }) });
  };
  return (
    <Field name="Posture" size="wide">
      <Segments label="Posture" choices={choices} chosen={held} choose={choose} />
    </Field>
  );
}
