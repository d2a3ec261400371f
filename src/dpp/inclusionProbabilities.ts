import { checkInteger, checkOptions } from "../numeric/check.ts";
import { eigenvectorInclusion } from "./sampling/eigenvectorInclusion.ts";
import { isFeatures, isSpectrum, type KernelLike } from "./kernel/kernelLike.ts";
import { decompose } from "./kernelSpectrum.ts";
import { marginals } from "./marginalKernel.ts";

/** Options of {@linkcode inclusionProbabilities}. */
export interface InclusionOptions {
  /** Number of items k of a k-DPP, at most the rank; a DPP of any size unless given. */
  readonly size?: number;
}

const action = "compute inclusion probabilities";

/**
 * Probability of each item to be in a draw from a DPP, K_jj, or from a k-DPP.
 *
 * For a k-DPP it is Σ_i s_i v_i(j)² with s_i = λ_i e_{k−1}(λ without i)/e_k(λ), the probability that eigenvector i is chosen, computed by the
 * tilt of {@linkcode sampleKDpp}: exact, and without overflow.
 *
 * @param L The kernel, shape [n, n]; or `{ features }`, shape [n, d], or its spectrum.
 * @param options Size of a k-DPP.
 * @returns Probabilities, shape [n]; they sum to the expected size, k for a k-DPP. Given the spectrum O(n·rank), of features O(n d²)
 * or less, of L O(n³).
 * @throws {RangeError} If the size exceeds the rank.
 * @throws {NumericalError} `not-positive-definite` if L has an eigenvalue below −1e-8 of the largest; `non-finite` if the largest overflows.
 * @see Kulesza & Taskar 2012, Determinantal Point Processes for Machine Learning, sections 2.2 and 5.2.3.
 * @example
 * ```ts
 * import { inclusionProbabilities } from "@divlab/core/dpp";
 *
 * inclusionProbabilities([[1, 0, 0], [0, 1, 0], [0, 0, 3]]); // => [0.5, 0.5, 0.75]
 * inclusionProbabilities([[1, 0, 0], [0, 1, 0], [0, 0, 3]], { size: 1 }); // => [0.2, 0.2, 0.6]
 * ```
 */
export function inclusionProbabilities(L: KernelLike, options: InclusionOptions = {}): Float64Array {
  checkOptions(action, options, ["size"]);
  const { size } = options;
  if (size !== undefined) checkInteger(action, "size", size, 0);
  else if (!isSpectrum(L) && !isFeatures(L)) {
    const { data, shape } = marginals(action, L);
    return Float64Array.from({ length: shape[0] }, (_, i) => data[i * shape[0] + i]);
  }
  const { eigenvalues, eigenvectors, size: n } = decompose(action, L);
  if (size === undefined) return squaresByItem(eigenvectors, eigenvalues.map((value) => value / (1 + value)), n);
  const rank = eigenvalues.length;
  if (size > rank) throw new RangeError(`Cannot ${action}: size must be at most the rank of the kernel, ${rank} of ${n} items, got ${size}`);
  return squaresByItem(eigenvectors, eigenvectorInclusion(eigenvalues, size), n);
}

/** Σ_i weight_i v_i(j)² per item j. */
function squaresByItem(eigenvectors: Float64Array, weights: Float64Array, n: number): Float64Array {
  const totals = new Float64Array(n);
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i];
    for (let j = 0; j < n; j++) totals[j] += weight * eigenvectors[i * n + j] * eigenvectors[i * n + j];
  }
  return totals;
}
