/** Questions about somebody's own health: what is said first, and what comes first. */
import data from "./personal.toml";

/** Said above the answers. */
export const NOTICE =
  "For education, not advice. With chest pain, fainting, trouble breathing, or a leg that is swollen, red or hot: see a doctor at once or call the emergency number.";

/** Whether the notice stands above the answers, and the answers that come first where a sign needs help at once. */
export function personal(question: string): { notice: boolean; first: string[] } {
  const said = new Set(question.toLowerCase().replaceAll("’", "'").match(/[a-z']+/g) ?? []);
  const any = (words: string[]) => words.some((word) => said.has(word));
  const alarm = data.alarm.find(({ words }) => words.some((all) => all.every((word) => said.has(word))));
  return { notice: alarm !== undefined || any(data.drugs) || (any(data.own) && any(data.signs)), first: alarm?.first ?? [] };
}
