import type { Costs } from "../costs/asCosts.ts";
import { findSwap, type Swap } from "./findSwap.ts";
import { makeSwap } from "./makeSwap.ts";
import { type MedoidSearch, medoidSearch, roundingShare, type SearchOptions } from "./medoidSearch.ts";
import { singleMedoid } from "./singleMedoid.ts";
import { lossOf, swapState, type SwapState } from "./swapState.ts";

/**
 * FastPAM1: makes the best of all k(n − k) swaps, as PAM does, until none lowers the loss. O(n²) a swap.
 * For k = 1 the best of all candidates.
 *
 * @param costs The costs.
 * @param weights Weight of each object, shape [n]; all 1 if undefined.
 * @param start Distinct medoids, shape [k], 1 ≤ k ≤ n.
 * @param options Fixed medoids and the limit of passes, of which each makes one swap.
 * @returns The medoids and how the search went.
 * @see Schubert & Rousseeuw 2021, Information Systems 101, 101804; Kaufman & Rousseeuw 1990, Finding Groups in Data, chapter 2.
 */
export function fastPam1(costs: Costs, weights: Float64Array | undefined, start: ArrayLike<number>, options: SearchOptions = {}): MedoidSearch {
  const { fixed = [], maxPasses = Infinity } = options;
  const state = swapState(costs, weights, start, fixed);
  const { size, medoids } = state;
  if (medoids.length === 1 && fixed.length === 0) return singleMedoid(state);
  let swaps = 0;
  let passes = 0;
  let converged = medoids.length === fixed.length || medoids.length === size;
  while (!converged && passes < maxPasses) {
    passes++;
    const best = bestSwap(state);
    converged = best === undefined || !makeSwap(state, best);
    if (!converged) swaps++;
  }
  return medoidSearch(state, swaps, passes, converged);
}

/** The swap that lowers the loss most, the first of equals; undefined if none lowers it. */
function bestSwap(state: SwapState): Swap | undefined {
  const { size } = state;
  let best: Swap | undefined;
  for (let from = 0; from < size; ) {
    const swap = findSwap(state, from, size - from, best?.change ?? -roundingShare(size) * lossOf(state));
    if (swap === undefined) break;
    best = swap;
    from = swap.candidate + 1;
  }
  return best;
}
