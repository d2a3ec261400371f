import type { DistanceSource } from "../costs/distanceSource.ts";

/** Objects read at a time. */
const BLOCK = 1024;

/** The nearest and the second-nearest medoid of every object. */
export interface NearestTwo {
  /** Position in the list of medoids of the nearest one, the first where several are as near; shape [n]. */
  readonly labels: Int32Array;
  /** Distance to it, shape [n]. */
  readonly nearest: Float64Array;
  /** Distance to the second-nearest, Infinity for a single medoid; shape [n]. */
  readonly second: Float64Array;
}

/**
 * The two nearest medoids of every object. O(n·k) distances, O(1024·k) of them held.
 *
 * @param source The distances.
 * @param medoids Distinct indices, shape [k].
 */
export function nearestTwo({ size: n, fill }: DistanceSource, medoids: Int32Array): NearestTwo {
  const k = medoids.length;
  const labels = new Int32Array(n);
  const nearest = new Float64Array(n).fill(Infinity);
  const second = new Float64Array(n).fill(Infinity);
  const objects = new Int32Array(Math.min(BLOCK, n));
  const block = new Float64Array(objects.length * k);
  for (let start = 0; start < n; start += BLOCK) {
    const length = Math.min(BLOCK, n - start);
    for (let o = 0; o < length; o++) objects[o] = start + o;
    fill(objects.subarray(0, length), medoids, block);
    for (let o = 0; o < length; o++) {
      const object = start + o;
      for (let m = 0, at = o; m < k; m++, at += length) {
        const distance = block[at];
        if (distance < nearest[object]) {
          second[object] = nearest[object];
          nearest[object] = distance;
          labels[object] = m;
        } else if (distance < second[object]) {
          second[object] = distance;
        }
      }
    }
  }
  return { labels, nearest, second };
}
