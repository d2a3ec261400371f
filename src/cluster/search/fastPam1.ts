import type { Costs } from "../costs/asCosts.ts";
import { bestSlot } from "./bestSlot.ts";
import { exactSlot } from "./exactSlot.ts";
import { type MedoidSearch, medoidSearch, roundingShare, type SearchOptions } from "./medoidSearch.ts";
import { replaceMedoid } from "./replaceMedoid.ts";
import { singleMedoid } from "./singleMedoid.ts";
import { swapState } from "./swapState.ts";

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
  const { size, medoids, isMedoid } = state;
  if (medoids.length === 1 && fixed.length === 0) return singleMedoid(state);
  const share = roundingShare(size);
  let swaps = 0;
  let passes = 0;
  let converged = medoids.length === fixed.length || medoids.length === size;
  while (!converged && passes < maxPasses) {
    passes++;
    let least = -share * state.loss;
    let slot = -1;
    let entering = -1;
    for (let candidate = 0; candidate < size; candidate++) {
      if (isMedoid[candidate] === 1) continue;
      const own = (state.coarse ? exactSlot : bestSlot)(state, candidate);
      if (state.change < least) {
        least = state.change;
        slot = own;
        entering = candidate;
      }
    }
    converged = slot === -1;
    if (converged) break;
    const { loss } = state;
    const leaving = medoids[slot];
    replaceMedoid(state, slot, entering);
    converged = !(state.loss < loss);
    if (converged) replaceMedoid(state, slot, leaving);
    else swaps++;
  }
  return medoidSearch(state, swaps, passes, converged);
}
