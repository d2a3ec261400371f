import { kernels } from "../../kernels/backend.ts";
import { DEAREST, LOSS, type MedoidState } from "../../kernels/medoidState.ts";
import { sumLosses } from "../../kernels/sumLosses.ts";
import type { Costs } from "../costs/asCosts.ts";
import { boundedCosts } from "../costs/boundedCosts.ts";

/** Medoids under local search, with the nearest and the second-nearest one of every object. Slot s holds medoid `medoids[s]`. */
export type SwapState = MedoidState;

/** Removal losses this many times the loss cost it the last three of some sixteen digits. */
const COARSE = 1000;

/**
 * The state of a local search that starts at the given medoids.
 *
 * @param costs The costs.
 * @param weights Weight of each object, shape [n]; all 1 if undefined.
 * @param start Distinct medoids, shape [k].
 * @param fixed Objects among them that are never swapped out.
 * @returns The state; none of the arguments is written to later. An earlier state of the same costs is not to be used any more.
 */
export function swapState(costs: Costs, weights: Float64Array | undefined, start: ArrayLike<number>, fixed: ArrayLike<number>): SwapState {
  const { size } = costs;
  const counted = weights ?? new Float64Array(size).fill(1);
  return startingState(boundedCosts(costs, counted), size, counted, start, fixed);
}

/**
 * The state of a local search whose objects need not be the candidates.
 *
 * @param costs Finite costs, candidate after candidate, shape [n, m].
 * @param candidates Number of candidates n.
 * @param weights Weight of each object, shape [m].
 * @param start Distinct candidates, shape [k].
 * @param fixed Some of them, never swapped out.
 * @returns The state.
 */
export function startingState(
  costs: Float64Array | Float32Array,
  candidates: number,
  weights: Float64Array,
  start: ArrayLike<number>,
  fixed: ArrayLike<number>,
): SwapState {
  const size = weights.length;
  const state = kernels().medoidState(costs, candidates, size, start.length);
  const { medoids, isMedoid, isFixed } = state;
  medoids.set(start);
  state.weights.set(weights);
  state.second.fill(-1);
  state.nearestCost.fill(Infinity);
  state.secondCost.fill(Infinity);
  for (const medoid of medoids) isMedoid[medoid] = 1;
  for (let i = 0; i < fixed.length; i++) isFixed[medoids.indexOf(fixed[i])] = 1;
  for (let slot = 0; slot < medoids.length; slot++) addMedoid(state, slot);
  sumLosses(state);
  return state;
}

/** Weighted sum of the nearest costs. */
export function lossOf({ results }: SwapState): number {
  return results[LOSS];
}

/** Whether some medoid is so dear to lose that changes of the loss are rounding of what removals cost. */
export function isCoarse({ results }: SwapState): boolean {
  return results[DEAREST] > COARSE * results[LOSS];
}

/** Takes one more medoid into account; ties go to the lower slot. */
function addMedoid({ size, costs, medoids, nearest, second, nearestCost, secondCost }: SwapState, slot: number): void {
  const from = medoids[slot] * size;
  for (let o = 0; o < size; o++) {
    const cost = costs[from + o];
    if (cost < nearestCost[o]) {
      second[o] = slot === 0 ? -1 : nearest[o];
      secondCost[o] = nearestCost[o];
      nearest[o] = slot;
      nearestCost[o] = cost;
    } else if (cost < secondCost[o]) {
      second[o] = slot;
      secondCost[o] = cost;
    }
  }
}
