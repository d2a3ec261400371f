import { gramOfColumns, gramOfRows } from "../numeric/linalg/gram.ts";
import { solveTriangle } from "../numeric/linalg/solveTriangle.ts";
import { asMatrix } from "../numeric/matrix.ts";
import { asKernel } from "./kernel/asKernel.ts";
import { checkPositiveSemidefinite } from "./kernel/checkPositiveSemidefinite.ts";
import { factorPlusIdentity } from "./score/factorPlusIdentity.ts";
import { inverseFromFactor } from "./score/inverseFromFactor.ts";
import { checkSpectrum, isFeatures, isSpectrum, type KernelLike } from "./kernel/kernelLike.ts";
import { decompose, type KernelSpectrum } from "./kernelSpectrum.ts";
import { smallGram } from "./kernel/smallGram.ts";

/** Result of {@linkcode marginalKernel}: a matrix. */
export interface MarginalKernel {
  /** K, row-major: K_ii is the probability of item i, det K_S that of all items of S together. */
  readonly data: Float64Array;
  /** Number of items, twice. */
  readonly shape: readonly [rows: number, columns: number];
}

const action = "compute a marginal kernel";

/**
 * The marginal kernel of a DPP, K = L (L + I)⁻¹: a set S of items is in a draw with probability det K_S.
 *
 * So K_ii is the probability of item i, K_ii K_jj − K_ij² that of i and j together. Computed as I − (L + I)⁻¹ by Cholesky, as
 * B (I + Bᵀ B)⁻¹ Bᵀ for features with more items than columns; as Σ λ/(1 + λ) v vᵀ from a spectrum, and wherever L is so large and nearly
 * singular that the identity would drown in its rounding.
 *
 * @param L The kernel, shape [n, n]; or `{ features }`, shape [n, d], or its spectrum.
 * @returns K, shape [n, n]. O(n³).
 * @throws {NumericalError} `not-positive-definite` if L is not positive semidefinite within 1e-8; `non-finite` if an eigenvalue that is needed overflows.
 * @see Kulesza & Taskar 2012, Determinantal Point Processes for Machine Learning, theorem 2.2.
 * @example
 * ```ts
 * import { marginalKernel } from "@divlab/core/dpp";
 *
 * const { data } = marginalKernel([[1, 0.5], [0.5, 1]]);
 * data[0]; // => 0.466666667
 * data[0] * data[3] - data[1] * data[2]; // => 0.2
 * ```
 */
export function marginalKernel(L: KernelLike): MarginalKernel {
  return marginals(action, L);
}

/** {@linkcode marginalKernel} for a function that names itself in messages. */
export function marginals(action: string, kernel: KernelLike): MarginalKernel {
  if (isSpectrum(kernel)) return fromSpectrum(checkSpectrum(action, kernel));
  if (!isFeatures(kernel)) {
    const { data, n } = checkPositiveSemidefinite(action, asKernel(action, kernel, "L"));
    return fromKernel(action, data, n, kernel);
  }
  const features = asMatrix(action, "features", kernel.features);
  const [n, d] = features.shape;
  const gram = smallGram(action, features);
  if (n <= d) return fromKernel(action, gram, n, kernel);
  const factor = factorPlusIdentity(gram, d);
  if (factor === undefined) return fromSpectrum(decompose(action, kernel));
  const rows = Float64Array.from(features.data);
  solveTriangle(factor, d, rows, n);
  return { data: gramOfRows({ data: rows, shape: [n, d] }), shape: [n, n] };
}

function fromSpectrum({ eigenvalues, eigenvectors, size: n }: KernelSpectrum): MarginalKernel {
  const rank = eigenvalues.length;
  const scaled = new Float64Array(rank * n);
  for (let i = 0; i < rank; i++) {
    const root = Math.sqrt(eigenvalues[i] / (1 + eigenvalues[i]));
    for (let at = i * n; at < (i + 1) * n; at++) scaled[at] = root * eigenvectors[at];
  }
  return { data: gramOfColumns({ data: scaled, shape: [rank, n] }), shape: [n, n] };
}

/** I − (L + I)⁻¹. */
function fromKernel(action: string, l: Float64Array, n: number, kernel: KernelLike): MarginalKernel {
  const factor = factorPlusIdentity(l, n);
  if (factor === undefined) return fromSpectrum(decompose(action, kernel));
  const data = inverseFromFactor(factor, n);
  for (let i = 0; i < n; i++) {
    // The diagonal of L (L + I)⁻¹ by itself where it is small: the difference from 1 would leave nothing of a small probability.
    let own = 0;
    let size = 0;
    for (let at = i * n; at < (i + 1) * n; at++) {
      const product = l[at] * data[at];
      own += product;
      size += Math.abs(product);
      data[at] = -data[at];
    }
    data[i * n + i] = Math.max(0, size < 0.5 ? own : 1 + data[i * n + i]);
  }
  return { data, shape: [n, n] };
}
