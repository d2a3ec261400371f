import type { Costs } from "../costs/asCosts.ts";
import { type MedoidSearch, medoidSearch, roundingShare, type SearchOptions } from "./medoidSearch.ts";
import { swapState, type SwapState } from "./swapState.ts";

/**
 * The alternating algorithm: assigns every object to its nearest medoid, then moves each medoid to the best member of its cluster,
 * until none moves. Fast and much worse than swapping; a baseline.
 *
 * @param costs The costs.
 * @param weights Weight of each object, shape [n]; all 1 if undefined.
 * @param start Distinct medoids, shape [k], 1 ≤ k ≤ n.
 * @param options Fixed medoids and the limit of passes.
 * @returns The medoids and how the search went; `swaps` counts the moves.
 * @see Park & Jun 2009, Expert Systems with Applications 36, 3336-3341.
 */
export function alternating(costs: Costs, weights: Float64Array | undefined, start: ArrayLike<number>, options: SearchOptions = {}): MedoidSearch {
  const { fixed = [], maxPasses = Infinity } = options;
  let state = swapState(costs, weights, start, fixed);
  let swaps = 0;
  let passes = 0;
  let converged = false;
  while (!converged && passes < maxPasses) {
    passes++;
    const moved = centres(state);
    let moves = 0;
    for (let slot = 0; slot < moved.length; slot++) if (moved[slot] !== state.medoids[slot]) moves++;
    converged = moves === 0;
    if (converged) break;
    swaps += moves;
    state = swapState(costs, weights, moved, fixed);
  }
  return medoidSearch(state, swaps, passes, converged);
}

/** The best member of each cluster; the medoid where none is better. */
function centres({ size, costs, weights, medoids, isMedoid, isFixed, nearest }: SwapState): Int32Array {
  const members = medoids.map(() => 0);
  const best = medoids.slice();
  const rounding = 1 - roundingShare(size);
  for (let o = 0; o < size; o++) members[nearest[o]]++;
  const cluster = new Int32Array(Math.max(...members));
  for (let slot = 0; slot < medoids.length; slot++) {
    if (isFixed[slot] === 1) continue;
    let length = 0;
    for (let o = 0; o < size; o++) if (nearest[o] === slot) cluster[length++] = o;
    let least = rounding * clusterLoss(costs, medoids[slot] * size, weights, cluster, length);
    for (let i = 0; i < length; i++) {
      const candidate = cluster[i];
      if (isMedoid[candidate] === 1) continue;
      const loss = clusterLoss(costs, candidate * size, weights, cluster, length);
      if (loss < least) {
        least = loss;
        best[slot] = candidate;
      }
    }
  }
  return best;
}

function clusterLoss(costs: Float64Array | Float32Array, from: number, weights: Float64Array, cluster: Int32Array, length: number): number {
  let loss = 0;
  for (let i = 0; i < length; i++) loss += weights[cluster[i]] * costs[from + cluster[i]];
  return loss;
}
