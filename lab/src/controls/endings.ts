/** What ends an intervention or a bleeding, and what is thereby ended. */
export const ENDS: Record<string, RegExp> = {
  "stockings-off": /^stocking-/,
  "stop-bleeding": /^bleeding/,
  "stop-infusion": /^infusion/,
  "pump-off": /^(pneumatic-compression|foot-pump)/,
  "out-of-water": /^immersion-/,
};

/** The intervention that ends what is in force; none if only a body opened anew is without it. */
export function endingOf(word: string): string | undefined {
  return Object.keys(ENDS).find((ending) => ENDS[ending]?.test(word));
}
