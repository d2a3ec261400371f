import { exp } from "../../numeric/special/exp.ts";
import { weightedCholesky } from "./weightedCholesky.ts";

/** Sweeps at most; the factor is nearly orthogonal already, and three or four are usual. */
const SWEEPS = 40;

/** Rows whose cosine is no larger are orthogonal. */
const ORTHOGONAL = 2 ** -50;

/**
 * Eigenvalues of diag(w^½) A diag(w^½), each right relative to itself, however far the weights lie apart: Jacobi's rotations of the rows of a
 * Cholesky factor until they are orthogonal. Their squared lengths are the eigenvalues.
 *
 * @param a A, n² entries, positive semidefinite.
 * @param n Number of rows.
 * @param logWeight log w of each item, shape [n]; from −600 to 0, so that no square underflows.
 * @returns The positive eigenvalues, in no order. About 4n³ operations per sweep.
 * @see Demmel & Veselić, Jacobi's method is more accurate than QR, 1992.
 */
export function gradedEigenvalues(a: Float64Array, n: number, logWeight: Float64Array): Float64Array {
  const { order, rows } = weightedCholesky(a, n, logWeight);
  const rank = order.length;
  const factors = logWeight.map((value) => exp(0.5 * value));
  for (let r = 0; r < rank; r++) for (let j = 0; j < n; j++) rows[r * n + j] *= factors[j];
  const squares = new Float64Array(rank);
  for (let r = 0; r < rank; r++) squares[r] = dot(rows, r * n, r * n, n);
  for (let sweep = 0, rotated = true; rotated && sweep < SWEEPS; sweep++) {
    rotated = false;
    for (let p = 0; p < rank; p++) {
      for (let q = p + 1; q < rank; q++) if (rotate(rows, n, p, q, squares)) rotated = true;
    }
  }
  return squares;
}

/** Makes rows p and q orthogonal; returns whether they were not. */
function rotate(rows: Float64Array, n: number, p: number, q: number, squares: Float64Array): boolean {
  const product = dot(rows, p * n, q * n, n);
  if (!(Math.abs(product) > ORTHOGONAL * Math.sqrt(squares[p]) * Math.sqrt(squares[q]))) return false;
  const ratio = (squares[q] - squares[p]) / (2 * product);
  const tangent = Math.abs(ratio) > 2 ** 500 ? 0.5 / ratio : (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.sqrt(1 + ratio * ratio));
  const c = 1 / Math.sqrt(1 + tangent * tangent);
  const s = c * tangent;
  for (let i = p * n, k = q * n; i < (p + 1) * n; i++, k++) {
    const x = rows[i];
    const y = rows[k];
    rows[i] = c * x - s * y;
    rows[k] = s * x + c * y;
  }
  squares[p] = dot(rows, p * n, p * n, n);
  squares[q] = dot(rows, q * n, q * n, n);
  return true;
}

function dot(rows: Float64Array, i: number, k: number, n: number): number {
  let total = 0;
  for (const end = i + n; i < end; i++, k++) total += rows[i] * rows[k];
  return total;
}
