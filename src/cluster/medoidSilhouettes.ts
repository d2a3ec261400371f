import type { DistanceSource } from "./costs/distanceSource.ts";

/** Objects read at a time. */
const BLOCK = 1024;

/**
 * 1 − a/b of every object, with a and b the distances to its nearest and its second-nearest medoid; 1 where a = 0, 0 where a is
 * infinite or there is one medoid. O(n·k).
 *
 * @param source The distances.
 * @param medoids Distinct indices, shape [k].
 */
export function medoidSilhouettes({ size: n, fill }: DistanceSource, medoids: Int32Array): Float64Array {
  const k = medoids.length;
  const values = new Float64Array(n);
  if (k === 1) return values;
  const objects = new Int32Array(Math.min(BLOCK, n));
  const block = new Float64Array(objects.length * k);
  for (let start = 0; start < n; start += BLOCK) {
    const length = Math.min(BLOCK, n - start);
    for (let o = 0; o < length; o++) objects[o] = start + o;
    fill(objects.subarray(0, length), medoids, block);
    for (let o = 0; o < length; o++) {
      let nearest = Infinity;
      let second = Infinity;
      for (let m = 0, at = o; m < k; m++, at += length) {
        const d = block[at];
        if (d < nearest) {
          second = nearest;
          nearest = d;
        } else if (d < second) {
          second = d;
        }
      }
      values[start + o] = nearest === 0 ? 1 : nearest === Infinity ? 0 : 1 - nearest / second;
    }
  }
  return values;
}
