import { kernels } from "../kernels/backend.ts";

/**
 * Midranks: 1 for the smallest value up to n for the largest, equal values sharing the mean of their places. O(n).
 *
 * @param values Finite numbers, shape [n]; −0 equals 0.
 * @returns Rank of each value, multiples of ½ that sum to n(n + 1)/2; shape [n].
 */
export function midranks(values: ArrayLike<number>): Float64Array {
  const ranks = new Float64Array(values.length);
  kernels().midranks(values instanceof Float64Array ? values : new Float64Array(values), ranks);
  return ranks;
}
