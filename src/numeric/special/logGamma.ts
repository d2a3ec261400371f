import stdlib from "@stdlib/math-base-special-gammaln";

/**
 * Logarithm of the gamma function, ln Γ(x); relative error ≤ 2e-16, also near 1 and 2.
 *
 * @param x A number > 0.
 * @returns ln Γ(x).
 */
export function logGamma(x: number): number {
  return stdlib(x);
}
