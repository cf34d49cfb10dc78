/** The moving figure: one canvas that shows the body, the magnified calf or the heart. */
import type { BodyState, Frame } from "../engine/types";
import { BodyView } from "./bodyview";
import { CalfView } from "./calf";
import { HeartView } from "./heartview";
import { drag, hitBody, type Hit } from "./hit";

export interface FigureBody {
  state: BodyState;
  frame: Frame;
}

/** Names of the signals that the figure reads; the page watches them. */
export function figureSignals(): string[] {
  return [...new Set([...BodyView.signals(), ...CalfView.signals(), ...HeartView.signals()])];
}

export type FigureView = "body" | "calf" | "heart";

export class Figure {
  private readonly ctx: CanvasRenderingContext2D;
  private readonly body: BodyView | undefined;
  private readonly calf: CalfView | undefined;
  private readonly heart: HeartView | undefined;
  private width = 300;
  private height = 300;
  private ratio = 1;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    view: FigureView,
  ) {
    const ctx = canvas.getContext("2d");
    if (!ctx) throw new Error("this browser has no 2D canvas");
    this.ctx = ctx;
    if (view === "body") this.body = new BodyView();
    if (view === "calf") this.calf = new CalfView();
    if (view === "heart") this.heart = new HeartView();
  }

  /** Sets the size in CSS px and the number of device px for each. */
  resize(width_px: number, height_px: number, ratio: number): void {
    this.width = Math.max(1, width_px);
    this.height = Math.max(1, height_px);
    this.ratio = ratio > 0 ? ratio : 1;
    this.canvas.width = Math.round(this.width * this.ratio);
    this.canvas.height = Math.round(this.height * this.ratio);
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
  }

  /**
   * Advances everything that moves with the blood by simulated time and draws. `dt_s` is the simulated time
   * since the last picture (0 when paused), `pace` the pace as a multiple of life.
   */
  draw(body: FigureBody, dt_s: number, pace: number): void {
    const { ctx, width, height } = this;
    const dt = Number.isFinite(dt_s) ? Math.max(0, dt_s) : 0;
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    this.body?.draw(ctx, width, height, body.state, body.frame, dt, pace);
    this.calf?.draw(ctx, width, height, body.state, body.frame, dt, pace);
    this.heart?.draw(ctx, width, height, body.frame, dt, pace);
  }

  /** What lies under a point of the canvas (CSS px): a part that can be grabbed, a vessel to be named. */
  hit(x: number, y: number): Hit {
    if (this.body) return hitBody(this.body, x, y);
    const label = this.calf?.label(x, y) ?? this.heart?.label(x, y);
    return label === undefined ? {} : { label };
  }

  /** The posture that dragging a part to a point asks for: angles in degrees within their limits. */
  dragged(part: string, x: number, y: number): { trunk_deg?: number; hip_deg?: number; knee_deg?: number; ankle_deg?: number } {
    return this.body ? drag(this.body, part, x, y) : {};
  }

  dispose(): void {
    this.canvas.width = 0;
    this.canvas.height = 0;
  }
}
