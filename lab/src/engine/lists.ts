/**
 * The lists of what the program can do: the engine's own answer, written down when the page was
 * built, so that the controls are there before the engine.
 */
import { embedded } from "./source";
import type { Answer } from "./types";

let read: Promise<Answer<"catalogue">> | undefined;

/** The lists, read once. */
export function lists(): Promise<Answer<"catalogue">> {
  read ??= load();
  read.catch(() => (read = undefined));
  return read;
}

async function load(): Promise<Answer<"catalogue">> {
  const inside = embedded("lists.json");
  if (inside) return JSON.parse(new TextDecoder().decode(inside)) as Answer<"catalogue">;
  const answer = await fetch(new URL("lists.json", document.baseURI));
  if (!answer.ok) throw new Error(`lists.json cannot be read (${answer.status})`);
  return (await answer.json()) as Answer<"catalogue">;
}
