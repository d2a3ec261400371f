import { NumericalError } from "../numeric/errors.ts";
import { cholesky } from "../numeric/linalg/cholesky.ts";
import type { MatrixLike } from "../numeric/matrix.ts";
import { asKernel } from "./kernel/asKernel.ts";
import { asSubset } from "./sampling/asSubset.ts";
import { inverseFromFactor } from "./score/inverseFromFactor.ts";
import { logOfPivots } from "./score/logOfPivots.ts";

/** Result of {@linkcode logLikelihoodGradient}: a matrix of the shape of L, with the value beside it. */
export interface LogLikelihoodGradient {
  /** The derivatives, row after row; symmetric. */
  readonly data: Float64Array;
  /** Shape of L. */
  readonly shape: readonly [n: number, n: number];
  /** log P(Y = S) = log det L_S − log det(I + L). */
  readonly logLikelihood: number;
}

const action = "compute the gradient of a log-likelihood";

/**
 * Derivatives of the log-likelihood of one observed subset by the entries of L: L_S⁻¹ in the rows and columns of S, less (I + L)⁻¹.
 *
 * All n² entries count as independent; where L_ij and L_ji are one parameter, its derivative is the sum of both entries. Gradients of
 * several observed subsets add up.
 *
 * @param kernel L, shape [n, n], symmetric.
 * @param observed S: indices of the observed items, all different; may be empty.
 * @returns The gradient and the value. O(n³).
 * @throws {RangeError} If L is not square, symmetric and finite, or an index is out of range or repeated.
 * @throws {NumericalError} `not-positive-definite` if L_S or I + L is singular: S has probability 0.
 * @see Kulesza & Taskar 2012, Determinantal Point Processes for Machine Learning, section 4.1.
 * @example
 * ```ts
 * import { logLikelihoodGradient } from "@divlab/core/dpp";
 *
 * logLikelihoodGradient([[1, 0], [0, 3]], [1]).data; // => Float64Array [-0.5, 0, 0, 0.08333333]
 * ```
 */
export function logLikelihoodGradient(kernel: MatrixLike, observed: ArrayLike<number>): LogLikelihoodGradient {
  const { data, n } = asKernel(action, kernel);
  const items = asSubset(action, "observed", observed, n);
  const size = items.length;
  const part = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) part[i * size + j] = data[items[i] * n + items[j]];
  const inner = invert(part, size, "L_S");
  for (let i = 0; i < n; i++) data[i * n + i] += 1;
  const outer = invert(data, n, "I + L");
  const gradient = outer.inverse.map((value) => -value);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) gradient[items[i] * n + items[j]] += inner.inverse[i * size + j];
  return { data: gradient, shape: [n, n], logLikelihood: inner.logDet - outer.logDet };
}

/** Inverse and log-determinant of a positive definite matrix, which is overwritten. */
function invert(a: Float64Array, n: number, name: string): { readonly inverse: Float64Array; readonly logDet: number } {
  const diagonal = new Float64Array(n);
  for (let i = 0; i < n; i++) diagonal[i] = a[i * n + i];
  const logDet = cholesky(a, n) ? logOfPivots(a, n, diagonal) : NaN;
  if (Number.isNaN(logDet)) throw new NumericalError("not-positive-definite", `Cannot ${action}: ${name} must be positive definite, got a singular or indefinite one`);
  return { inverse: inverseFromFactor(a, n), logDet };
}
