import { checkOptions } from "../numeric/check.ts";
import type { MatrixLike } from "../numeric/matrix.ts";
import { asVectors } from "./asVectors.ts";
import { checkDistance, type DistanceName } from "./distanceName.ts";
import type { ZeroVector } from "./unitRows.ts";
import { visitPairs } from "./visitPairs.ts";

/** Options of {@linkcode pairwiseDistances}. */
export interface PairwiseDistancesOptions {
  /** Which distance; `"cosine"` unless given. */
  readonly distance?: DistanceName;
  /**
   * Vectors without a direction (zeros; constant ones under `"correlation"`), where only directions count: refused by default; under
   * `"orthogonal"` at right angles to every other vector, also to one another: cosine distance 1.
   */
  readonly zeroVector?: ZeroVector;
}

/** The distances of all pairs of n things. */
export interface CondensedDistances {
  /** The distance of i < j at index i(2n − i − 1)/2 + j − i − 1: (0, 1), (0, 2), …, (1, 2), …; shape [n(n − 1)/2]. */
  readonly data: Float64Array;
  /** Number of things. */
  readonly n: number;
}

/**
 * Distances of all pairs of vectors, in the order of SciPy's `pdist`.
 *
 * Near duplicates keep their digits: differences are squared, not squares subtracted, and cosine distances below 0.01 are computed as
 * ‖u − v‖²/2. Takes O(n²·d) time and n²/2 numbers of memory; for a mean alone see `meanPairwiseDistance`.
 *
 * @param vectors One vector a row, shape [n, d], d ≥ 1.
 * @param options Distance and treatment of zero vectors.
 * @returns The condensed distances; none for n < 2.
 * @throws {RangeError} If a vector is zero (and not allowed), an entry is not finite or shapes disagree.
 * @throws {TypeError} If `vectors` is no matrix.
 * @see SciPy, scipy.spatial.distance.pdist, for the order and the definitions.
 * @example
 * ```ts
 * import { pairwiseDistances } from "@divlab/core/distance";
 *
 * pairwiseDistances([[1, 0], [3, 4], [0, 2]]).data; // => Float64Array [0.4, 1, 0.2]
 * pairwiseDistances([[1, 0], [3, 4], [0, 2]], { distance: "manhattan" }).data; // => Float64Array [6, 3, 5]
 * ```
 */
export function pairwiseDistances(vectors: MatrixLike, options: PairwiseDistancesOptions = {}): CondensedDistances {
  const action = "compute pairwise distances";
  checkOptions(action, options, ["distance", "zeroVector"]);
  const { distance = "cosine", zeroVector = "throw" } = options;
  checkDistance(action, distance, zeroVector);
  const matrix = asVectors(action, "vectors", vectors);
  const n = matrix.shape[0];
  const data = new Float64Array((n * (n - 1)) / 2);
  visitPairs(action, matrix, distance, zeroVector, (i, j, run, from, length) => {
    const at = (i * (2 * n - i - 1)) / 2 + j - i - 1;
    data.set(run.subarray(from, from + length), at);
  });
  return { data, n };
}
