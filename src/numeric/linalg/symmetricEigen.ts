/** Eigenvalues and eigenvectors of a symmetric matrix. */
export interface SymmetricEigen {
  /** The n eigenvalues, ascending. */
  readonly values: Float64Array;
  /** Eigenvectors of length 1, one per row, in the order of the values. */
  readonly vectors: Float64Array;
}

/** Sweeps at most; convergence is quadratic and takes fewer than ten. */
const SWEEPS = 60;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's cyclic rotations. Only + − × ÷ √ in a fixed order: the same bits
 * on every engine. About 10n³ operations.
 *
 * @param matrix The n² entries, row after row, all finite; the lower triangle is read.
 * @param n Number of rows.
 * @returns Eigenvalues, ascending, and eigenvectors.
 * @see Golub & Van Loan, Matrix Computations, 4th edition, section 8.5.
 */
export function symmetricEigen(matrix: ArrayLike<number>, n: number): SymmetricEigen {
  const a = new Float64Array(n * n);
  const v = new Float64Array(n * n);
  let size = 0;
  for (let i = 0; i < n; i++) {
    v[i * n + i] = 1;
    for (let j = 0; j <= i; j++) {
      a[i * n + j] = matrix[i * n + j];
      a[j * n + i] = matrix[i * n + j];
      size = Math.max(size, Math.abs(matrix[i * n + j]));
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = a[p * n + q];
        // Negligible beside both diagonals, or beside the whole matrix where these are 0.
        if (Math.abs(off) <= 1e-17 * Math.sqrt(Math.abs(a[p * n + p] * a[q * n + q])) || Math.abs(off) <= 1e-40 * size) continue;
        rotated = true;
        rotate(a, v, n, p, q);
      }
    }
    if (!rotated) break;
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[i * n + i] - a[j * n + j]);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => vectors.set(v.subarray(from * n, (from + 1) * n), to * n));
  return { values: Float64Array.from(order, (i) => a[i * n + i]), vectors };
}

/** The rotation in the plane of p and q that makes entry (p, q) vanish, on both sides of `a` and on the rows of `v`. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const ratio = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
  const t = Number.isFinite(ratio * ratio) ? (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.sqrt(1 + ratio * ratio)) : 0.5 / ratio;
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const x = a[k * n + p];
    const y = a[k * n + q];
    a[k * n + p] = c * x - s * y;
    a[k * n + q] = s * x + c * y;
  }
  for (let k = 0; k < n; k++) {
    const x = a[p * n + k];
    const y = a[q * n + k];
    a[p * n + k] = c * x - s * y;
    a[q * n + k] = s * x + c * y;
    const z = v[p * n + k];
    const w = v[q * n + k];
    v[p * n + k] = c * z - s * w;
    v[q * n + k] = s * z + c * w;
  }
  a[p * n + q] = 0;
  a[q * n + p] = 0;
}
