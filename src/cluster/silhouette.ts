import { checkArray, checkSameLength, show } from "../numeric/check.ts";
import { sum } from "../numeric/sum.ts";
import type { Distances } from "./costs/asCosts.ts";
import { distanceSource } from "./costs/distanceSource.ts";
import { silhouetteValues } from "./silhouetteValues.ts";

/** Result of {@linkcode silhouette}. */
export interface Silhouette {
  /** Mean over all objects, −1 … 1. */
  readonly estimate: number;
  /** Silhouette of each object, −1 … 1, shape [n]. */
  readonly values: Float64Array;
  /** Labels that occur, ascending, shape [clusters]. */
  readonly clusters: Int32Array;
  /** Number of objects of each cluster, shape [clusters]. */
  readonly sizes: Int32Array;
  /** Mean silhouette of each cluster, shape [clusters]. */
  readonly perCluster: Float64Array;
  /** Mean of `perCluster`: every cluster counts the same, however small. */
  readonly macroAverage: number;
  /** Nearest other cluster of each object, as a position in `clusters`; −1 where there is only one cluster. Shape [n]. */
  readonly neighbor: Int32Array;
  /** Number of clusters of one object, each of which has the silhouette 0 by definition. */
  readonly singletons: number;
}

const action = "compute silhouettes";

/**
 * Silhouettes of a clustering: how much nearer each object is to its own cluster than to the next.
 *
 * s(i) = (b − a)/max(a, b) with a the mean distance of i to the *other* objects of its cluster and b the smallest mean distance to
 * another cluster. An object alone in its cluster has 0, as has one with a = b = 0; with a single cluster all are 0.
 *
 * Takes O(n²) time. Embeddings and callbacks are read in blocks, so memory is O(n·clusters). Asymmetric distances are read as
 * *from* the object.
 *
 * @param distances Distances of all pairs, or embeddings or a function that give them.
 * @param labels Cluster of each object: any integers, gaps allowed, shape [n].
 * @returns Silhouettes, their mean, means per cluster and the mean of these.
 * @throws {RangeError} If lengths disagree, a label is no integer or a distance is NaN or negative.
 * @see Rousseeuw 1987, Journal of Computational and Applied Mathematics 20, 53–65.
 * @example
 * ```ts
 * import { silhouette } from "@divlab/core/cluster";
 *
 * const distances = [[0, 0.1, 1], [0.1, 0, 0.9], [1, 0.9, 0]];
 * const { estimate, values, singletons } = silhouette(distances, [0, 0, 7]);
 * values; // => Float64Array [0.9, 0.8888888889, 0]
 * estimate; // => 0.5962962963
 * singletons; // => 1
 * ```
 */
export function silhouette(distances: Distances, labels: ArrayLike<number>): Silhouette {
  const source = distanceSource(action, distances);
  const n = source.size;
  const { clusters, position } = clustersOf(labels, n);
  const { values, sizes, neighbor } = silhouetteValues(source, position, clusters.length);
  const perCluster = new Float64Array(clusters.length);
  for (let i = 0; i < n; i++) perCluster[position[i]] += values[i];
  for (let g = 0; g < clusters.length; g++) perCluster[g] /= sizes[g];
  const singletons = sizes.filter((size) => size === 1).length;
  return { estimate: sum(values) / n, values, clusters, sizes, perCluster, macroAverage: sum(perCluster) / clusters.length, neighbor, singletons };
}

/** Labels as positions in the list of those that occur. */
function clustersOf(labels: ArrayLike<number>, n: number): { clusters: Int32Array; position: Int32Array } {
  checkArray(action, "labels", labels);
  checkSameLength(action, "labels", labels.length, "distances", n);
  for (let i = 0; i < n; i++) {
    const label: unknown = labels[i];
    if (typeof label !== "number") throw new TypeError(`Cannot ${action}: labels must be integers, got ${show(label)} at index ${i}`);
    if ((label | 0) !== label) throw new RangeError(`Cannot ${action}: labels must be integers of 32 bits, got ${label} at index ${i}`);
  }
  const clusters = Int32Array.from(new Set(Array.from(labels))).sort();
  const positions = new Map<number, number>();
  clusters.forEach((label, g) => positions.set(label, g));
  const position = Int32Array.from(labels, (label) => positions.get(label)!);
  return { clusters, position };
}
