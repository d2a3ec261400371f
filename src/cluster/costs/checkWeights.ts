import { checkFiniteArray, checkSameLength } from "../../numeric/check.ts";

/** Larger ones could overflow in weighted sums. */
const MOST = 1e100;

/** Where all are smaller, sums of shares of them could become 0. */
const LEAST = 1e-290;

/**
 * Weights of n objects: ≥ 0, at most 10¹⁰⁰, the largest at least 10⁻²⁹⁰.
 *
 * @param action What the caller does, for messages.
 * @param weights Weights, or undefined for 1 each.
 * @param n Number of objects.
 * @returns A copy.
 */
export function checkWeights(action: string, weights: ArrayLike<number> | undefined, n: number): Float64Array {
  if (weights === undefined) return new Float64Array(n).fill(1);
  checkFiniteArray(action, "weights", weights);
  checkSameLength(action, "weights", weights.length, "objects", n);
  let largest = 0;
  for (let i = 0; i < n; i++) {
    if (weights[i] < 0) throw new RangeError(`Cannot ${action}: weights must be ≥ 0, got ${weights[i]} at index ${i}`);
    largest = Math.max(largest, weights[i]);
  }
  if (largest === 0) throw new RangeError(`Cannot ${action}: weights must not all be 0`);
  if (largest > MOST || largest < LEAST) throw new RangeError(`Cannot ${action}: the largest weight must be between ${LEAST} and ${MOST}, got ${largest}`);
  return Float64Array.from(weights);
}
