/** A tour or a claim in the page's address, `#tour=c01-calf-pump` or `#explain=C17`: what a teacher sends to a class. */
import { showPlace } from "../state/actions";
import { explain } from "./claims";
import { claims } from "./host";
import { all, begin } from "./play";

/** The name of the tour in an address, if there is such a tour. */
export function tourIn(hash: string): string | undefined {
  const name = named(hash, "tour");
  return all.find(({ id }) => id === name)?.id;
}

/** The claim in an address, if there is such a claim. */
export function claimIn(hash: string): string | undefined {
  const id = named(hash, "explain")?.toUpperCase();
  return id !== undefined && claims.has(id) ? id : undefined;
}

function named(hash: string, key: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, "")).get(key);
}

/** Opens what the address names, now and whenever the address changes. */
export function followAddress(): void {
  const follow = () => {
    const [tour, claim] = [tourIn(location.hash), claimIn(location.hash)];
    if (!tour && !claim) return;
    void showPlace("tours");
    if (tour) begin(tour);
    else if (claim) explain(claim);
  };
  window.addEventListener("hashchange", follow);
  follow();
}
