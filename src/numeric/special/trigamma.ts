import stdlib from "@stdlib/math-base-special-trigamma";

/**
 * Trigamma function ψ′(x), the second derivative of ln Γ.
 *
 * @param x A number > 0.
 * @returns ψ′(x).
 */
export function trigamma(x: number): number {
  return stdlib(x);
}
