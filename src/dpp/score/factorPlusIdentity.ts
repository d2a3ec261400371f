import { cholesky } from "../../numeric/linalg/cholesky.ts";

/** Pivots below this share of their diagonal entry have lost more than four digits. */
const CANCELLED = 1e-4;

/**
 * Cholesky factor of I + A, A positive semidefinite.
 *
 * @param a The n² entries, symmetric, row after row.
 * @param n Number of rows.
 * @returns The factor; undefined where A is so large and so nearly singular that the identity drowns in its rounding. There the spectrum,
 * which tells zero eigenvalues, does better.
 */
export function factorPlusIdentity(a: Float64Array, n: number): Float64Array | undefined {
  const factor = a.slice();
  for (let i = 0; i < n; i++) factor[i * n + i] += 1;
  if (!cholesky(factor, n)) return undefined;
  for (let i = 0; i < n; i++) {
    const root = factor[i * n + i];
    if (root * root < CANCELLED * (1 + a[i * n + i])) return undefined;
  }
  return factor;
}
