import stdlib from "@stdlib/math-base-special-pow";

/**
 * Power.
 *
 * The same bits on every engine (pure arithmetic, unlike `Math`), within one unit in the last place.
 *
 * @param base Any number.
 * @param exponent Any number.
 * @returns base to the exponent.
 */
export function pow(base: number, exponent: number): number {
  return stdlib(base, exponent);
}
