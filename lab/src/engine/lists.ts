/**
 * What was written down when the page was built: the lists of what the program can do, so that the
 * controls are there before the engine; and the claims explained, read when one is opened.
 */
import { embedded } from "./source";
import type { Answer, ClaimExplained } from "./types";

/** The lists, read once. */
export const lists = once<Answer<"catalogue">>("lists.json");
/** The claims as `secondheart explain` explains them, with the numbers of the recorded comparison; read once. */
export const claims = once<ClaimExplained[]>("claims.json");

function once<T>(name: string): () => Promise<T> {
  let read: Promise<T> | undefined;
  return () => {
    read ??= load<T>(name);
    read.catch(() => (read = undefined));
    return read;
  };
}

async function load<T>(name: string): Promise<T> {
  const inside = embedded(name);
  if (inside) return JSON.parse(new TextDecoder().decode(inside)) as T;
  const answer = await fetch(new URL(name, document.baseURI));
  if (!answer.ok) throw new Error(`${name} cannot be read (${answer.status})`);
  return (await answer.json()) as T;
}
