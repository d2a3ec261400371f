import { asVectors } from "../distance/asVectors.ts";
import { checkDistance, type DistanceName } from "../distance/distanceName.ts";
import { unitFactors, type ZeroVector } from "../distance/unitRows.ts";
import { visitPairs } from "../distance/visitPairs.ts";
import { checkArray, checkOptions, show } from "../numeric/check.ts";
import type { Matrix, MatrixLike } from "../numeric/matrix.ts";
import { sum } from "../numeric/sum.ts";
import { squaredDeviations } from "./squaredDeviations.ts";

/** Options of {@linkcode meanPairwiseDistance} for vectors. */
export interface MeanPairwiseDistanceOptions {
  /** Which distance; `"cosine"` unless given. */
  readonly distance?: DistanceName;
  /** Vectors of zeros where only directions count: refused (default), or at right angles to every other vector. */
  readonly zeroVector?: ZeroVector;
}

/** Options of {@linkcode meanPairwiseDistance} for things with a distance of their own. */
export interface ItemDistanceOptions<Item> {
  /** Symmetric distance of two items, called once per pair with the earlier item first. */
  readonly distance: (a: Item, b: Item) => number;
}

/** Result of {@linkcode meanPairwiseDistance}. */
export interface MeanPairwiseDistance {
  /** Mean distance over the n(n − 1)/2 pairs; NaN for n < 2. */
  readonly estimate: number;
  /** Delete-one jackknife standard error, the n items being a sample of more; NaN for n < 3. */
  readonly standardError: number;
  /** Number of items. */
  readonly n: number;
  /** Name of the distance, `"custom"` for a function. */
  readonly distance: DistanceName | "custom";
}

const action = "compute a mean pairwise distance";

/**
 * Mean distance over all pairs: how different the items of a sample are on average.
 *
 * The mean over pairs of different items (never of an item with itself), so it is unbiased for the expected distance of two fresh draws
 * whatever n is. For `"cosine"` it is the trace of the sample covariance of the unit vectors, Σ‖u_i − ū‖²/(n − 1), for
 * `"squaredEuclidean"` 2·Σ‖x_i − x̄‖²/(n − 1): O(n·d) instead of O(n²·d), and nothing cancels where vectors nearly agree.
 * Other distances take all pairs.
 *
 * The standard error is √((n − 1)/n · Σ(U₍ᵢ₎ − U)²) over the means without item i, U₍ᵢ₎ = (n·U − 2r_i)/(n − 2) with r_i the mean distance
 * from i to the others. The standard deviation over pairs says nothing about U: pairs share items.
 *
 * @param vectors One vector a row, shape [n, d], d ≥ 1; or any items where `distance` is a function.
 * @param options Distance, treatment of zero vectors.
 * @returns The mean, NaN for fewer than two items, with its standard error, NaN for fewer than three.
 * @throws {RangeError} If a vector is zero (and not allowed), an entry or a distance is not finite, or shapes disagree.
 * @throws {TypeError} If `vectors` is no matrix, or a function's value no number.
 * @see Efron & Stein 1981, The Jackknife Estimate of Variance, Annals of Statistics 9, 586–596.
 * @example
 * ```ts
 * import { meanPairwiseDistance } from "@divlab/core/diversity";
 *
 * meanPairwiseDistance([[1, 0], [3, 4], [0, 2]]).estimate; // => 0.5333333333
 * const answers = ["24", "24", "25", "12"];
 * meanPairwiseDistance(answers, { distance: (a, b) => (a === b ? 0 : 1) }).estimate; // => 0.8333333333
 * ```
 */
export function meanPairwiseDistance(vectors: MatrixLike, options?: MeanPairwiseDistanceOptions): MeanPairwiseDistance;
/**
 * The same for items of any kind.
 *
 * @param items The items, shape [n].
 * @param options The distance, a function of two items.
 * @returns As above.
 */
