import type { Rng } from "../../random/index.ts";
import type { Costs } from "../costs/asCosts.ts";
import { drawFrom, objectsBut } from "./randomMedoids.ts";

/**
 * LAB, the linear approximation of BUILD: draws a sample of 10 + ⌈√n⌉ objects for every medoid and takes the one of them that lowers
 * the loss of the sample most; of equals the one drawn first. O(n·k).
 *
 * @param costs Finite costs.
 * @param weights Weight of each object, shape [n].
 * @param k Number of medoids.
 * @param fixed Distinct objects that are medoids already.
 * @param rng Source of randomness.
 * @returns The fixed medoids, then the others in order of choice.
 * @see Schubert & Rousseeuw 2019, SISAP, Lecture Notes in Computer Science 11807, 171-187.
 */
export function labMedoids({ data, size }: Costs, weights: Float64Array, k: number, fixed: Int32Array, rng: Rng): Int32Array {
  const medoids = new Int32Array(k);
  const pool = objectsBut(size, fixed);
  const nearestCost = new Float64Array(size).fill(Infinity);
  for (let count = 0; count < k; count++) {
    if (count < fixed.length) {
      medoids[count] = fixed[count];
    } else {
      // The pool begins with the medoids chosen here; behind them a sample is drawn.
      const start = count - fixed.length;
      const end = Math.min(pool.length, start + 10 + Math.ceil(Math.sqrt(size)));
      for (let i = start; i < end; i++) drawFrom(pool, i, rng);
      let best = start;
      let least = Infinity;
      for (let i = start; i < end; i++) {
        const loss = sampleLoss(data, pool[i] * size, pool, start, end, weights, nearestCost);
        if (loss < least) {
          least = loss;
          best = i;
        }
      }
      medoids[count] = pool[best];
      pool[best] = pool[start];
      pool[start] = medoids[count];
    }
    const from = medoids[count] * size;
    for (let o = 0; o < size; o++) if (data[from + o] < nearestCost[o]) nearestCost[o] = data[from + o];
  }
  return medoids;
}

/** Loss of the sample with one more medoid. */
function sampleLoss(
  data: Float64Array | Float32Array,
  from: number,
  pool: Int32Array,
  start: number,
  end: number,
  weights: Float64Array,
  nearestCost: Float64Array,
): number {
  let loss = 0;
  for (let i = start; i < end; i++) loss += weights[pool[i]] * Math.min(nearestCost[pool[i]], data[from + pool[i]]);
  return loss;
}
