import { checkFinite } from "../numeric/check.ts";
import type { KernelLike } from "./kernel/kernelLike.ts";
import { decompose, type KernelSpectrum } from "./kernelSpectrum.ts";
import { tilt } from "./sampling/tilt.ts";

/** Result of {@linkcode rescaleKernel}: the spectrum of α·L, which every sampler takes. */
export interface RescaledKernel extends KernelSpectrum {
  /** α, the factor for L. */
  readonly scale: number;
}

const action = "rescale a kernel";

/**
 * A kernel multiplied by the factor α that gives its DPP a wanted expected size, Σ α λ/(1 + α λ).
 *
 * @param L The kernel, shape [n, n]; or `{ features }`, shape [n, d], or its spectrum.
 * @param expectedSize Wanted expected number of items, strictly between 0 and the rank of L.
 * @returns The spectrum of α·L and α. O(n³), given the spectrum O(n).
 * @throws {RangeError} If the size is not strictly between 0 and the rank.
 * @throws {NumericalError} `not-positive-definite` if L has an eigenvalue below −1e-8 of the largest; `non-finite` if the largest overflows.
 * @see Barthelmé, Amblard & Tremblay 2019, Asymptotic Equivalence of Fixed-Size and Varying-Size Determinantal Point Processes.
 * @example
 * ```ts
 * import { rescaleKernel, sizeDistribution } from "@divlab/core/dpp";
 *
 * const rescaled = rescaleKernel([[1, 0, 0], [0, 1, 0], [0, 0, 1]], 2);
 * rescaled.scale; // => 2
 * sizeDistribution(rescaled).expectedSize; // => 2
 * ```
 */
export function rescaleKernel(L: KernelLike, expectedSize: number): RescaledKernel {
  checkFinite(action, "expectedSize", expectedSize);
  const { eigenvalues, eigenvectors, size } = decompose(action, L);
  const rank = eigenvalues.length;
  if (!(expectedSize > 0 && expectedSize < rank)) {
    throw new RangeError(`Cannot ${action}: expectedSize must lie strictly between 0 and the rank of the kernel, ${rank}, got ${expectedSize}`);
  }
  const largest = eigenvalues[rank - 1];
  const weight = tilt(eigenvalues, expectedSize, 1e-15);
  const scale = weight / largest;
  return { eigenvalues: eigenvalues.map((value) => weight * (value / largest)), eigenvectors, size, rank, scale };
}
