/** Parts of the body switched off one by one. */
import { state } from "../state/store";
import { perform } from "./doing";
import { isOut, knockouts, type Knockout } from "./knockout-list";
import { Field } from "./widgets";

export function KnockoutControl() {
  const set = state.value?.set ?? {};
  const turn = (knockout: Knockout) => {
    const back = isOut(knockout, set);
    const values = Object.entries(knockout.set).map(([path, [healthy, out]]) => [
      path,
      back ? healthy : out,
    ]);
    void perform(
      { set: Object.fromEntries(values) as Record<string, number> },
      back ? `${knockout.label} as in health` : knockout.title,
    );
  };
  return (
    <Field name="Switch off" size="middle">
      <div class="segments" role="group" aria-label="Switch off">
        {knockouts().map((knockout) => (
          <button
            key={knockout.name}
            type="button"
            class="knockout"
            aria-pressed={isOut(knockout, set)}
            title={knockout.title}
            data-value={knockout.name}
            onClick={() => turn(knockout)}
          >
            <span>{knockout.label}</span>
          </button>
        ))}
      </div>
    </Field>
  );
}
