import { kernels } from "../../kernels/backend.ts";
import type { Costs } from "../costs/asCosts.ts";
import { firstMedoid } from "../search/firstMedoid.ts";

/**
 * BUILD of PAM: the best single medoid, then one at a time the object that lowers the loss most; of equals the lowest index. Where
 * none lowers it (more medoids than distinct objects), the lowest index that is no medoid yet.
 *
 * What a candidate gains only falls as medoids are added, so a candidate is looked at again only while its last known gain
 * is the largest: the same choices as by looking at all of them each time, in a small part of that O(n²k) time.
 *
 * @param costs Finite costs.
 * @param weights Weight of each object, shape [n].
 * @param k Number of medoids.
 * @param fixed Distinct objects that are medoids already.
 * @returns The fixed medoids, then the others in order of choice.
 * @see Kaufman & Rousseeuw 1990, Finding Groups in Data, section 2.4; Minoux 1978, Lecture Notes in Control and Information Sciences 7.
 */
export function buildMedoids({ data, size }: Costs, weights: Float64Array, k: number, fixed: ArrayLike<number>): Int32Array {
  const state = kernels().medoidState(data, size, size, k);
  const { medoids, nearestCost, gains } = state;
  state.weights.set(weights);
  if (fixed.length === 0) medoids[0] = firstMedoid(state);
  else medoids.set(fixed);
  nearestCost.fill(Infinity);
  gains.fill(Infinity);
  for (let count = 0; count < k; count++) {
    if (count >= Math.max(1, fixed.length)) medoids[count] = kernels().bestGain(state, count);
    const medoid = medoids[count];
    gains[medoid] = -Infinity;
    const from = medoid * size;
    for (let o = 0; o < size; o++) if (data[from + o] < nearestCost[o]) nearestCost[o] = data[from + o];
  }
  return medoids.slice();
}