export function meanPairwiseDistance<Item>(items: readonly Item[], options: ItemDistanceOptions<Item>): MeanPairwiseDistance;
export function meanPairwiseDistance(
  vectors: MatrixLike | readonly unknown[],
  options: MeanPairwiseDistanceOptions | ItemDistanceOptions<unknown> = {},
): MeanPairwiseDistance {
  checkOptions(action, options, ["distance", "zeroVector"]);
  if (typeof options.distance === "function") {
    checkOptions(action, options, ["distance"]);
    checkArray(action, "items", vectors);
    return ofItems(vectors as readonly unknown[], options.distance);
  }
  const { distance = "cosine", zeroVector = "throw" } = options as MeanPairwiseDistanceOptions;
  checkDistance(action, distance, zeroVector);
  const matrix = asVectors(action, "vectors", vectors as MatrixLike);
  if (distance === "cosine") return ofDirections(matrix, zeroVector);
  if (distance === "squaredEuclidean") return ofPositions(matrix);
  return ofPairs(matrix, distance, zeroVector);
}

/** A zero vector adds a direction of its own: a unit step there for itself, none for the others. */
function ofDirections(matrix: Matrix, zeroVector: ZeroVector): MeanPairwiseDistance {
  const n = matrix.shape[0];
  const factors = unitFactors(action, matrix, zeroVector);
  const deviations = squaredDeviations(matrix, factors);
  let zeros = 0;
  for (let i = 0; i < n; i++) if (factors[i] === 0) zeros++;
  if (zeros > 0) {
    const rest = 1 - 1 / n;
    for (let i = 0; i < n; i++) deviations[i] += factors[i] === 0 ? rest * rest + (zeros - 1) / (n * n) : zeros / (n * n);
  }
  return fromDeviations(deviations, 1, "cosine");
}

function ofPositions(matrix: Matrix): MeanPairwiseDistance {
  return fromDeviations(squaredDeviations(matrix, new Float64Array(matrix.shape[0]).fill(1)), 2, "squaredEuclidean");
}

/** From a_i = ‖x_i − x̄‖²: with T = Σa, U = factor·T/(n − 1) and r_i − U = factor·(n·a_i − T)/(2(n − 1)). */
function fromDeviations(deviations: Float64Array, factor: number, distance: DistanceName): MeanPairwiseDistance {
  const n = deviations.length;
  const total = sum(deviations);
  const estimate = n < 2 ? NaN : (factor * total) / (n - 1);
  return { estimate, standardError: jackknifeError(deviations, total / n, (factor * n) / (2 * (n - 1))), n, distance };
}

function ofPairs(matrix: Matrix, distance: DistanceName, zeroVector: ZeroVector): MeanPairwiseDistance {
  const totals = new Float64Array(matrix.shape[0]);
  visitPairs(action, matrix, distance, zeroVector, (i, j, run, from, length) => {
    let own = 0;
    for (let t = 0; t < length; t++) {
      own += run[from + t];
      totals[j + t] += run[from + t];
    }
    totals[i] += own;
  });
  return fromTotals(totals, distance);
}

function ofItems(items: readonly unknown[], distance: (a: unknown, b: unknown) => number): MeanPairwiseDistance {
  const totals = new Float64Array(items.length);
  for (let i = 0; i < items.length; i++) {
    for (let j = i + 1; j < items.length; j++) {
      const value = distance(items[i], items[j]);
      if (typeof value !== "number") throw new TypeError(`Cannot ${action}: distance must return numbers, got ${show(value)} for items ${i} and ${j}`);
      if (!Number.isFinite(value)) throw new RangeError(`Cannot ${action}: distances must be finite, got ${value} for items ${i} and ${j}`);
      totals[i] += value;
      totals[j] += value;
    }
  }
  return fromTotals(totals, "custom");
}

/** From the sum of distances from each item to the others. */
function fromTotals(totals: Float64Array, distance: DistanceName | "custom"): MeanPairwiseDistance {
  const n = totals.length;
  const total = sum(totals);
  const estimate = n < 2 ? NaN : total / n / (n - 1);
  return { estimate, standardError: jackknifeError(totals, total / n, 1 / (n - 1)), n, distance };
}

/** √((n − 1)/n · (2/(n − 2))² · Σ(r_i − U)²), with r_i − U = factor·(values[i] − mean). */
function jackknifeError(values: Float64Array, mean: number, factor: number): number {
  const n = values.length;
  if (n < 3) return NaN;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i] - mean) * (values[i] - mean);
  return ((2 * factor) / (n - 2)) * Math.sqrt(((n - 1) / n) * squares);
}
