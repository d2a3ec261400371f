import type { Costs } from "../costs/asCosts.ts";
import { findSwap } from "./findSwap.ts";
import { makeSwap } from "./makeSwap.ts";
import { type MedoidSearch, medoidSearch, roundingShare, type SearchOptions } from "./medoidSearch.ts";
import { singleMedoid } from "./singleMedoid.ts";
import { lossOf, swapState } from "./swapState.ts";

/**
 * FasterPAM: visits the candidates in order, again and again, and lets each at once take the slot where it lowers the loss most.
 * O(n²) a pass, whatever k; ends when n candidates in a row lower it nowhere. For k = 1 the best of all candidates.
 *
 * @param costs The costs.
 * @param weights Weight of each object, shape [n]; all 1 if undefined.
 * @param start Distinct medoids, shape [k], 1 ≤ k ≤ n.
 * @param options Fixed medoids and the limit of passes.
 * @returns The medoids and how the search went.
 * @see Schubert & Rousseeuw 2021, Information Systems 101, 101804.
 */
export function fasterPam(costs: Costs, weights: Float64Array | undefined, start: ArrayLike<number>, options: SearchOptions = {}): MedoidSearch {
  const { fixed = [], maxPasses = Infinity } = options;
  const state = swapState(costs, weights, start, fixed);
  const { size, medoids } = state;
  if (medoids.length === 1 && fixed.length === 0) return singleMedoid(state);
  const share = roundingShare(size);
  let swaps = 0;
  let visited = 0;
  // Objects in a row that lower the loss nowhere.
  let failed = medoids.length > fixed.length && medoids.length < size ? 0 : size;
  while (failed < size && visited < maxPasses * size) {
    const from = visited % size;
    const count = Math.min(size - failed, maxPasses * size - visited);
    const swap = findSwap(state, from, count, -share * lossOf(state));
    const steps = swap === undefined ? count : ((swap.candidate - from + size) % size) + 1;
    visited += steps;
    failed += steps;
    if (swap !== undefined && makeSwap(state, swap)) {
      swaps++;
      failed = 1;
    }
  }
  return medoidSearch(state, swaps, Math.ceil(visited / size), failed >= size);
}
