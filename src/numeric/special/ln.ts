import stdlib from "@stdlib/math-base-special-ln";

/**
 * Natural logarithm.
 *
 * The same bits on every engine (pure arithmetic, unlike `Math`), within one unit in the last place.
 *
 * @param x A number ≥ 0.
 * @returns ln x; −∞ at 0, NaN below.
 */
export function ln(x: number): number {
  return stdlib(x);
}
