/** Sweeps at most; convergence is quadratic and takes fewer than ten. */
const SWEEPS = 60;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's cyclic rotations. About 10n³ operations; small eigenvalues of graded
 * positive definite matrices come out to high relative accuracy.
 *
 * @param a The n² entries, row after row, the largest of the order of 1; replaced by the eigenvalues on the diagonal.
 * @param n Number of rows.
 * @returns Eigenvectors of length 1, one per row, in the order of the diagonal.
 * @see Golub & Van Loan, Matrix Computations, 4th edition, section 8.5.
 */
export function jacobiEigen(a: Float64Array, n: number): Float64Array {
  const v = new Float64Array(n * n);
  let size = 0;
  for (let i = 0; i < n; i++) {
    v[i * n + i] = 1;
    for (let j = 0; j <= i; j++) size = Math.max(size, Math.abs(a[i * n + j]));
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = a[p * n + q];
        // Negligible beside both diagonals, or beside the whole matrix where these are 0.
        if (Math.abs(off) <= 1e-17 * Math.sqrt(Math.abs(a[p * n + p])) * Math.sqrt(Math.abs(a[q * n + q])) || Math.abs(off) <= 1e-290 * size) continue;
        rotated = true;
        rotate(a, v, n, p, q);
      }
    }
    if (!rotated) break;
  }
  return v;
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
