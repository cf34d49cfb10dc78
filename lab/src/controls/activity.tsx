/** What the muscles do, and one slider for how fast or how hard. */
import { signal } from "@preact/signals";
import type { ActivityDetail, ActivityInput } from "../engine/types";
import { catalogue, state } from "../state/store";
import { activityEntry, allows, detailNow, perform, postureFor } from "./doing";
import { Field, Segments, Sheet, Slider, useSlide, type Choice } from "./widgets";

/** Activities in view; all others are behind "more". */
const IN_VIEW: Record<string, string> = {
  rest: "Rest",
  tiptoe: "Tiptoe",
  walk: "Walk",
  run: "Run",
  cycle: "Cycle",
};

/** The detail that has the slider. */
const FIRST: ActivityDetail["key"][] = ["speed", "power", "rate", "incline"];

const more = signal(false);

const POSTURE_FIRST = { standing: "stand up", sitting: "sit down", supine: "lie down" };

export function ActivityControl() {
  const known = catalogue.value?.activities ?? [];
  const now = state.value;
  const pattern = now?.activity.pattern ?? null;
  const hint = (name: string) => {
    const entry = activityEntry(name);
    return entry && now && !allows(entry, now) ? `not in this posture; press to ${POSTURE_FIRST[postureFor(entry) ?? "standing"]} first` : undefined;
  };
  const choice = (name: string, label: string): Choice<string> => {
    const why = hint(name);
    return { value: name, label, ...(why ? { hint: why } : {}) };
  };
  const shown = Object.entries(IN_VIEW).filter(([name]) => activityEntry(name));
  const others = known.filter(({ name }) => !(name in IN_VIEW));
  const other = others.find(({ name }) => name === pattern);
  const choices = shown.map(([name, label]) => choice(name, label));
  if (other) choices.push(choice(other.name, words(other.name)));
  return (
    <Field name="Activity" size="wide">
      <Segments label="Activity" choices={choices} chosen={pattern} choose={(name) => begin(name)}>
        <button type="button" aria-haspopup="dialog" onClick={() => (more.value = true)}>
          <span>More…</span>
        </button>
      </Segments>
      <Pace pattern={pattern ?? "rest"} />
      {more.value && (
        <Sheet title="Activities" close={() => (more.value = false)}>
          <ul class="entries">
            {others.map((entry) => (
              <li key={entry.name}>
                <button
                  type="button"
                  aria-pressed={entry.name === pattern}
                  onClick={() => {
                    more.value = false;
                    begin(entry.name);
                  }}
                >
                  <strong>{words(entry.name)}</strong>
                  <span>{entry.title}</span>
                  {hint(entry.name) && <em>{hint(entry.name)}</em>}
                </button>
              </li>
            ))}
          </ul>
        </Sheet>
      )}
    </Field>
  );
}

/** The slider of the activity under way. */
function Pace({ pattern }: { pattern: string }) {
  const entry = activityEntry(pattern);
  const detail = entry && firstDetail(entry.takes);
  const actual = detail && (detailNow(state.value?.activity, detail) ?? detail.usual ?? detail.low);
  const send = async (wanted: number) => {
    if (detail) await perform({ activity: activityWith(detail, wanted) });
  };
  const [value, change] = useSlide(actual ?? 0, send, 400);
  if (!detail) return null;
  const low = Math.max(detail.low ?? 0, 0);
  const high = USUAL_HIGH[`${pattern} ${detail.key}`] ?? detail.high ?? 100;
  const step = high - low > 40 ? 5 : high - low > 12 ? 1 : 0.1;
  return (
    <Slider
      label={words(detail.key)}
      value={value}
      low={low}
      high={Math.max(high, value)}
      step={step}
      words={(number) => `${Number(number.toFixed(1))} ${detail.unit}`}
      change={change}
    />
  );
}

/** Upper ends of the sliders where the engine's own limit is far beyond what people do. */
const USUAL_HIGH: Record<string, number> = {
  "walk speed": 8,
  "run speed": 20,
  "cycle power": 300,
  "tiptoe rate": 120,
};

function firstDetail(takes: ActivityDetail[]): ActivityDetail | undefined {
  return FIRST.map((key) => takes.find((detail) => detail.key === key)).find(Boolean);
}

function begin(name: string): void {
  void perform({ activity: name });
}

/** The activity under way with one detail changed; the others stay as they are. */
function activityWith(changed: ActivityDetail, value: number): ActivityInput {
  const now = state.value?.activity;
  const pattern = now?.pattern ?? "rest";
  const kept = (activityEntry(pattern)?.takes ?? []).flatMap((detail) => {
    const own = detail.key === changed.key ? value : detailNow(now, detail);
    return own === undefined ? [] : [[detail.key, `${own} ${detail.unit}`]];
  });
  const leg = now?.leg;
  return { pattern, ...Object.fromEntries(kept), ...(leg ? { leg } : {}) };
}

function words(name: string): string {
  const text = name.replaceAll("-", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
