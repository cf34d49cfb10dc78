/** Finds answers to a question in plain words; forgives typing errors in words that it does not know. */
import MiniSearch from "minisearch";
import type { Answer, Sort } from "./answers";
import { personal } from "./personal";

/** Words that carry no meaning in a question. */
const STOP = new Set(
  "a about am an and any are as at be because but by can could do does did for from get gets go good has have he her his how i if in into is it its many may me much my normal normally of on or our please range she should so take takes tell that the their them there they this to usual usually was we what when where which who why will with would you your happens happen".split(" "),
);
/** What is likely meant comes first: words, stories and controls before signals. */
const WEIGHT: Record<Sort, number> = {
  word: 1.8, tour: 1.8, claim: 1.2, condition: 1.3, treatment: 1.2, posture: 1.6, activity: 1.5, protocol: 0.8, reading: 0.8, signal: 0.25,
};
const MOST = 9;
/** Most signals below other answers: each is there for both legs. */
const MOST_SIGNALS = 2;
/** A title that the question holds is likely meant, and more so one that is the whole question. */
const NAMED = 3;

/** One form for a word and its plural. */
function stem(term: string): string | null {
  const word = term.toLowerCase().replace(/['’]s$/, "");
  if (STOP.has(word)) return null;
  return word.length > 4 ? word.replace(/ies$/, "y").replace(/(?<!s)s$/, "") : word;
}

function stems(text: string): string[] {
  return (text.match(/[\p{L}\p{N}'’]+/gu) ?? []).map(stem).filter((word): word is string => word !== null);
}

export interface Finder {
  find(question: string): Answer[];
}

export function finder(all: Answer[]): Finder {
  const byId = new Map(all.map((answer) => [answer.id, answer]));
  const index = new MiniSearch<Answer>({
    fields: ["title", "also", "text"],
    processTerm: stem,
    searchOptions: { prefix: (term) => term.length > 2, boost: { title: 3, also: 2.5 } },
  });
  index.addAll(all);
  const known = [...new Set(all.flatMap(({ title, also, text }) => stems(`${title} ${also} ${text}`)))];
  /** Of each answer the words of its title, then of each other way to say it. */
  const phrases = new Map(all.map(({ id, title, also }) => [id, [title, ...also.split(". ")].map(stems)]));
  const begun = (word: string) => known.some((one) => one === word || (word.length > 2 && one.startsWith(word)));
  /** The known words that an unknown word is likely meant to be. */
  const meant = (word: string): string[] => (begun(word) ? [word] : known.filter((one) => alike(word, one)));
  return {
    find(question) {
      const words = stems(question);
      const { first } = personal(question);
      const spelt = words.map(meant);
      const asked = new Set(spelt.flat());
      const boostDocument = (id: string) => {
        const { sort, run } = byId.get(id)!;
        const [title = [], ...others] = phrases.get(id)!;
        const said = (phrase: string[]) => phrase.length > 0 && phrase.every((word) => asked.has(word));
        const all = (phrase: string[]) => said(phrase) && new Set(phrase).size === asked.size;
        const named = all(title) || others.some(all) ? NAMED * NAMED : said(title) ? NAMED : 1;
        return WEIGHT[sort] * (run ? 1 : 0.6) * named;
      };
      const queries = spelt.filter((some) => some.length > 0).map((some) => ({ combineWith: "OR" as const, queries: some }));
      const found = (combineWith: "AND" | "OR"): Answer[] =>
        index.search({ combineWith, queries }, { boostDocument }).map(({ id }) => byId.get(String(id))!);
      const whole = spelt.every((some) => some.length > 0) ? found("AND") : [];
      const part = whole.length < MOST && first.length === 0 ? found("OR") : [];
      const lead = first.flatMap((id) => byId.get(id) ?? []);
      return [...new Set([...lead, ...signalsLast(whole), ...signalsLast(part)])].slice(0, MOST);
    },
  };
}

/** Other answers before signals, and few of these where there are others. */
function signalsLast(ranked: Answer[]): Answer[] {
  const others = ranked.filter(({ sort }) => sort !== "signal");
  const signals = ranked.filter(({ sort }) => sort === "signal");
  return [...others, ...signals.slice(0, others.length > 0 ? MOST_SIGNALS : MOST)];
}

/** Whether two words of five letters or more differ by one slip of the pen, longer ones by two. */
function alike(a: string, b: string): boolean {
  if (a.length < 5 || b.length < 4 || a[0] !== b[0]) return false;
  return slips(a, b) <= (a.length > 7 ? 2 : 1);
}

/** Letters put in, left out, changed, or two beside each other exchanged. */
function slips(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = rows[i - 1]![j - 1]! + Number(a[i - 1] !== b[j - 1]);
      let least = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
