import { kernels } from "../kernels/backend.ts";
import { checkOptions } from "../numeric/check.ts";
import { NumericalError } from "../numeric/errors.ts";
import { cholesky } from "../numeric/linalg/cholesky.ts";
import { gramOfColumns, gramOfRows } from "../numeric/linalg/gram.ts";
import { asMatrix, type Matrix, type MatrixLike } from "../numeric/matrix.ts";
import { ln } from "../numeric/special/ln.ts";
import { checkJitter } from "./score/checkJitter.ts";
import { inverseFromFactor } from "./score/inverseFromFactor.ts";
import { logOfPivots } from "./score/logOfPivots.ts";

/** Options of {@linkcode logDetGradient}. */
export interface LogDetGradientOptions {
  /** ε ≥ 0, added to the diagonal; 0 unless given. */
  readonly jitter?: number;
}

/** Result of {@linkcode logDetGradient}: a matrix of the shape of X, with the value beside it. */
export interface LogDetGradient {
  /** The derivatives, row after row. */
  readonly data: Float64Array;
  /** Shape of X. */
  readonly shape: readonly [rows: number, columns: number];
  /** log det(X Xᵀ + εI). */
  readonly logDet: number;
}

const action = "compute the gradient of a log-determinant";

/**
 * Derivatives of log det(X Xᵀ + εI) by the entries of X: 2 (X Xᵀ + εI)⁻¹ X.
 *
 * Ascent along it spreads the rows of X. Of more rows than columns it uses (X Xᵀ + εI)⁻¹ X = X (Xᵀ X + εI)⁻¹.
 *
 * @param features X, one item a row, shape [n, d].
 * @param options Jitter.
 * @returns The gradient, shape [n, d], and the value.
 * @throws {RangeError} If X is empty or not finite, or the jitter is negative.
 * @throws {NumericalError} `not-positive-definite` if X Xᵀ + εI is singular: some pivot is 1e-10 of its diagonal entry or less.
 * @see Petersen & Pedersen 2012, The Matrix Cookbook, equation 53.
 * @example
 * ```ts
 * import { logDetGradient } from "@divlab/core/dpp";
 *
 * logDetGradient([[2, 0], [0, 4]]).data; // => Float64Array [1, 0, 0, 0.5]
 * ```
 */
export function logDetGradient(features: MatrixLike, options: LogDetGradientOptions = {}): LogDetGradient {
  checkOptions(action, options, ["jitter"]);
  const { jitter = 0 } = options;
  checkJitter(action, jitter);
  const { data, shape } = asMatrix(action, "features", features);
  const [n, d] = shape;
  if (n === 0 || d === 0) throw new RangeError(`Cannot ${action}: features must not be empty, got ${n} × ${d}`);
  const dual = n > d && jitter > 0;
  const order = dual ? d : n;
  const factor = dual ? gramOfColumns({ data, shape }) : gramOfRows({ data, shape });
  const diagonal = new Float64Array(order);
  for (let i = 0; i < order; i++) {
    factor[i * order + i] += jitter;
    diagonal[i] = factor[i * order + i];
  }
  const value = cholesky(factor, order) ? logOfPivots(factor, order, diagonal) : NaN;
  if (Number.isNaN(value)) throw new NumericalError("not-positive-definite", `Cannot ${action}: X Xᵀ + εI must be positive definite, got a singular one with ε = ${jitter}`);
  const inverse = inverseFromFactor(factor, order);
  const gradient = new Float64Array(n * d);
  // The inverse is symmetric: its rows are its columns.
  if (dual) kernels().addProducts(Float64Array.from(data), 0, d, inverse, 0, d, gradient, 0, d, n, d, d);
  else kernels().addProducts(inverse, 0, n, columnsOf(data, shape), 0, n, gradient, 0, d, n, d, n);
  for (let at = 0; at < gradient.length; at++) gradient[at] *= 2;
  return { data: gradient, shape: [n, d], logDet: dual ? (n - d) * ln(jitter) + value : value };
}

/** The columns of a matrix, one after another. */
function columnsOf(data: Matrix["data"], [n, d]: Matrix["shape"]): Float64Array {
  const columns = new Float64Array(n * d);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) columns[j * n + i] = data[i * d + j];
  return columns;
}
