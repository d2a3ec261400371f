import stdlib from "@stdlib/math-base-special-digamma";

/**
 * Digamma function ψ(x), the derivative of ln Γ.
 *
 * @param x A number > 0.
 * @returns ψ(x).
 */
export function digamma(x: number): number {
  return stdlib(x);
}
