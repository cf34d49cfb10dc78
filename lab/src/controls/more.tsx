/** All other controls: joint angles, who moves the body, details of the activity, any parameter. */
import { signal } from "@preact/signals";
import { useId, useState } from "preact/hooks";
import type { ActivityDetail, Posture } from "../engine/types";
import { catalogue, state } from "../state/store";
import { activityEntry, detailNow, perform, postureInput, reopen, setupNow } from "./doing";
import { Told } from "./told";
import { Field, Segments, Sheet, Slider, useSlide } from "./widgets";

type Angle = "trunk_deg" | "hip_deg" | "knee_deg" | "ankle_deg";
const ANGLES: [Angle, string][] = [
  ["trunk_deg", "Trunk above the horizontal"],
  ["hip_deg", "Hip, bent"],
  ["knee_deg", "Knee, bent"],
  ["ankle_deg", "Ankle, foot pointed"],
];

const manner = signal<"active" | "passive">("active");
const ramp_s = signal(3);

export function MoreControls({ close }: { close: () => void }) {
  return (
    <Sheet title="More controls" close={close}>
      <div class="fields">
        <Angles />
        <ActivityDetails />
        <Suction />
        <Parameter />
      </div>
      {/* What lies below the sheet cannot be read or pressed. */}
      <Told />
    </Sheet>
  );
}

function Angles() {
  const now = state.value?.posture;
  const limits = catalogue.value?.posture_limits;
  const [wanted, want] = useState<Partial<Posture>>({});
  if (!now || !limits) return null;
  const posture = { ...now, ...wanted };
  return (
    <Field name="Posture by its angles">
      {ANGLES.map(([key, label]) => (
        <Slider
          key={key}
          label={label}
          value={posture[key]}
          low={limits[key][0]}
          high={limits[key][1]}
          step={1}
          words={(value) => `${Math.round(value)}°`}
          change={(value) => want({ ...wanted, [key]: value })}
        />
      ))}
      <Slider
        label="Weight on the feet"
        value={posture.weight_bearing}
        low={0}
        high={1}
        step={0.05}
        words={(value) => `${Math.round(value * 100)} %`}
        change={(value) => want({ ...wanted, weight_bearing: value })}
      />
      <Slider
        label="Time of the movement"
        value={ramp_s.value}
        low={0.5}
        high={30}
        step={0.5}
        words={(value) => `${value} s`}
        change={(value) => (ramp_s.value = value)}
      />
      <Segments
        label="Who moves the body"
        choices={[
          { value: "active", label: "By own strength" },
          { value: "passive", label: "Moved by others" },
        ]}
        chosen={manner.value}
        choose={(value) => (manner.value = value)}
      />
      <button
        type="button"
        class="act"
        onClick={() =>
          void perform({
            posture: postureInput(posture),
            ramp: `${ramp_s.value} s`,
            manner: manner.value,
          }).then(() => want({}))
        }
      >
        Move
      </button>
    </Field>
  );
}

function ActivityDetails() {
  const pattern = state.value?.activity.pattern ?? "rest";
  const entry = activityEntry(pattern);
  const [wanted, want] = useState<Record<string, number>>({});
  const [wantedLeg, chooseLeg] = useState<"both" | "left" | "right" | null>(null);
  const now = state.value?.activity;
  const leg = wantedLeg ?? now?.leg ?? "both";
  const given = (detail: ActivityDetail) => wanted[detail.key] ?? detailNow(now, detail);
  if (!entry || pattern === "rest")
    return (
      <Field name="Details of the activity">
        <p class="note">At rest. Choose an activity first.</p>
      </Field>
    );
  const details = Object.fromEntries(
    entry.takes
      .filter((detail) => given(detail) !== undefined)
      .map((detail) => [detail.key, `${given(detail)} ${detail.unit}`]),
  );
  return (
    <Field name={`Details: ${entry.title}`}>
      {entry.takes.map((detail) => [detail, given(detail)] as const).map(([{ key, unit, usual, low, high }, value]) => (
        <Slider
          key={key}
          label={key}
          value={value ?? usual ?? low ?? 0}
          low={low ?? 0}
          high={high ?? 100}
          step={(high ?? 100) - (low ?? 0) > 40 ? 1 : 0.1}
          words={(value) => `${Number(value.toFixed(1))} ${unit}`}
          change={(value) => want({ ...wanted, [key]: value })}
        />
      ))}
      <Segments
        label="Leg"
        choices={[
          { value: "both", label: "Both legs" },
          { value: "left", label: "Left" },
          { value: "right", label: "Right" },
        ]}
        chosen={leg}
        choose={chooseLeg}
      />
      <button
        type="button"
        class="act"
        onClick={() =>
          void perform({
            activity: { pattern, ...details, ...(leg === "both" ? {} : { leg }) },
          }).then(() => {
            want({});
            chooseLeg(null);
          })
        }
      >
        Do it so
      </button>
    </Field>
  );
}

/** Suction on the body below the iliac crests; stages of protocols go to 60 mmHg. */
function Suction() {
  const actual = state.value?.set["lower_body.suction_mmhg"] ?? 0;
  const send = (value: number) => perform({ set: { "lower_body.suction_mmhg": value } });
  const [value, slide] = useSlide(actual, send, 400);
  return (
    <Field name="Suction on the lower body">
      <Slider
        label="Suction below the hips"
        value={value}
        low={0}
        high={60}
        step={5}
        words={(number) => `${number} mmHg`}
        change={slide}
      />
    </Field>
  );
}

function Parameter() {
  const [path, name] = useState("");
  const [value, change] = useState("");
  const number = Number(value);
  const isNumber = Number.isFinite(number);
  const wrong = useId();
  const filled = path.trim() !== "" && value.trim() !== "" && isNumber;
  const set = { [path.trim()]: number };
  const inForce = Object.entries(state.value?.set ?? {});
  return (
    <Field name="Any parameter">
      <p class="note">
        By its path, as <code>secondheart parameters</code> lists them, such as{" "}
        <code>muscle.pressure_gain</code>.
      </p>
      <div class="parameter">
        <input
          aria-label="Path of the parameter"
          placeholder="path"
          value={path}
          spellcheck={false}
          onInput={(event) => name(event.currentTarget.value)}
        />
        <input
          aria-label="Value"
          placeholder="value"
          inputMode="decimal"
          aria-invalid={!isNumber}
          aria-describedby={isNumber ? undefined : wrong}
          value={value}
          onInput={(event) => change(event.currentTarget.value)}
        />
        <button type="button" class="act" disabled={!filled} onClick={() => void perform({ set })}>
          Set
        </button>
        <button
          type="button"
          class="act"
          disabled={!filled}
          title="For parameters that shape the person before the steady start"
          onClick={() => {
            const setup = setupNow();
            void reopen({ ...setup, set: { ...setup.set, ...set } }, "The body begins anew.");
          }}
        >
          Set from the start
        </button>
      </div>
      {!isNumber && (
        <p class="note" id={wrong} role="alert">
          “{value}” is not a number: write it as 1.5 or -2e-3.
        </p>
      )}
      {inForce.length > 0 && (
        <ul class="note">
          {inForce.map(([parameter, present]) => (
            <li key={parameter}>
              <code>
                {parameter} = {present}
              </code>
            </li>
          ))}
        </ul>
      )}
    </Field>
  );
}
