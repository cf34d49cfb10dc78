/** Development page: plays recorded rows as frames and shows one view. Not shipped. */
import { Figure, type FigureView, figureSignals } from "../src/figure";
import { describeNow, describeState } from "../src/figure/describe";
import type { BodyState, Frame } from "../src/engine/types";
import { applyTheme } from "../src/theme";

interface Clip { names: string[]; rows: (number | null)[][]; hz: number; states?: BodyState[] }
interface Setting { view: FigureView; width: number; height: number; ratio: number; dark: boolean; posture: BodyState["posture"]; activity: { pattern: string; words: string }; named?: BodyState["named"]; set?: Record<string, number>; angles?: Record<string, number> }

declare global { interface Window { show: typeof show; bench: typeof bench } }

function frameOf(clip: Clip): { frame: Frame; go(row: number): void; state(row: number): BodyState | undefined } {
  const index = new Map<string, number>();
  clip.names.forEach((n, i) => index.set(n.replace(/ \[.*\]$/, ""), i));
  let row = clip.rows[0]!;
  let posture: Record<string, number> = {};
  return {
    frame: { time_s: 0, get: (s: string) => posture[s] ?? (index.has(s) ? (row[index.get(s)!] ?? Number.NaN) : Number.NaN) },
    state(i: number): BodyState | undefined { return clip.states?.[i]; },
    go(i: number) { row = clip.rows[((i % clip.rows.length) + clip.rows.length) % clip.rows.length]!; posture = { ...extra }; },
  };
}
let extra: Record<string, number> = {};

function stateOf(s: Setting): BodyState {
  return { time_s: 0, subject: { name: "reference-man", line: "", stature_cm: 176 }, posture: s.posture, moving_until_s: 0, activity: s.activity, named: s.named ?? [], set: s.set ?? {}, phases: [], earliest_s: 0 };
}

/** Plays `from`..`to` rows at the clip's rate, interpolated to 60 Hz in dt only, then leaves the last picture. */
function show(clip: Clip, s: Setting, from: number, to: number, pace = 1): string {
  document.documentElement.dataset.theme = s.dark ? "dark" : "light";
  applyTheme();
  document.body.style.margin = "0";
  document.body.style.background = "var(--paper)";
  document.body.innerHTML = "<canvas></canvas>";
  const canvas = document.querySelector("canvas")!;
  const figure = new Figure(canvas, s.view);
  figure.resize(s.width, s.height, s.ratio);
  const f = frameOf(clip);
  extra = s.angles ?? {};
  const body = { state: stateOf(s), frame: f.frame };
  for (let i = from; i <= to; i++) { f.go(i); body.state = f.state(i) ?? body.state; figure.draw(body, pace === 0 ? 0 : 1 / clip.hz, pace); }
  const missing = figureSignals().filter((n) => Number.isNaN(f.frame.get(n)));
  return `${describeState(body.state)} ${describeNow(body.frame)} missing ${missing.length}: ${missing.slice(0, 6).join(", ")}; hit ${JSON.stringify(figure.hit(s.width / 2, s.height / 2))}`;
}

function bench(clip: Clip, s: Setting, n: number): number[] {
  show(clip, s, 0, 1);
  const canvas = document.querySelector("canvas")!;
  const figure = new Figure(canvas, s.view);
  figure.resize(s.width, s.height, s.ratio);
  const f = frameOf(clip);
  const body = { state: stateOf(s), frame: f.frame };
  const times: number[] = [];
  for (let i = 0; i < n; i++) { f.go(i); const t = performance.now(); figure.draw(body, 1 / 60, 1); times.push(performance.now() - t); }
  return times.sort((a, b) => a - b);
}
window.show = show;
window.bench = bench;
