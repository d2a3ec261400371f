import { betaLowerTail } from "./beta.ts";

/**
 * Lower tail of the binomial distribution, P(X ≤ k) = I₁₋ₚ(n − k, k + 1); for the upper tail count the failures instead.
 *
 * @param k Number of successes, an integer.
 * @param n Number of trials, an integer ≥ 0.
 * @param p Probability of success in [0, 1].
 * @returns A probability, with small ones as exact as large ones where p is not close to 1.
 */
export function binomialLowerTail(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : betaLowerTail(1 - p, n - k, k + 1);
}
