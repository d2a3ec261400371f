import betainc from "@stdlib/math-base-special-betainc";
import betaQuantileStdlib from "@stdlib/stats-base-dists-beta-quantile";

/**
 * Lower tail of the beta distribution, the regularised incomplete beta function Iₓ(a, b).
 *
 * @param x A number in [0, 1].
 * @param a First shape > 0.
 * @param b Second shape > 0.
 * @returns P(X ≤ x).
 */
export function betaLowerTail(x: number, a: number, b: number): number {
  return isArcsine(a, b) && x > 0.5 ? 1 - betainc(1 - x, a, b) : betainc(x, a, b);
}

/**
 * Upper tail of the beta distribution, 1 − Iₓ(a, b) computed as the small tail.
 *
 * @param x A number in [0, 1].
 * @param a First shape > 0.
 * @param b Second shape > 0.
 * @returns P(X > x).
 */
export function betaUpperTail(x: number, a: number, b: number): number {
  if (!isArcsine(a, b)) return betainc(x, a, b, true, true);
  return x > 0.5 ? betainc(1 - x, a, b) : 1 - betainc(x, a, b);
}

/**
 * Quantile of the beta distribution.
 *
 * @param p Probability in [0, 1].
 * @param a First shape > 0.
 * @param b Second shape > 0.
 * @returns The x with P(X ≤ x) = p.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  return betaQuantileStdlib(p, a, b);
}

/** Beta(½, ½), for which @stdlib takes an arcsine of numbers so close to 1 that half the digits are gone (2.8e-11 off at x = 1e-12). */
function isArcsine(a: number, b: number): boolean {
  return a === 0.5 && b === 0.5;
}
