/** A tour named in the page's address, `#tour=c01-calf-pump`: what a teacher sends to a class. */
import { showPlace } from "../state/actions";
import { all, begin } from "./play";

/** The name of the tour in an address, if there is such a tour. */
export function tourIn(hash: string): string | undefined {
  const name = new URLSearchParams(hash.replace(/^#/, "")).get("tour");
  return all.find(({ id }) => id === name)?.id;
}

/** Opens the tour that the address names, now and whenever the address changes. */
export function followAddress(): void {
  const follow = () => {
    const id = tourIn(location.hash);
    if (!id) return;
    void showPlace("tours");
    begin(id);
  };
  window.addEventListener("hashchange", follow);
  follow();
}
