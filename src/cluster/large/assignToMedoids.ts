import type { DistanceSource } from "../costs/distanceSource.ts";
import { weightedSum } from "../costs/weightedSum.ts";

/** Objects read at a time. */
const BLOCK = 1024;

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
export function assignToMedoids({ size: n, fill }: DistanceSource, medoids: Int32Array, weights: Float64Array): Assignment {
  const k = medoids.length;
  const labels = new Int32Array(n);
  const nearest = new Float64Array(n);
  const objects = new Int32Array(Math.min(BLOCK, n));
  const block = new Float64Array(objects.length * k);
  for (let start = 0; start < n; start += BLOCK) {
    const length = Math.min(BLOCK, n - start);
    for (let o = 0; o < length; o++) objects[o] = start + o;
    fill(objects.subarray(0, length), medoids, block);
    for (let o = 0; o < length; o++) {
      let least = Infinity;
      let label = 0;
      for (let m = 0, at = o; m < k; m++, at += length) {
        if (block[at] < least) {
          least = block[at];
          label = m;
        }
      }
      labels[start + o] = label;
      nearest[start + o] = least;
    }
  }
  for (let m = 0; m < k; m++) labels[medoids[m]] = m;
  return { labels, nearest, loss: weightedSum(nearest, weights) };
}
