import { log1p } from "../numeric/special/index.ts";
import { addTrial } from "./sampling/addTrial.ts";
import { kernelEigenvalues } from "./sampling/kernelEigenvalues.ts";
import type { KernelLike } from "./kernel/kernelLike.ts";

/** Result of {@linkcode sizeDistribution}. */
export interface SizeDistribution {
  /** Expected number of items in a draw, Σ λ/(1 + λ). */
  readonly expectedSize: number;
  /** Its variance, Σ λ/(1 + λ)². */
  readonly variance: number;
  /** Probability of each size 0 … n, shape [n + 1]. */
  readonly probabilities: Float64Array;
  /** log det(I + L) = Σ log(1 + λ): minus the log probability of the empty draw. */
  readonly logNormaliser: number;
}

const action = "compute the sizes of a DPP";

/**
 * Distribution of the number of items that a DPP draws: a sum of independent indicators with probabilities λ/(1 + λ), λ the eigenvalues.
 *
 * A kernel with ones on its diagonal draws n/2 items at most, on average, and where all items are alike 1 or 2, whatever n.
 * {@linkcode rescaleKernel} sets it, {@linkcode sampleKDpp} fixes the size.
 *
 * @param L The kernel, shape [n, n]; or `{ features }`, shape [n, d], or its spectrum.
 * @returns Mean, variance, probabilities, log normaliser. O(n³), given the spectrum O(n²).
 * @throws {NumericalError} `not-positive-definite` if L has an eigenvalue below −1e-8 of the largest; `non-finite` if the largest overflows.
 * @see Kulesza & Taskar 2012, Determinantal Point Processes for Machine Learning, section 2.4.4.
 * @example
 * ```ts
 * import { sizeDistribution } from "@divlab/core/dpp";
 *
 * const sizes = sizeDistribution([[1, 0], [0, 3]]);
 * sizes.expectedSize; // => 1.25
 * sizes.probabilities; // => [0.125, 0.5, 0.375]
 * ```
 */
export function sizeDistribution(L: KernelLike): SizeDistribution {
  const { eigenvalues, size: n } = kernelEigenvalues(action, L);
  const probabilities = new Float64Array(n + 1);
  probabilities[0] = 1;
  let expectedSize = 0;
  let variance = 0;
  let logNormaliser = 0;
  for (let i = 0; i < eigenvalues.length; i++) {
    const q = 1 / (1 + eigenvalues[i]);
    const p = eigenvalues[i] * q;
    expectedSize += p;
    variance += p * q;
    logNormaliser += log1p(eigenvalues[i]);
    addTrial(probabilities, 0, probabilities, 0, p, q, i + 1);
  }
  return { expectedSize, variance, probabilities, logNormaliser };
}
