import gammainc from "@stdlib/math-base-special-gammainc";

/**
 * Upper tail of the χ² distribution, P(X > x), the regularised upper incomplete gamma function Q(df/2, x/2).
 *
 * @param x A number ≥ 0.
 * @param df Degrees of freedom > 0.
 * @returns A probability.
 */
export function chiSquaredUpperTail(x: number, df: number): number {
  return gammainc(x / 2, df / 2, true, true);
}
