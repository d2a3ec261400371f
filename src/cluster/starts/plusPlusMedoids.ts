import type { Rng } from "../../random/index.ts";
import type { Costs } from "../costs/asCosts.ts";
import { objectsBut } from "./randomMedoids.ts";

/**
 * k-medoids++: draws each medoid with probability proportional to what the object adds to the loss, its weight times the cost of its
 * nearest medoid so far; the first in proportion to the weights. Where nothing adds any more, uniformly from the rest. O(n·k).
 *
 * @param costs Finite costs.
 * @param weights Weight of each object, shape [n].
 * @param k Number of medoids.
 * @param fixed Distinct objects that are medoids already.
 * @param rng Source of randomness; advanced by k − fixed.length draws.
 * @returns The fixed medoids, then the others in order of choice.
 * @see Arthur & Vassilvitskii 2007, SODA, 1027-1035, who draw in proportion to the squared distance.
 */
export function plusPlusMedoids({ data, size }: Costs, weights: Float64Array, k: number, fixed: Int32Array, rng: Rng): Int32Array {
  const medoids = new Int32Array(k);
  const nearestCost = new Float64Array(size).fill(Infinity);
  const shares = weights.slice();
  for (let count = 0; count < k; count++) {
    const medoid = count < fixed.length ? fixed[count] : drawShare(shares, medoids.subarray(0, count), rng);
    medoids[count] = medoid;
    const from = medoid * size;
    for (let o = 0; o < size; o++) {
      if (data[from + o] < nearestCost[o]) nearestCost[o] = data[from + o];
      shares[o] = weights[o] * nearestCost[o];
    }
  }
  return medoids;
}

/** An object drawn in proportion to its share; one that is not chosen yet, uniformly, where all shares are 0. */
function drawShare(shares: Float64Array, chosen: Int32Array, rng: Rng): number {
  let total = 0;
  for (let o = 0; o < shares.length; o++) total += shares[o];
  if (total === 0) {
    const others = objectsBut(shares.length, chosen);
    return others[rng.integer(others.length)];
  }
  const mark = rng.float() * total;
  let reached = 0;
  let drawn = 0;
  for (let o = 0; o < shares.length; o++) {
    if (shares[o] === 0) continue;
    drawn = o;
    reached += shares[o];
    if (mark < reached) break;
  }
  return drawn;
}
