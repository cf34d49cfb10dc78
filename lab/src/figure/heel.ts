/** The heel of the magnified calf on tiptoe: the foot turns about its ball, and the leg rises with the ankle. */
import { BLEND_S, TIPTOE_DEG } from "./motion";
import { smooth } from "./skeleton";

/** The ball of the foot and the ankle, units of the frame of the calf. */
const BALL = { x: 14, y: 144 };
const ANKLE = { x: 41, y: 121 };
/** Heights between which the leg becomes the foot. */
const FOOT_FROM = 108;
const FOOT_TO = 124;
/** Toes lie flat before the ball. */
const TOES = { tip: 8, root: 20 };

export class Heel {
  private on = 0;
  private started = false;
  private sin = 0;
  private cos = 1;
  /** How far the leg is moved up, units (negative), as the frame counts downwards. */
  leg = 0;

  /** Lifts the heel as far as the calf works: the same angle as in the picture of the body. */
  lift(tiptoe: boolean, work: number, dt_s: number): void {
    const wanted = tiptoe ? 1 : 0;
    const most = this.started ? dt_s / BLEND_S : 1;
    this.started = true;
    this.on += Math.min(most, Math.max(-most, wanted - this.on));
    const angle = (TIPTOE_DEG * smooth(work, 0, 1) * this.on * Math.PI) / 180;
    this.sin = Math.sin(angle);
    this.cos = Math.cos(angle);
    this.leg = this.turnedY(ANKLE.x, ANKLE.y);
  }

  /** Where a point of the frame is now. The ankle keeps its place across; the ball goes back under it. */
  x(x: number, y: number): number {
    return x + this.foot(y) * this.share(x) * this.turnedX(x, y) - this.turnedX(ANKLE.x, ANKLE.y) * this.foot(y);
  }

  y(x: number, y: number): number {
    const foot = this.foot(y);
    return y + foot * this.share(x) * this.turnedY(x, y) + (1 - foot) * this.leg;
  }

  /** How much of a point belongs to the foot, by its height; and to what turns, by its place along the foot. */
  private foot(y: number): number {
    return smooth(y, FOOT_FROM, FOOT_TO);
  }

  private share(x: number): number {
    return smooth(x, TOES.tip, TOES.root);
  }

  private turnedX(x: number, y: number): number {
    return (x - BALL.x) * (this.cos - 1) + (y - BALL.y) * this.sin;
  }

  private turnedY(x: number, y: number): number {
    return (y - BALL.y) * (this.cos - 1) - (x - BALL.x) * this.sin;
  }
}
