/** Finds answers to a question in plain words; forgives typing errors. */
import MiniSearch, { type SearchResult } from "minisearch";
import type { Answer, Sort } from "./answers";

/** Words that carry no meaning in a question. */
const STOP = new Set(
  "a an and are as at be but by can do does did for from get gets go has have he her how i if in into is it its me my of on or our she so that the their them there they this to was we what when where which who why will with you your happens happen".split(" "),
);
/** What is likely meant comes first: words, stories and controls before signals. */
const WEIGHT: Record<Sort, number> = {
  word: 1.8, tour: 1.8, claim: 1.2, condition: 1.3, treatment: 1.2, posture: 1.6, activity: 1.5, protocol: 0.8, reading: 0.8, signal: 0.25,
};
const MOST = 9;

/** One form for a word and its plural. */
function stem(term: string): string | null {
  const word = term.toLowerCase().replace(/['’]s$/, "");
  if (STOP.has(word)) return null;
  return word.length > 4 ? word.replace(/(?<!s)s$/, "").replace(/ies$/, "y") : word;
}

export interface Finder {
  find(question: string): Answer[];
}

export function finder(all: Answer[]): Finder {
  const byId = new Map(all.map((answer) => [answer.id, answer]));
  const index = new MiniSearch<Answer>({
    fields: ["title", "also", "text"],
    processTerm: stem,
    searchOptions: {
      prefix: (term) => term.length > 2,
      // Two letters changed in place are two edits.
      fuzzy: (term) => (term.length > 4 ? 2 : term.length > 3 ? 1 : false),
      boost: { title: 3, also: 2.5 },
      boostDocument: (id) => {
        const { sort, run } = byId.get(String(id))!;
        return WEIGHT[sort] * (run ? 1 : 0.6);
      },
    },
  });
  index.addAll(all);
  return {
    find(question) {
      const found = (combineWith: "AND" | "OR"): SearchResult[] => index.search(question, { combineWith });
      const ids = new Set(found("AND").map(({ id }) => String(id)));
      if (ids.size < MOST) for (const { id } of found("OR")) ids.add(String(id));
      return [...ids].slice(0, MOST).map((id) => byId.get(id)!);
    },
  };
}
