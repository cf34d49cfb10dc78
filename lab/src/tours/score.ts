/** The reader's predictions and what came out, kept in the browser and nowhere else. */
import { signal } from "@preact/signals";
import { storage } from "../theme";

/** A prediction whose outcome is known. */
export interface Scored {
  date: string;
  tour: string;
  question: string;
  prediction: string;
  outcome: string;
  right: boolean;
}

const STORED = "secondheart.predictions";
/** More than anybody predicts; the oldest are forgotten. */
const MOST = 2000;

export const score = signal<Scored[]>(stored());

function stored(): Scored[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(STORED) ?? "[]");
    return Array.isArray(kept) ? (kept as Scored[]).filter((entry) => typeof entry?.tour === "string") : [];
  } catch {
    return [];
  }
}

function keep(entries: Scored[]): void {
  score.value = entries.slice(-MOST);
  storage.setItem(STORED, JSON.stringify(score.value));
}

export function add(entry: Scored): void {
  keep([...score.value, entry]);
}

export function forget(): void {
  keep([]);
}

/** The score as a table with a heading, as RFC 4180 writes it. */
export function csv(entries: Scored[]): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [["date", "tour", "question", "prediction", "outcome", "right"]];
  for (const { date, tour, question, prediction, outcome, right } of entries)
    lines.push([date, tour, question, prediction, outcome, right ? "yes" : "no"]);
  return lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** Hands the score to the reader as a file. */
export function download(): void {
  const address = URL.createObjectURL(new Blob([csv(score.value)], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "secondheart-predictions.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
