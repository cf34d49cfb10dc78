/** The curves of venous return and output, measured on copies of the bodies in a worker of its own. */
import type { Engine } from "../engine/client";
import type { Calls } from "../engine/types";

export type Curves = Calls["curves"]["answer"];

/** A body as the live worker saves it. */
export type Saved = Calls["save"]["answer"];

/** What a worker of its own must be able to do. */
export type Spare = Pick<Engine, "call" | "end" | "onProgress">;

/** Curves of saved bodies, one after the other; `tell` hears the share that is done. The worker is ended. */
export async function measureOn(
  spare: Spare,
  saved: Saved[],
  tell: (share: number) => void,
): Promise<Curves[]> {
  const found: Curves[] = [];
  spare.onProgress = (done_s, total_s) => tell((found.length + done_s / total_s) / saved.length);
  try {
    for (const { text, state } of saved) {
      await spare.call("load", { body: 0, text, saved: state });
      found.push((await spare.call("curves", { body: 0 })).json);
    }
    return found;
  } finally {
    spare.end();
  }
}
