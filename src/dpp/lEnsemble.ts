import { asVectors } from "../distance/asVectors.ts";
import type { ZeroVector } from "../distance/unitRows.ts";
import { checkBoolean, checkOptions } from "../numeric/check.ts";
import type { MatrixLike } from "../numeric/matrix.ts";
import { asLogQuality } from "./kernel/asLogQuality.ts";
import { asSimilarities } from "./kernel/asSimilarities.ts";
import { nearestSemidefinite } from "./kernel/nearestSemidefinite.ts";
import { checkSimilarity } from "./kernel/checkSimilarity.ts";
import { type SimilarityName, similarityOfRows } from "./kernel/similarityOfRows.ts";
import { weighKernel } from "./kernel/weighKernel.ts";

/** Items as vectors, one a row, or as the similarities of all pairs. */
export type Items = MatrixLike | { readonly similarities: MatrixLike };

/** How vectors are compared and how good each item is. */
export interface KernelOptions {
  /** How alike two vectors are; `"cosine"` unless given. */
  readonly similarity?: SimilarityName;
  /** Width h of `"rbf"`, > 0, in units of the vectors, or `"median"` (default): the median distance of all pairs. */
  readonly bandwidth?: number | "median";
  /** Vectors of zeros where only directions count: refused by default, or taken at right angles to every other vector. */
  readonly zeroVector?: ZeroVector;
  /** Logarithm of the quality of each item, log q_i, shape [n]; 0 unless given. */
  readonly logQuality?: ArrayLike<number>;
  /** Exponent β ≥ 0 of the quality: L_ij = (q_i q_j)^(β/2) S_ij; 2 unless given. */
  readonly beta?: number;
}

/** Options of {@linkcode lEnsemble}. */
export interface LEnsembleOptions extends KernelOptions {
  /** Rewards r_i in place of `logQuality`, shape [n]: log q_i = r_i·θ/(2(1 − θ)). */
  readonly rewards?: ArrayLike<number>;
  /** Weight θ of the rewards against diversity, 0 ≤ θ < 1; needed with `rewards`. */
  readonly theta?: number;
  /** Supplied similarities only: take negative eigenvalues out instead of trusting that there are none. O(n³); false unless given. */
  readonly nearestPsd?: boolean;
}

/** A likelihood kernel L; a matrix that every function of this module takes. */
export interface LEnsemble {
  /** The n² entries, exactly symmetric, row after row. */
  readonly data: Float64Array;
  /** Number of items, twice. */
  readonly shape: readonly [n: number, n: number];
  /** Width of an `"rbf"` similarity: the median, if that was asked for. */
  readonly bandwidth?: number;
  /** Share of the negative eigenvalues in Σ |λ| that `nearestPsd` took out; 0 otherwise. */
  readonly clippedMass: number;
}

const action = "build a kernel";

/**
 * The kernel of a determinantal point process: similarities weighted by quality, L_ij = (q_i q_j)^(β/2) S_ij.
 *
 * log det L = log det S + β Σ log q_i. β = 2 is Kulesza & Taskar's L = diag(q) S diag(q); β = 1 gives diag(√q) S diag(√q). With `rewards` and
 * `theta`, at β = 2, log det L = log det S + θ/(1 − θ) Σ r_i (Chen et al. 2018, equation 8).
 *
 * The diagonal of S is exactly 1, except for dot products and supplied similarities without it. Cosines are computed in double precision
 * from vectors of any precision. Every named similarity is positive semidefinite. Supplied ones are checked for symmetry and
 * |S_ij| ≤ √(S_ii S_jj) only, which takes O(n²): what is not positive semidefinite in another way shows up where the kernel is factored.
 *
 * @param items One vector a row, shape [n, d], or `{ similarities }`, shape [n, n].
 * @param options Similarity, quality, treatment of zero vectors and of negative eigenvalues.
 * @returns The kernel. O(n²·d).
 * @throws {RangeError} If there are no items, a vector is zero (and not allowed) or not finite, similarities are not symmetric or too
 * large, or an option is out of range.
 * @throws {TypeError} If both `logQuality` and `rewards` are given, or `rewards` without `theta`.
 * @throws {NumericalError} `non-finite` if a quality, a dot product or a squared distance overflows.
 * @see Kulesza & Taskar 2012, Determinantal Point Processes for Machine Learning, section 3.1.
 * @example
 * ```ts
 * import { lEnsemble } from "@divlab/core/dpp";
 *
 * lEnsemble([[1, 0], [3, 4]]).data; // => Float64Array [1, 0.6, 0.6, 1]
 * lEnsemble([[1, 0], [3, 4]], { logQuality: [Math.log(2), 0] }).data; // => Float64Array [4, 1.2, 1.2, 1]
 * ```
 */
export function lEnsemble(items: Items, options: LEnsembleOptions = {}): LEnsemble {
  checkOptions(action, options, ["similarity", "bandwidth", "zeroVector", "logQuality", "beta", "rewards", "theta", "nearestPsd"]);
  const { similarity = "cosine", bandwidth = "median", zeroVector = "throw", logQuality, beta = 2, rewards, theta, nearestPsd = false } = options;
  checkSimilarity(action, items, options);
  checkBoolean(action, "nearestPsd", nearestPsd);
  const supplied = isSimilarities(items);
  if (nearestPsd && !supplied) throw new TypeError(`Cannot ${action}: nearestPsd goes with supplied similarities only, got vectors`);
  const { data, bandwidth: width } = supplied
    ? { ...asSimilarities(action, items.similarities, !nearestPsd), bandwidth: undefined }
    : similarityOfRows(action, asVectors(action, "items", items), similarity, bandwidth, zeroVector);
  const n = Math.sqrt(data.length);
  if (n === 0) throw new RangeError(`Cannot ${action}: there must be at least one item, got none`);
  const clippedMass = nearestPsd ? nearestSemidefinite(data, n) : 0;
  const quality = asLogQuality(action, n, { logQuality, beta, rewards, theta });
  if (quality !== undefined) weighKernel(action, data, n, quality, beta);
  return { data, shape: [n, n], ...(width !== undefined && { bandwidth: width }), clippedMass };
}

/** Whether items are given by the similarities of all pairs. */
export function isSimilarities(items: Items): items is { readonly similarities: MatrixLike } {
  return typeof items === "object" && items !== null && "similarities" in items;
}
