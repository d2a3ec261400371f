import { checkInteger, checkOptions } from "../numeric/check.ts";
import { createRng, type RngLike } from "../random/index.ts";
import { drawItems } from "./sampling/drawItems.ts";
import type { KernelLike } from "./kernel/kernelLike.ts";
import { decompose } from "./kernelSpectrum.ts";
import { selectEigenvectors } from "./sampling/selectEigenvectors.ts";
import { selectionTable } from "./sampling/selectionTable.ts";

/** Options of {@linkcode sampleKDpp} and {@linkcode sampleDpp}. */
export interface SampleOptions {
  /** Seed or generator. A generator moves on with each draw, a seed gives one draw. */
  readonly rng: RngLike;
}

const action = "draw from a k-DPP";

/**
 * One exact draw of k items from the k-DPP of a kernel: the subset S with probability det L_S/e_k, e_k the elementary symmetric
 * polynomial of the eigenvalues.
 *
 * First k eigenvectors are drawn, with the sizes tilted so that no number overflows or underflows; then items by the chain rule of the
 * projection they span. For several draws pass the {@linkcode kernelSpectrum} and one generator: the decomposition is then made once.
 *
 * @param L The kernel, shape [n, n]; or `{ features }`, shape [n, d], or its spectrum.
 * @param k Number of items, between 0 and the rank of L.
 * @param options Seed or generator.
 * @returns Indices of the items, ascending, shape [k]. O(n k²) given the spectrum.
 * @throws {RangeError} If k exceeds the rank: every subset of k items then has probability 0.
 * @throws {NumericalError} `not-positive-definite` if L has an eigenvalue below −1e-8 of the largest; `non-finite` if the largest overflows.
 * @see Kulesza & Taskar 2011, k-DPPs: Fixed-Size Determinantal Point Processes; docs/methods/dpp.md for the tilt.
 * @example Two of four items, of which the first two are much alike
 * ```ts
 * import { kernelSpectrum, sampleKDpp } from "@divlab/core/dpp";
 * import { createRng } from "@divlab/core/random";
 *
 * const spectrum = kernelSpectrum([[1, 0.9, 0, 0], [0.9, 1, 0, 0], [0, 0, 1, 0.5], [0, 0, 0.5, 1]]);
 * const rng = createRng(42);
 * const draws = Array.from({ length: 1000 }, () => sampleKDpp(spectrum, 2, { rng }));
 * draws.filter(([first, second]) => first === 0 && second === 1).length < 100; // => true
 * ```
 */
export function sampleKDpp(L: KernelLike, k: number, options: SampleOptions): Int32Array {
  checkOptions(action, options, ["rng"]);
  checkInteger(action, "k", k, 0);
  const rng = createRng(options.rng);
  const spectrum = decompose(action, L);
  const rank = spectrum.eigenvalues.length;
  if (k > rank) throw new RangeError(`Cannot ${action}: k must be at most the rank of the kernel, ${rank} of ${spectrum.size} items, got ${k}`);
  return drawItems(spectrum, selectEigenvectors(selectionTable(spectrum.eigenvalues, k), rng), rng);
}
