import type { Costs } from "../costs/asCosts.ts";
import type { Assignment } from "../large/assignToMedoids.ts";
import { weightedSum } from "../costs/weightedSum.ts";

/**
 * The nearest medoid of each object; of equals the one at the lowest position. A medoid belongs to itself, also where another
 * medoid is a duplicate of it, so that no cluster is empty.
 *
 * @param costs The costs.
 * @param medoids Distinct objects, shape [k].
 * @param weights Weight of each object, shape [n].
 * @returns Labels, costs and the loss, with compensated summation; objects of weight 0 count nothing, be their cost infinite.
 */
export function nearestMedoids({ data, size }: Costs, medoids: ArrayLike<number>, weights: Float64Array): Assignment {
  const labels = new Int32Array(size);
  const nearest = new Float64Array(size).fill(Infinity);
  for (let position = 0; position < medoids.length; position++) {
    const from = medoids[position] * size;
    for (let o = 0; o < size; o++) {
      const cost = data[from + o];
      if (cost < nearest[o]) {
        nearest[o] = cost;
        labels[o] = position;
      }
    }
  }
  for (let position = 0; position < medoids.length; position++) labels[medoids[position]] = position;
  return { labels, nearest, loss: weightedSum(nearest, weights) };
}
