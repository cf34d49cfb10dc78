/** Values of the watched signals at one moment, in a buffer that is written over and over. */
import type { Frame } from "./types";

export class FrameBuffer implements Frame {
  time_s = 0;
  private readonly at: Map<string, number>;
  private readonly values: Float64Array;

  constructor(readonly names: readonly string[]) {
    this.at = new Map(names.map((name, index) => [name, index]));
    this.values = new Float64Array(names.length).fill(Number.NaN);
  }

  get(signal: string): number {
    const index = this.at.get(signal);
    return index === undefined ? Number.NaN : (this.values[index] ?? Number.NaN);
  }

  /** Takes the values of a step. */
  take(time_s: number, values: Float64Array): void {
    this.time_s = time_s;
    this.values.set(values.subarray(0, this.values.length));
  }
}
