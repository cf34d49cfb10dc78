/** Who is simulated. */
import { catalogue, state } from "../state/store";
import { reopen, setupNow } from "./doing";
import { Field } from "./widgets";

export function PersonControl() {
  const subjects = catalogue.value?.subjects ?? [];
  const now = state.value?.subject;
  // The state has the person's own name; the line is the same as in the list.
  const known = subjects.find(({ line }) => line === now?.line);
  return (
    <Field name="Person" value="begins anew">
      <select
        aria-label="Person"
        aria-description="With another person the body begins anew, at rest in the same posture."
        title={`${now?.line ?? ""}\nWith another person the body begins anew, at rest in the same posture.`.trim()}
        value={known?.name ?? "own"}
        onChange={(event) => {
          const subject = event.currentTarget.value;
          if (subject !== "own")
            void reopen({ ...setupNow(), subject }, `The body begins anew with ${words(subject).toLowerCase()}, at rest in the same posture.`);
        }}
      >
        {!known && <option value="own">{now?.name ?? "own"}</option>}
        {subjects.map(({ name, line }) => (
          <option key={name} value={name} title={line}>
            {words(name)}
          </option>
        ))}
      </select>
    </Field>
  );
}

function words(name: string): string {
  const text = name.replaceAll("-", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
