/** Colours of the figure: ramps mixed from the page's tokens, once for each theme. */
import { colours, type Colours } from "../theme";

const STEPS = 32;

/** Transmural pressures, mmHg, at which a vein has the colour of `vein-low`, `vein` and `vein-high`. */
const LOW_MMHG = -2;
const USUAL_MMHG = 10;
const HIGH_MMHG = 80;

/** Channels of `#rrggbb` or `rgb(...)`. */
function channels(colour: string): [number, number, number] {
  const hex = /^#([0-9a-f]{6})$/i.exec(colour);
  if (hex) {
    const n = Number.parseInt(hex[1]!, 16);
    return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
  }
  const parts = colour.match(/[\d.]+/g) ?? [];
  return [Number(parts[0] ?? 0), Number(parts[1] ?? 0), Number(parts[2] ?? 0)];
}

/** The colour a share `t` of the way from `a` to `b`. */
export function mix(a: string, b: string, t: number): string {
  const from = channels(a);
  const to = channels(b);
  const at = (i: 0 | 1 | 2): number => Math.round(from[i] + (to[i] - from[i]) * t);
  return `rgb(${at(0)},${at(1)},${at(2)})`;
}

function ramp(stops: [number, string][]): string[] {
  const result: string[] = [];
  for (let i = 0; i <= STEPS; i++) {
    const t = i / STEPS;
    let k = 1;
    while (k < stops.length - 1 && t > stops[k]![0]) k++;
    const [t0, a] = stops[k - 1]!;
    const [t1, b] = stops[k]!;
    result.push(mix(a, b, Math.min(1, Math.max(0, (t - t0) / (t1 - t0)))));
  }
  return result;
}

function pick(steps: string[], t: number): string {
  const share = Number.isFinite(t) ? Math.min(1, Math.max(0, t)) : 0;
  return steps[Math.round(share * STEPS)]!;
}

/** All colours that the figure paints with. */
export class Palette {
  private readonly veins: string[];
  private readonly muscles: string[];
  readonly c: Colours;
  readonly dark: boolean;
  /** Fill of the far leg and the far arm. */
  readonly skinFar: string;
  readonly skinEdgeFar: string;
  readonly skinPale: string;
  readonly hair: string;
  readonly veinEdge: string;
  readonly arteryEdge: string;
  readonly muscleEdge: string;
  readonly boneEdge: string;
  readonly glass: string;
  readonly wood: string;
  readonly woodEdge: string;

  constructor(c: Colours) {
    this.c = c;
    const [r, g, b] = channels(c.paper);
    this.dark = r + g + b < 380;
    const usual = (USUAL_MMHG - LOW_MMHG) / (HIGH_MMHG - LOW_MMHG);
    this.veins = ramp([
      [0, c["vein-low"]],
      [usual, c.vein],
      [1, c["vein-high"]],
    ]);
    this.muscles = ramp([
      [0, c.muscle],
      [1, c["muscle-active"]],
    ]);
    this.skinFar = mix(c.skin, c.paper, 0.25);
    this.skinEdgeFar = mix(c["skin-edge"], c.paper, 0.1);
    this.skinPale = mix(c.skin, this.dark ? "#000000" : "#ffffff", 0.75);
    this.hair = mix(c["skin-edge"], this.dark ? c.paper : c.ink, 0.4);
    this.veinEdge = mix(c["vein-high"], c.ink, 0.35);
    this.arteryEdge = mix(c.artery, this.dark ? c.ink : "#400000", 0.45);
    this.muscleEdge = mix(c["muscle-active"], c.ink, 0.3);
    this.boneEdge = mix(c.bone, c["ink-soft"], 0.45);
    this.glass = mix(c.paper, c.water, 0.08);
    this.wood = mix(c.panel, c["ink-soft"], 0.22);
    this.woodEdge = mix(c.line, c["ink-soft"], 0.55);
  }

  /** Colour of a vein at a transmural pressure. */
  vein(transmural_mmhg: number): string {
    return pick(this.veins, (transmural_mmhg - LOW_MMHG) / (HIGH_MMHG - LOW_MMHG));
  }

  /** Colour of a muscle at a share of its full activation. */
  muscle(share: number): string {
    return pick(this.muscles, share);
  }
}

let cached: Palette | undefined;

/** The palette of the present theme. */
export function palette(): Palette {
  const c = colours();
  if (cached?.c !== c) cached = new Palette(c);
  return cached;
}
