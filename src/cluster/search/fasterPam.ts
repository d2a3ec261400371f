import type { Costs } from "../costs/asCosts.ts";
import { bestSlot } from "./bestSlot.ts";
import { exactSlot } from "./exactSlot.ts";
import { type MedoidSearch, medoidSearch, roundingShare, type SearchOptions } from "./medoidSearch.ts";
import { replaceMedoid } from "./replaceMedoid.ts";
import { singleMedoid } from "./singleMedoid.ts";
import { swapState } from "./swapState.ts";

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
  const { size, medoids, isMedoid } = state;
  if (medoids.length === 1 && fixed.length === 0) return singleMedoid(state);
  const share = roundingShare(size);
  let swaps = 0;
  let visited = 0;
  // Objects in a row that lower the loss nowhere.
  let failed = medoids.length > fixed.length && medoids.length < size ? 0 : size;
  while (failed < size && visited < maxPasses * size) {
    const candidate = visited % size;
    visited++;
    failed++;
    if (isMedoid[candidate] === 1) continue;
    const slot = (state.coarse ? exactSlot : bestSlot)(state, candidate);
    if (!(state.change < -share * state.loss)) continue;
    const { loss } = state;
    const leaving = medoids[slot];
    replaceMedoid(state, slot, candidate);
    if (state.loss < loss) {
      swaps++;
      failed = 1;
    } else {
      replaceMedoid(state, slot, leaving);
    }
  }
  return medoidSearch(state, swaps, Math.ceil(visited / size), failed >= size);
}
