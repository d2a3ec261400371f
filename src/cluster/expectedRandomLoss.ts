import { checkArray, checkInteger, checkOptions } from "../numeric/check.ts";
import type { Distances } from "./costs/asCosts.ts";
import { checkWeights } from "./costs/checkWeights.ts";
import { distanceSource } from "./costs/distanceSource.ts";
import { orderedDistances, randomLoss } from "./costs/orderedDistances.ts";

/** Options of {@linkcode expectedRandomLoss}. */
export interface ExpectedRandomLossOptions {
  /** How much each object counts, ≥ 0, not all 0; 1 each unless given. Shape [n]. The k objects are drawn uniformly all the same. */
  readonly weights?: ArrayLike<number>;
}

/** Result of {@linkcode expectedRandomLoss} for one k. */
export interface ExpectedRandomLoss {
  /** Expected loss. */
  readonly estimate: number;
  /** Number of objects kept. */
  readonly k: number;
  /** Number of objects. */
  readonly n: number;
}

/** Result of {@linkcode expectedRandomLoss} for several k. */
export interface ExpectedRandomLosses {
  /** Expected losses, shape [ks]. */
  readonly estimate: Float64Array;
  /** Numbers of objects kept, shape [ks]. */
  readonly k: Int32Array;
  /** Number of objects. */
  readonly n: number;
}

const action = "compute the expected loss of a random subset";

/**
 * The loss that naive subsampling has: the exact expectation of Σᵢ wᵢ·min over S of d(i, j) when the k objects of S are drawn uniformly
 * without replacement.
 *
 * With the distances of object i in ascending order, d₍₀₎ = 0 ≤ d₍₁₎ ≤ …, the nearest of k random objects is the r-th with probability
 * p_r = C(n − r − 1, k − 1)/C(n, k), so p₀ = k/n and p_(r+1) = p_r·(n − r − k)/(n − r − 1). The loss of chosen medoids is judged
 * against it: skill = 1 − loss/expectation.
 *
 * @param distances Distances of all pairs, or embeddings or a function that give them; asymmetric ones are read from object to medoid.
 * @param k How many objects are kept, an integer from 1 to n, or a list of such.
 * @param options Weights.
 * @returns The expectation for k, or one for each k of the list. O(n² log n) once, O(n) for each k.
 * @throws {RangeError} If a k lies outside 1 … n, weights are negative or a distance is NaN or negative.
 * @example
 * ```ts
 * import { expectedRandomLoss } from "@divlab/core/cluster";
 *
 * const distances = [[0, 1, 4], [1, 0, 3], [4, 3, 0]];
 * expectedRandomLoss(distances, 1).estimate; // => 5.3333333333
 * expectedRandomLoss(distances, [1, 2, 3]).estimate; // => Float64Array [5.3333333333, 1.6666666667, 0]
 * ```
 */
export function expectedRandomLoss(distances: Distances, k: number, options?: ExpectedRandomLossOptions): ExpectedRandomLoss;
/** The same for each k of a list. */
export function expectedRandomLoss(distances: Distances, k: ArrayLike<number>, options?: ExpectedRandomLossOptions): ExpectedRandomLosses;
export function expectedRandomLoss(
  distances: Distances,
  k: number | ArrayLike<number>,
  options: ExpectedRandomLossOptions = {},
): ExpectedRandomLoss | ExpectedRandomLosses {
  checkOptions(action, options, ["weights"]);
  const source = distanceSource(action, distances);
  const n = source.size;
  const weights = checkWeights(action, options.weights, n);
  if (typeof k === "number") {
    checkInteger(action, "k", k, 1, n);
    return { estimate: randomLoss(orderedDistances(source, weights), k), k, n };
  }
  checkArray(action, "k", k);
  for (let i = 0; i < k.length; i++) checkInteger(action, `k at index ${i}`, k[i], 1, n);
  const ordered = orderedDistances(source, weights);
  return { estimate: Float64Array.from(k, (kept) => randomLoss(ordered, kept)), k: Int32Array.from(k), n };
}
