import { cholesky } from "../../numeric/linalg/cholesky.ts";
import { gramOfColumns } from "../../numeric/linalg/gram.ts";
import { quickDot } from "../../numeric/linalg/quickDot.ts";
import { solveTriangle } from "../../numeric/linalg/solveTriangle.ts";
import { exp } from "../../numeric/special/exp.ts";
import { ln } from "../../numeric/special/ln.ts";
import { logOfPivots } from "./logOfPivots.ts";

/** Exponents of quality up to which rows are scaled as they are. */
const MODERATE = 200;

/** Log-determinants by the d × d matrices of X Xᵀ; NaN where one takes the n × n matrix to be precise. */
export interface DualScore {
  /** log det(X Xᵀ + εI). */
  readonly logDet: number;
  /** log det(I + α F X Xᵀ F), F = diag(q^(β/2)). */
  readonly logDetPlus: number;
}

/**
 * Scores of more rows than columns: log det(X Xᵀ + εI) = (n − d) log ε + log det(εI + Xᵀ X), inv(·)_ii = (1 − x_iᵀ (εI + Xᵀ X)⁻¹ x_i)/ε.
 *
 * @param x X, shape [n, d], row after row, n > d.
 * @param n Number of rows.
 * @param d Number of columns.
 * @param jitter ε > 0.
 * @param alpha α > 0.
 * @param quality β log q of each row from index `from` on; undefined for none.
 * @param from Index of the first.
 * @param credits Filled with −log inv(X Xᵀ + εI)_ii.
 */
export function scoreDual(
  x: Float64Array,
  n: number,
  d: number,
  jitter: number,
  alpha: number,
  quality: Float64Array | undefined,
  from: number,
  credits: Float64Array,
): DualScore {
  const factor = gramOfColumns({ data: x, shape: [n, d] });
  const value = factorShifted(factor, d, jitter);
  if (!Number.isNaN(value)) fillCredits(x.slice(), n, d, factor, jitter, credits);
  return { logDet: (n - d) * ln(jitter) + value, logDetPlus: plus(x, n, d, alpha, quality, from) };
}

/** ln ε − ln(1 − leverage) of each row of X, which is overwritten. */
function fillCredits(x: Float64Array, n: number, d: number, factor: Float64Array, jitter: number, credits: Float64Array): void {
  solveTriangle(factor, d, x, n);
  for (let i = 0; i < n; i++) credits[i] = ln(jitter) - ln(1 - quickDot(x, i * d, x, i * d, d));
}

function plus(x: Float64Array, n: number, d: number, alpha: number, quality: Float64Array | undefined, from: number): number {
  const scaled = x.slice();
  const logAlpha = ln(alpha);
  for (let i = 0; i < n; i++) {
    const size = logAlpha + (quality === undefined ? 0 : quality[from + i]);
    if (size > MODERATE) return NaN;
    const factor = exp(0.5 * size);
    for (let at = i * d; at < (i + 1) * d; at++) scaled[at] *= factor;
  }
  return factorShifted(gramOfColumns({ data: scaled, shape: [n, d] }), d, 1);
}

/** Adds to the diagonal, factors in place and returns the log-determinant. */
function factorShifted(a: Float64Array, d: number, shift: number): number {
  const diagonal = new Float64Array(d);
  for (let j = 0; j < d; j++) {
    a[j * d + j] += shift;
    diagonal[j] = a[j * d + j];
  }
  return cholesky(a, d) ? logOfPivots(a, d, diagonal) : NaN;
}
