/** What was done in the page, to keep as a file for each body and to send as a link. */
import { useState } from "preact/hooks";
import { bodyName } from "../controls/compare";
import { sessionText } from "../state/actions";
import { comparing } from "../state/store";
import { download } from "./run";
import { link } from "./share";

/** Where a link works that was made on this computer alone. */
function reach(): string {
  if (location.protocol === "file:")
    return "It works only with this same file in the same place. To send what you did, save the scenario file instead.";
  if (/^(localhost|127\.|\[::1\])/.test(location.hostname))
    return "It opens on this computer only, while the lab runs; for others, host the page (secondheart lab --export) and copy the link there.";
  return "";
}

export function Session() {
  const [told, tell] = useState("");
  const two = comparing.value;
  const save = async (body: 0 | 1) => {
    const title = two ? `Session in the lab, body ${bodyName(body)}` : "Session in the lab";
    const file = two ? `session-${body === 0 ? "a" : "b"}.toml` : "session.toml";
    download(file, await sessionText(title, body), "application/toml");
  };
  const copy = async () => {
    const address = await link();
    try {
      await navigator.clipboard.writeText(address);
      tell("The link is copied: it opens what you see as it is now.");
    } catch {
      // A page from a file, or a browser that does not allow it, keeps the link in its own address.
      history.replaceState(null, "", address);
      tell("The link is in the address bar: copy it from there.");
    }
  };
  return (
    <section aria-label="This session">
      <h3>What you did here</h3>
      <div class="pills">
        {two ? (
          ([0, 1] as const).map((body) => (
            <button key={body} type="button" onClick={() => void save(body)}>
              Save body {bodyName(body)}
            </button>
          ))
        ) : (
          <button type="button" onClick={() => void save(0)}>
            Save as a scenario file
          </button>
        )}
        <button type="button" onClick={() => void copy()}>
          Copy a link
        </button>
      </div>
      <p class="note">
        {two
          ? "Each file holds one body with all that was done to it; where the other differs, it has a phase that changes nothing, so that both take the same steps. "
          : "The file holds all that was done to the body. "}
        <code>secondheart run</code> gives the same numbers from it anywhere.
      </p>
      {reach() && <p class="note">The link: {reach().charAt(0).toLowerCase() + reach().slice(1)}</p>}
      <p class="note" role="status">
        {told}
      </p>
    </section>
  );
}
