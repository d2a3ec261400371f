import { kernels } from "../../kernels/backend.ts";
import { mirror } from "../../kernels/mirror.ts";
import { jacobiEigen } from "./jacobiEigen.ts";
import { scaleToOne } from "./scaleToOne.ts";
import { tridiagonalEigen } from "./tridiagonalEigen.ts";

/** Eigenvalues and eigenvectors of a symmetric matrix. */
export interface SymmetricEigen {
  /** The n eigenvalues, ascending. */
  readonly values: Float64Array;
  /** Eigenvectors of length 1, one per row, in the order of the values. */
  readonly vectors: Float64Array;
}

/** Up to this size Jacobi's rotations are used, for their accuracy. */
const SMALL = 16;

/** Rows and columns transposed at a time. */
const TILE = 16;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix. Only + − × ÷ √ in a fixed order: the same bits on every engine.
 *
 * Up to n = 16 by Jacobi's cyclic rotations, which find small eigenvalues of graded positive definite matrices to high relative accuracy.
 * Beyond that by Householder's reduction to a tridiagonal matrix, divide and conquer, and the reflections applied to its eigenvectors: about
 * 14n³/3 operations, fewer where eigenvalues are nearly equal. Errors of the values are then of the order of ε·‖A‖; the vectors are
 * orthogonal to the order of ε, whatever the eigenvalues.
 *
 * The sign of each eigenvector is fixed: its entry of largest magnitude, the first of these, is positive.
 *
 * @param matrix The n² entries, row after row; the lower triangle is read.
 * @param n Number of rows.
 * @returns Eigenvalues, ascending, and eigenvectors; all NaN if an entry is not finite.
 * @see Golub & Van Loan, Matrix Computations, 4th edition, chapter 8.
 */
export function symmetricEigen(matrix: ArrayLike<number>, n: number): SymmetricEigen {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const entry = matrix[i * n + j];
      if (!Number.isFinite(entry)) return { values: new Float64Array(n).fill(NaN), vectors: a.fill(NaN) };
      a[i * n + j] = entry;
    }
  }
  const scale = scaleToOne(a);
  const { values, vectors } = n <= SMALL ? byRotations(a, n) : byDivision(a, n);
  for (let i = 0; i < n; i++) values[i] /= scale;
  fixSigns(vectors, n);
  return { values, vectors };
}

function byRotations(a: Float64Array, n: number): SymmetricEigen {
  mirror(a, n);
  const found = jacobiEigen(a, n);
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[i * n + i] - a[j * n + j]);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => vectors.set(found.subarray(from * n, (from + 1) * n), to * n));
  return { values: Float64Array.from(order, (i) => a[i * n + i]), vectors };
}

function byDivision(a: Float64Array, n: number): SymmetricEigen {
  const d = new Float64Array(n);
  const e = new Float64Array(n);
  const factors = new Float64Array(n - 1);
  kernels().tridiagonalise(a, n, d, e, factors);
  const { vectors: columns, order } = tridiagonalEigen(d, e);
  const vectors = new Float64Array(n * n);
  for (let iStart = 0; iStart < n; iStart += TILE) {
    const iEnd = Math.min(iStart + TILE, n);
    for (let jStart = 0; jStart < n; jStart += TILE) {
      const jEnd = Math.min(jStart + TILE, n);
      for (let i = iStart; i < iEnd; i++) {
        const column = order[i];
        for (let j = jStart; j < jEnd; j++) vectors[i * n + j] = columns[j * n + column];
      }
    }
  }
  kernels().applyReflections(vectors, n, a, factors);
  return { values: Float64Array.from(order, (i) => d[i]), vectors };
}

/** Turns every row so that its entry of largest magnitude, the first of these, is positive. */
function fixSigns(vectors: Float64Array, n: number): void {
  for (let row = 0; row < n * n; row += n) {
    let largest = 0;
    for (let i = row; i < row + n; i++) if (Math.abs(vectors[i]) > Math.abs(largest)) largest = vectors[i];
    if (largest < 0) for (let i = row; i < row + n; i++) vectors[i] = -vectors[i];
  }
}
