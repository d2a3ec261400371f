import { checkInteger, checkOptions } from "../numeric/check.ts";
import { gramOfColumns, gramOfRows } from "../numeric/linalg/gram.ts";
import { asMatrix } from "../numeric/matrix.ts";
import { asKernel } from "./kernel/asKernel.ts";
import { asSubset } from "./sampling/asSubset.ts";
import { checkSpectrum, isFeatures, isSpectrum, type KernelLike } from "./kernel/kernelLike.ts";
import { logDet } from "./logDet.ts";
import { logNormaliser } from "./sampling/logNormaliser.ts";

/** Options of {@linkcode logProbability}. */
export interface LogProbabilityOptions {
  /** Number of items k of a k-DPP, at most the rank; a DPP of any size unless given. */
  readonly size?: number;
}

const action = "compute a log probability";

/**
 * Log probability of one subset under a DPP, log det L_S − log det(I + L), or under a k-DPP, log det L_S − log e_k.
 *
 * @param L The kernel, shape [n, n]; or `{ features }`, shape [n, d], or its spectrum.
 * @param subset Distinct items, in any order; may be empty.
 * @param options Size of a k-DPP.
 * @returns The log probability; −Infinity where L_S is singular up to rounding, or S does not have the size of the k-DPP. O(n³).
 * @throws {RangeError} If an item is not one of 0 … n − 1 or given twice, or the size exceeds the rank.
 * @throws {NumericalError} `not-positive-definite` if L is not positive semidefinite within 1e-8; `non-finite` if an eigenvalue that is needed overflows.
 * @see Kulesza & Taskar 2012, Determinantal Point Processes for Machine Learning, equations 2.15 and 5.2.
 * @example
 * ```ts
 * import { logProbability } from "@divlab/core/dpp";
 *
 * const L = [[1, 0.5], [0.5, 1]];
 * Math.exp(logProbability(L, [0, 1])); // => 0.2
 * Math.exp(logProbability(L, [1], { size: 1 })); // => 0.5
 * ```
 */
export function logProbability(L: KernelLike, subset: ArrayLike<number>, options: LogProbabilityOptions = {}): number {
  checkOptions(action, options, ["size"]);
  const { size } = options;
  if (size !== undefined) checkInteger(action, "size", size, 0);
  const { kernel, k, limit } = submatrix(L, subset);
  const normaliser = logNormaliser(action, L, size);
  if (normaliser === -Infinity) throw new RangeError(`Cannot ${action}: size must be at most the rank of the kernel, got ${size}`);
  if (k > limit || (size !== undefined && size !== k)) return -Infinity;
  if (k === 0) return -normaliser;
  // Keeps single precision: rounding is judged by it.
  const { sign, logAbsDet } = logDet({ data: kernel, shape: [k, k] });
  return sign <= 0 ? -Infinity : logAbsDet - normaliser;
}

/** L_S of checked items, how many they are, and a number of items beyond which it is singular. */
interface Submatrix {
  readonly kernel: Float64Array | Float32Array;
  readonly k: number;
  readonly limit: number;
}

function submatrix(L: KernelLike, subset: ArrayLike<number>): Submatrix {
  if (isSpectrum(L)) {
    const { eigenvalues, eigenvectors, size } = checkSpectrum(action, L);
    const items = asSubset(action, "subset", subset, size);
    const k = items.length;
    const rank = eigenvalues.length;
    const rows = new Float64Array(rank * k);
    for (let i = 0; i < rank; i++) {
      const root = Math.sqrt(eigenvalues[i]);
      for (let j = 0; j < k; j++) rows[i * k + j] = root * eigenvectors[i * size + items[j]];
    }
    return { kernel: gramOfColumns({ data: rows, shape: [rank, k] }), k, limit: rank };
  }
  if (isFeatures(L)) {
    const { data, shape: [n, d] } = asMatrix(action, "features", L.features);
    const items = asSubset(action, "subset", subset, n);
    const k = items.length;
    const rows = new Float64Array(k * d);
    for (let i = 0; i < k; i++) rows.set(data.subarray(items[i] * d, (items[i] + 1) * d), i * d);
    return { kernel: gramOfRows({ data: rows, shape: [k, d] }), k, limit: d };
  }
  const { data, n, epsilon } = asKernel(action, L, "L");
  const items = asSubset(action, "subset", subset, n);
  const k = items.length;
  const kernel = epsilon > 2 ** -52 ? new Float32Array(k * k) : new Float64Array(k * k);
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) kernel[i * k + j] = data[items[i] * n + items[j]];
  return { kernel, k, limit: n };
}
