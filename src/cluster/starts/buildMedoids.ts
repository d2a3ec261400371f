import type { Costs } from "../costs/asCosts.ts";
import { leastTotal } from "../search/leastTotal.ts";

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
  const medoids = new Int32Array(k);
  const nearestCost = new Float64Array(size).fill(Infinity);
  // The last known gain of each candidate, −1 for medoids, and the number of medoids there were then; 0 for none.
  const gains = new Float64Array(size);
  const known = new Int32Array(size);
  for (let count = 0; count < k; count++) {
    let medoid = 0;
    if (count < fixed.length) {
      medoid = fixed[count];
    } else if (count === 0) {
      medoid = leastTotal(data, size, weights);
    } else {
      const isFirst = count === Math.max(1, fixed.length);
      if (isFirst) for (let c = 0; c < size; c++) if (gains[c] >= 0) gains[c] = gain(data, c * size, size, weights, nearestCost);
      if (isFirst) known.fill(count);
      medoid = largest(gains);
      while (known[medoid] < count) {
        gains[medoid] = gain(data, medoid * size, size, weights, nearestCost);
        known[medoid] = count;
        medoid = largest(gains);
      }
    }
    medoids[count] = medoid;
    gains[medoid] = -1;
    const from = medoid * size;
    for (let o = 0; o < size; o++) if (data[from + o] < nearestCost[o]) nearestCost[o] = data[from + o];
  }
  return medoids;
}

/** What a candidate as one more medoid would take off the loss. */
function gain(data: Float64Array | Float32Array, from: number, size: number, weights: Float64Array, nearestCost: Float64Array): number {
  let total = 0;
  for (let o = 0; o < size; o++) {
    const saved = nearestCost[o] - data[from + o];
    if (saved > 0) total += weights[o] * saved;
  }
  return total;
}

function largest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
