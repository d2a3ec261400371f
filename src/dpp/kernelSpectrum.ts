import { symmetricEigen } from "../numeric/linalg/symmetricEigen.ts";
import { asMatrix, type MatrixLike } from "../numeric/matrix.ts";
import { asKernel } from "./kernel/asKernel.ts";
import { clipEigenvalues } from "./sampling/clipEigenvalues.ts";
import { checkSpectrum, isFeatures, isSpectrum, type KernelLike } from "./kernel/kernelLike.ts";
import { smallGram } from "./kernel/smallGram.ts";

/** Eigenvalues and eigenvectors of a likelihood kernel, zero eigenvalues left out: what every sampler and every marginal needs. */
export interface KernelSpectrum {
  /** The positive eigenvalues of L, ascending, shape [rank]. */
  readonly eigenvalues: Float64Array;
  /** Their eigenvectors, each of length 1, one per row; shape [rank, size], row-major. */
  readonly eigenvectors: Float64Array;
  /** Number of items n. */
  readonly size: number;
  /** Number of positive eigenvalues: no draw has more items. */
  readonly rank: number;
}

/** Two passes of Gram-Schmidt where an eigenvector lies further than this from length 1 or from right angles to another. */
const ORTHOGONAL = 1e-13;

const action = "decompose a kernel";

/**
 * Spectrum of a likelihood kernel, computed once for any number of draws and marginals.
 *
 * Eigenvalues up to n·2⁻⁵² of the largest are rounding and count as 0 (n·2⁻²³ for a kernel stored in float32); the rank is the number of
 * the others. Of features with more items n than columns d it takes the dual route: eigenvectors u of Bᵀ B, d × d, and v = B u/√λ.
 *
 * @param L The kernel, shape [n, n], symmetric and positive semidefinite; or `{ features }`, shape [n, d], for L = B Bᵀ.
 * @returns Positive eigenvalues and their eigenvectors. O(n³), O(n d²) by the dual route.
 * @throws {NumericalError} `not-positive-definite` if L has an eigenvalue below −1e-8 of the largest; `non-finite` if products of
 * features or the largest eigenvalue overflow.
 * @throws {RangeError} If L is not square, symmetric within 1e-6 and finite.
 * @see Kulesza & Taskar 2012, Determinantal Point Processes for Machine Learning, sections 2.4.4 and 3.3.
 * @example Two of three items are alike
 * ```ts
 * import { kernelSpectrum } from "@divlab/core/dpp";
 *
 * const spectrum = kernelSpectrum({ features: [[1, 0], [1, 0], [0, 1]] });
 * spectrum.eigenvalues[0]; // => 1
 * spectrum.eigenvalues[1]; // => 2
 * spectrum.rank; // => 2
 * ```
 */
export function kernelSpectrum(L: MatrixLike | { readonly features: MatrixLike }): KernelSpectrum {
  return decompose(action, L);
}

/** {@linkcode kernelSpectrum} of any kind of kernel, for a function that names itself in messages; a spectrum is checked and returned. */
export function decompose(action: string, kernel: KernelLike): KernelSpectrum {
  if (isSpectrum(kernel)) return checkSpectrum(action, kernel);
  if (!isFeatures(kernel)) {
    const { data, n, epsilon } = asKernel(action, kernel, "L");
    return fromEigen(action, data, n, epsilon);
  }
  const features = asMatrix(action, "features", kernel.features);
  const [n, d] = features.shape;
  const gram = smallGram(action, features);
  return n <= d ? fromEigen(action, gram, n, 2 ** -52) : lift(action, Float64Array.from(features.data), n, d, gram);
}

function fromEigen(action: string, matrix: Float64Array, n: number, epsilon: number): KernelSpectrum {
  const { values, vectors } = symmetricEigen(matrix, n);
  const eigenvalues = clipEigenvalues(action, values, n * epsilon).slice();
  const rank = eigenvalues.length;
  return { eigenvalues, eigenvectors: vectors.slice((n - rank) * n), size: n, rank };
}

/** Spectrum of B Bᵀ from that of Bᵀ B. */
function lift(action: string, b: Float64Array, n: number, d: number, gram: Float64Array): KernelSpectrum {
  const small = fromEigen(action, gram, d, (n / d) * 2 ** -52);
  const { rank } = small;
  const eigenvectors = new Float64Array(rank * n);
  for (let i = 0; i < rank; i++) {
    const u = small.eigenvectors.subarray(i * d, (i + 1) * d);
    const v = eigenvectors.subarray(i * n, (i + 1) * n);
    const scale = 1 / Math.sqrt(small.eigenvalues[i]);
    for (let row = 0; row < n; row++) {
      let sum = 0;
      const at = row * d;
      for (let j = 0; j < d; j++) sum += b[at + j] * u[j];
      v[row] = sum * scale;
    }
  }
  // From the largest eigenvalue down, whose vectors are the most precise.
  for (let i = rank - 1; i >= 0; i--) orthogonalise(eigenvectors, i, rank, n);
  return { eigenvalues: small.eigenvalues, eigenvectors, size: n, rank };
}

/** Makes row i of length 1 and orthogonal to the rows after it, in one pass, in two where it was not nearly so. */
function orthogonalise(rows: Float64Array, i: number, count: number, n: number): void {
  const row = rows.subarray(i * n, (i + 1) * n);
  for (let pass = 0; pass < 2; pass++) {
    let off = 0;
    for (let j = i + 1; j < count; j++) {
      const at = j * n;
      let product = 0;
      for (let t = 0; t < n; t++) product += row[t] * rows[at + t];
      off = Math.max(off, Math.abs(product));
      for (let t = 0; t < n; t++) row[t] -= product * rows[at + t];
    }
    let squares = 0;
    for (let t = 0; t < n; t++) squares += row[t] * row[t];
    const length = Math.sqrt(squares);
    for (let t = 0; t < n; t++) row[t] /= length;
    if (off <= ORTHOGONAL) break;
  }
}
