import { checkArray, checkOptions } from "../numeric/check.ts";
import { sum } from "../numeric/sum.ts";
import type { Distances } from "./costs/asCosts.ts";
import { checkWeights } from "./costs/checkWeights.ts";
import { distanceSource } from "./costs/distanceSource.ts";
import { distinctIndices } from "./costs/distinctIndices.ts";
import { medoidSilhouettes } from "./medoidSilhouettes.ts";
import { weightedSum } from "./costs/weightedSum.ts";

/** Options of {@linkcode medoidSilhouette}. */
export interface MedoidSilhouetteOptions {
  /** How much each object counts in the mean, ≥ 0, not all 0; 1 each unless given. Shape [n]. */
  readonly weights?: ArrayLike<number>;
}

/** Result of {@linkcode medoidSilhouette}. */
export interface MedoidSilhouette {
  /** (Weighted) mean over all objects, 0 … 1. */
  readonly estimate: number;
  /** Medoid silhouette of each object, 0 … 1, shape [n]. */
  readonly values: Float64Array;
}

const action = "compute medoid silhouettes";

/**
 * Medoid silhouettes: how much nearer each object is to its medoid than to the next one.
 *
 * 1 − a/b with a and b the distances to the nearest and the second-nearest medoid; 0/0 counts as 0, so a medoid scores 1, also where
 * another medoid is its exact duplicate. With one medoid there is no second and all values are 0.
 *
 * @param distances Distances of all pairs, or embeddings or a function that give them; only those to medoids are read. O(n·k).
 * @param medoids Indices of the medoids, distinct, shape [k].
 * @param options Weights.
 * @returns The values and their mean.
 * @throws {RangeError} If a medoid is no object or occurs twice, or a distance is NaN or negative.
 * @see Van der Laan, Pollard & Bryan 2003, Journal of Statistical Computation and Simulation 73, 575–584; Lenssen & Schubert 2024,
 * Information Systems 120, 102290.
 * @example
 * ```ts
 * import { medoidSilhouette } from "@divlab/core/cluster";
 *
 * const distances = [[0, 0.1, 1], [0.1, 0, 0.9], [1, 0.9, 0]];
 * medoidSilhouette(distances, [0, 2]).values; // => Float64Array [1, 0.8888888889, 1]
 * ```
 */
export function medoidSilhouette(distances: Distances, medoids: ArrayLike<number>, options: MedoidSilhouetteOptions = {}): MedoidSilhouette {
  checkOptions(action, options, ["weights"]);
  const source = distanceSource(action, distances);
  const weights = checkWeights(action, options.weights, source.size);
  checkArray(action, "medoids", medoids, 1);
  const chosen = distinctIndices(action, "medoids", medoids, source.size);
  const values = medoidSilhouettes(source, chosen);
  return { estimate: weightedSum(values, weights) / sum(weights), values };
}
