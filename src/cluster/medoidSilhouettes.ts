import type { DistanceSource } from "./costs/distanceSource.ts";
import { nearestTwo } from "./large/nearestTwo.ts";

/**
 * 1 − a/b of every object, with a and b the distances to its nearest and its second-nearest medoid; 1 where a = 0, 0 where a is
 * infinite or there is one medoid. O(n·k).
 *
 * @param source The distances.
 * @param medoids Distinct indices, shape [k].
 */
export function medoidSilhouettes(source: DistanceSource, medoids: Int32Array): Float64Array {
  if (medoids.length === 1) return new Float64Array(source.size);
  const { nearest, second } = nearestTwo(source, medoids);
  return nearest.map((a, i) => (a === 0 ? 1 : a === Infinity ? 0 : 1 - a / second[i]));
}
