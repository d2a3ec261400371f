import { checkBoolean, checkOptions } from "../numeric/check.ts";
import { cholesky } from "../numeric/linalg/cholesky.ts";
import type { MatrixLike } from "../numeric/matrix.ts";
import { asKernel } from "./kernel/asKernel.ts";
import { checkJitter } from "./score/checkJitter.ts";
import { inverseFromFactor } from "./score/inverseFromFactor.ts";
import { DOUBTFUL, logOfPivots } from "./score/logOfPivots.ts";
import { revealRank } from "./score/revealRank.ts";

/** Options of {@linkcode logDet}. */
export interface LogDetOptions {
  /**
   * Added to the diagonal, ≥ 0; 0 unless given. `"auto"` takes the first of 0, c, 10c, 100c, … with c = n·ε·max L_ii that makes the matrix
   * positive definite, up to 1e-3·max L_ii: results with different jitter cannot be compared.
   */
  readonly jitter?: number | "auto";
  /** Whether to compute `errorBound`, which takes the inverse: about three times the work. */
  readonly errorBound?: boolean;
}

/** Result of {@linkcode logDet}: determinant = sign · exp(logAbsDet). */
export interface LogDet {
  /** Sign of the determinant; 0 where it is zero up to rounding. */
  readonly sign: 1 | 0 | -1;
  /** log |det|; −Infinity where `sign` is 0. */
  readonly logAbsDet: number;
  /** Numerical rank. */
  readonly rank: number;
  /** What was added to the diagonal. */
  readonly jitter: number;
  /** Smallest pivot, in units of L: what the least informative item adds. Below 0 where L is not positive semidefinite. */
  readonly minPivot: number;
  /** Largest pivot. */
  readonly maxPivot: number;
  /**
   * Largest ratio of a diagonal entry to its pivot: a lower bound of the condition number of L scaled to unit diagonal, which is what limits
   * the accuracy of `logAbsDet`. Infinity where L is singular.
   */
  readonly conditionEstimate: number;
  /** Whether no pivot was negative beyond rounding. Where false, `sign` and `logAbsDet` still are those of the determinant. */
  readonly positiveSemidefinite: boolean;
  /** If asked for and L is positive definite: how far rounding can have moved `logAbsDet`. In practice it moves a tenth of that. */
  readonly errorBound?: number;
}

const action = "compute a log-determinant";

/**
 * Logarithm of the determinant of a symmetric positive semidefinite matrix, with what is needed to judge it.
 *
 * A Cholesky factorisation, log det = Σ log pivots; where a pivot is below 1e-10 (or n·ε) of its diagonal entry, a second one with diagonal
 * pivoting, which finds the rank: pivots up to n·ε of the diagonal entry (ε = 2⁻⁵², 2⁻²³ for float32 matrices) are rounding, and the
 * determinant counts as 0. Neither duplicates nor rounding raise an exception or give NaN. A matrix that is not positive semidefinite
 * beyond rounding (pivots below −1e-8 of the diagonal) is reported by `positiveSemidefinite`, never repaired.
 *
 * @param kernel L, shape [n, n], symmetric within 1e-6 of √(L_ii L_jj).
 * @param options Jitter, error bound.
 * @returns Sign, logarithm, rank and pivots. O(n³).
 * @throws {RangeError} If L is empty, not square, not symmetric or not finite, or the jitter is negative or too large for double precision.
 * @throws {TypeError} If L is no matrix.
 * @see Higham 2002, Accuracy and Stability of Numerical Algorithms, chapter 10.
 * @example
 * ```ts
 * import { logDet } from "@divlab/core/dpp";
 *
 * logDet([[1, 0.5], [0.5, 1]]).logAbsDet; // => -0.28768207
 * logDet([[1, 1], [1, 1]]); // sign 0, logAbsDet −Infinity, rank 1
 * logDet([[1, 1], [1, 1]], { jitter: 1e-6 }).logAbsDet; // => -13.12236288
 * ```
 */
export function logDet(kernel: MatrixLike, options: LogDetOptions = {}): LogDet {
  checkOptions(action, options, ["jitter", "errorBound"]);
  const { jitter = 0, errorBound = false } = options;
  checkBoolean(action, "errorBound", errorBound);
  if (jitter !== "auto") {
    checkJitter(action, jitter);
    return withJitter(kernel, jitter, errorBound);
  }
  const { data, n, epsilon } = asKernel(action, kernel);
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, data[i * n + i]);
  const first = withJitter(kernel, 0, errorBound);
  for (let share = n * epsilon, next = first; share <= 1e-3; share *= 10) {
    if (next.sign === 1 && next.positiveSemidefinite) return next;
    next = withJitter(kernel, share * largest, errorBound);
  }
  return first;
}

/** Room for factors of up to 64 rows and their diagonals, so that thousands of small matrices allocate nothing. */
const room = new Float64Array(64 * 64);
const diagonalRoom = new Float64Array(64);

function withJitter(kernel: MatrixLike, jitter: number, wantBound: boolean): LogDet {
  const { data: factor, n, epsilon } = asKernel(action, kernel, "kernel", room);
  const diagonal = n <= diagonalRoom.length ? diagonalRoom : new Float64Array(n);
  for (let i = 0; i < n; i++) {
    factor[i * n + i] += jitter;
    diagonal[i] = factor[i * n + i];
    if (diagonal[i] === Infinity) throw new RangeError(`Cannot ${action}: jitter must leave the diagonal finite, got ${jitter} at row ${i}`);
  }
  const positive = cholesky(factor, n);
  const logAbsDet = positive ? logOfPivots(factor, n, diagonal, Math.max(DOUBTFUL, n * epsilon)) : NaN;
  const result = Number.isNaN(logAbsDet) ? ofDoubtful(kernel, jitter) : ofFactor(factor, n, diagonal, logAbsDet, jitter);
  return wantBound && positive && result.sign === 1 ? { ...result, errorBound: boundError(factor, n, diagonal, epsilon) + 2 ** -52 * Math.abs(result.logAbsDet) } : result;
}

function ofFactor(factor: Float64Array, n: number, diagonal: Float64Array, logAbsDet: number, jitter: number): LogDet {
  let minPivot = Infinity;
  let maxPivot = 0;
  let conditionEstimate = 1;
  for (let i = 0; i < n; i++) {
    const pivot = factor[i * n + i] * factor[i * n + i];
    const ratio = diagonal[i] / pivot;
    if (pivot < minPivot) minPivot = pivot;
    if (pivot > maxPivot) maxPivot = pivot;
    if (ratio > conditionEstimate) conditionEstimate = ratio;
  }
  return { sign: 1, logAbsDet, rank: n, jitter, minPivot, maxPivot, conditionEstimate, positiveSemidefinite: true };
}

function ofDoubtful(kernel: MatrixLike, jitter: number): LogDet {
  const { data, n, epsilon } = asKernel(action, kernel);
  for (let i = 0; i < n; i++) data[i * n + i] += jitter;
  return revealRank(data, n, epsilon, jitter);
}

/** (n + 1)·ε·Σ |L⁻¹_ij| √(L_ii L_jj). */
function boundError(factor: Float64Array, n: number, diagonal: Float64Array, epsilon: number): number {
  const inverse = inverseFromFactor(factor, n);
  let total = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) total += Math.abs(inverse[i * n + j]) * (Math.sqrt(diagonal[i]) * Math.sqrt(diagonal[j]));
  }
  return (n + 1) * epsilon * total;
}
