import stdlib from "@stdlib/math-base-special-log1p";

/**
 * ln(1 + x) without cancellation near 0.
 *
 * The same bits on every engine (pure arithmetic, unlike `Math`), within one unit in the last place.
 *
 * @param x A number ≥ −1.
 * @returns ln(1 + x); −∞ at −1, NaN below.
 */
export function log1p(x: number): number {
  return stdlib(x);
}
