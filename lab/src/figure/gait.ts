/**
 * Joint angles over one cycle of walking and running, and the turn of a crank.
 *
 * Hip flexion, knee flexion and plantar flexion in degrees at fractions of the cycle of one leg,
 * from its heel strike. Between the points a periodic cubic runs.
 *
 * Walking: whole degrees from memory of Winter DA, The Biomechanics and Motor Control of Human Gait,
 * natural cadence, whose tables were not seen; compared with a table of the eight phases of gait
 * (hip 20, 20, 0, -20, -10, 15, 25, 20; knee 0-5, 20, 0-5, 0-5, 40, 60-70, 25, 0-5; plantar flexion
 * 0, 5-10, -5, -10, 15, 5, 0, 0) and with podiapaedia.org, angular kinematics of gait (hip 20-30 at
 * contact, -10 at half of the cycle, most at 0.85; knee 15-20 after contact, 40 at toe off, 70 in
 * swing; ankle 25 at toe off).
 *
 * Running: whole degrees from memory of Novacheck TF 1998 Gait Posture 7:77-95, whose figures were
 * not seen; knee 21 degrees at foot strike and 36 at its peak in stance (The Sport Journal,
 * three-dimensional kinematic analysis during level and downhill treadmill running).
 *
 * Cycling: a crank of 17 cm sets hip and knee; the saddle is so high that the knee bends by 35 degrees
 * at the lowest point and then by some 110 at the highest (32-42 and 107-113, Sensors 2021;21:4473,
 * table 2); the foot points down more in the up-stroke, so that the ankle turns by some 25 degrees
 * (26.9, BMC Musculoskelet Disord 2021;22:1044).
 */

export interface Joints {
  hip_deg: number;
  knee_deg: number;
  ankle_deg: number;
}

type Points = readonly (readonly [fraction: number, degrees: number])[];

interface Curves {
  hip: Points;
  knee: Points;
  ankle: Points;
  /** Fraction of the cycle at which the foot leaves the ground. */
  toeOff: number;
  arm_deg: number;
  elbow_deg: number;
}

export const GAITS: Record<"walk" | "run", Curves> = {
  walk: {
    hip: [[0, 20], [0.1, 16], [0.2, 10], [0.3, 2], [0.4, -5], [0.5, -10], [0.54, -11], [0.6, -6], [0.7, 8], [0.8, 19], [0.87, 22], [0.94, 21]],
    knee: [[0, 4], [0.06, 12], [0.14, 20], [0.22, 18], [0.3, 12], [0.4, 8], [0.46, 8], [0.53, 17], [0.6, 38], [0.66, 56], [0.72, 65], [0.8, 54], [0.88, 26], [0.95, 5]],
    ankle: [[0, 0], [0.06, 5], [0.12, 1], [0.2, -4], [0.3, -6], [0.4, -8], [0.47, -10], [0.53, -2], [0.58, 12], [0.62, 20], [0.67, 16], [0.74, 6], [0.82, 0], [0.92, 0]],
    toeOff: 0.62,
    arm_deg: 18,
    elbow_deg: 22,
  },
  run: {
    hip: [[0, 30], [0.1, 25], [0.2, 11], [0.3, -3], [0.37, -8], [0.45, -4], [0.55, 12], [0.65, 28], [0.75, 40], [0.85, 42], [0.94, 35]],
    knee: [[0, 21], [0.06, 29], [0.14, 36], [0.22, 32], [0.3, 22], [0.37, 20], [0.43, 40], [0.5, 68], [0.57, 86], [0.66, 94], [0.73, 88], [0.81, 66], [0.89, 33], [0.95, 18]],
    ankle: [[0, -5], [0.1, -17], [0.18, -22], [0.26, -12], [0.33, 10], [0.38, 21], [0.43, 16], [0.5, 6], [0.58, 0], [0.7, -2], [0.85, -5]],
    toeOff: 0.37,
    arm_deg: 32,
    elbow_deg: 90,
  },
};

/** Length of the crank as a share of stature (17 cm at 176 cm), and least bend of the knee. */
export const CRANK_FRACTION = 0.0966;
export const CRANK_KNEE_DEG = 35;

/** Toes below the horizontal at a fraction of the turn from the highest point of the pedal, degrees. */
export function pedalPitch(fraction: number): number {
  return 14 - 12 * Math.sin(2 * Math.PI * fraction);
}

/** Value of a periodic curve through points (Catmull-Rom with slopes for uneven distances). */
export function periodic(points: Points, fraction: number): number {
  const n = points.length;
  const f = fraction - Math.floor(fraction);
  let i = n - 1;
  while (i > 0 && points[i]![0] > f) i--;
  const x = (k: number): number => points[(k + n) % n]![0] + Math.floor(k / n);
  const y = (k: number): number => points[(k + n) % n]![1];
  const width = x(i + 1) - x(i);
  const t = (f - x(i)) / width;
  const slope = (k: number): number => (y(k + 1) - y(k - 1)) / (x(k + 1) - x(k - 1));
  const m0 = slope(i) * width;
  const m1 = slope(i + 1) * width;
  const t2 = t * t;
  const t3 = t2 * t;
  return (
    (2 * t3 - 3 * t2 + 1) * y(i) + (t3 - 2 * t2 + t) * m0 + (3 * t2 - 2 * t3) * y(i + 1) + (t3 - t2) * m1
  );
}

/** Joint angles of one leg at its own fraction of the stride; `amplitude` scales their swing. */
export function stride(
  gait: "walk" | "run",
  fraction: number,
  amplitude: number,
  out: Joints,
): void {
  const curves = GAITS[gait];
  out.hip_deg = 5 + (periodic(curves.hip, fraction) - 5) * amplitude;
  out.knee_deg = Math.max(2, periodic(curves.knee, fraction) * (0.3 + 0.7 * amplitude));
  out.ankle_deg = periodic(curves.ankle, fraction) * amplitude;
}

/** How far the joints swing at a speed, relative to the measured curves (estimate: as the stride's length). */
export function strideAmplitude(gait: "walk" | "run", speed_km_per_h: number): number {
  const usual = gait === "walk" ? 4.8 : 11;
  const relative = Number.isFinite(speed_km_per_h) ? speed_km_per_h / usual : 1;
  return Math.min(1.25, Math.max(0.45, 0.45 + 0.55 * relative));
}
