/** Said while the engine brings a body to where it is wanted. */
import { prepared } from "../state/store";

export function Preparing() {
  return (
    <p class="told">
      Preparing the body… <progress aria-label="Preparing the body" {...(prepared.value === null ? {} : { value: prepared.value })} />
    </p>
  );
}
