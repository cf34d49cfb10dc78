/** The eight controls in view, and the way to the rest. */
import { signal } from "@preact/signals";
import { ActivityControl } from "./activity";
import { BreathingControl } from "./breathing";
import { GravityControl } from "./gravity";
import { KnockoutControl } from "./knockouts";
import { MoreControls } from "./more";
import { NamedControl } from "./named";
import { PersonControl } from "./person";
import { PostureControl } from "./posture";

export const moreOpen = signal(false);

export function Controls() {
  return (
    <section class="controls" id="controls" aria-label="Controls">
      <h2 class="hidden">Controls</h2>
      <div class="control-grid">
        <PostureControl />
        <ActivityControl />
        <BreathingControl />
        <KnockoutControl />
        <NamedControl sort="condition" />
        <NamedControl sort="intervention" />
        <GravityControl />
        <PersonControl />
        <button
          type="button"
          class="more link"
          aria-haspopup="dialog"
          onClick={() => (moreOpen.value = true)}
        >
          More controls…
        </button>
      </div>
      {moreOpen.value && <MoreControls close={() => (moreOpen.value = false)} />}
    </section>
  );
}
