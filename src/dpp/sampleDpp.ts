import { checkOptions } from "../numeric/check.ts";
import { createRng } from "../random/index.ts";
import { drawItems } from "./sampling/drawItems.ts";
import type { KernelLike } from "./kernel/kernelLike.ts";
import { decompose } from "./kernelSpectrum.ts";
import type { SampleOptions } from "./sampleKDpp.ts";

const action = "draw from a DPP";

/**
 * One exact draw from the DPP of a kernel: the subset S with probability det L_S/det(I + L), of any size.
 *
 * Eigenvector i is kept with probability λ_i/(1 + λ_i); the items are then drawn from the projection onto those kept. Features with more
 * items than columns take the dual route. {@linkcode rescaleKernel} sets the expected size.
 *
 * @param L The kernel, shape [n, n]; or `{ features }`, shape [n, d], or its spectrum.
 * @param options Seed or generator.
 * @returns Indices of the items, ascending; possibly none. O(n s²) given the spectrum, s items drawn.
 * @throws {NumericalError} `not-positive-definite` if L has an eigenvalue below −1e-8 of the largest; `non-finite` if the largest overflows.
 * @see Hough et al. 2006, Determinantal Processes and Independence; Kulesza & Taskar 2012, algorithms 1 and 3.
 * @example The mean size of many draws is that of the distribution
 * ```ts
 * import { kernelSpectrum, sampleDpp, sizeDistribution } from "@divlab/core/dpp";
 * import { createRng } from "@divlab/core/random";
 *
 * const spectrum = kernelSpectrum([[3, 1, 0], [1, 3, 1], [0, 1, 3]]);
 * const rng = createRng(7);
 * let items = 0;
 * for (let draw = 0; draw < 2000; draw++) items += sampleDpp(spectrum, { rng }).length;
 * Math.abs(items / 2000 - sizeDistribution(spectrum).expectedSize) < 0.05; // => true
 * ```
 */
export function sampleDpp(L: KernelLike, options: SampleOptions): Int32Array {
  checkOptions(action, options, ["rng"]);
  const rng = createRng(options.rng);
  const spectrum = decompose(action, L);
  const { eigenvalues } = spectrum;
  const chosen = new Int32Array(eigenvalues.length);
  let kept = 0;
  // From the largest down, as for the k-DPP.
  for (let i = eigenvalues.length - 1; i >= 0; i--) {
    if (rng.float() < eigenvalues[i] / (1 + eigenvalues[i])) chosen[kept++] = i;
  }
  return drawItems(spectrum, chosen.subarray(0, kept), rng);
}
