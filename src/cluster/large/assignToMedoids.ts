import type { DistanceSource } from "../costs/distanceSource.ts";
import { weightedSum } from "../costs/weightedSum.ts";
import { nearestTwo } from "./nearestTwo.ts";

/** Objects and their nearest medoids. */
export interface Assignment {
  /** Position in the list of medoids of the nearest one, the first where several are as near; a medoid its own. Shape [n]. */
  readonly labels: Int32Array;
  /** Distance to it, shape [n]. */
  readonly nearest: Float64Array;
  /** Σ wᵢ·nearestᵢ. */
  readonly loss: number;
}

/**
 * Nearest medoid of every object. O(n·k) distances, O(1024·k) of them held.
 *
 * @param source The distances.
 * @param medoids Distinct indices, shape [k].
 * @param weights Shape [n]; +Infinity times 0 counts as 0.
 */
export function assignToMedoids(source: DistanceSource, medoids: Int32Array, weights: Float64Array): Assignment {
  const { labels, nearest } = nearestTwo(source, medoids);
  for (let m = 0; m < medoids.length; m++) labels[medoids[m]] = m;
  return { labels, nearest, loss: weightedSum(nearest, weights) };
}
