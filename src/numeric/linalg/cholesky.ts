import { kernels } from "../../kernels/backend.ts";

/**
 * Cholesky factor of a symmetric positive definite matrix in place, A = LL′. About n³/3 operations, less where rows start with zeros.
 *
 * @param a The n² entries, row after row; the lower triangle is read and replaced by L, the upper one by zeros.
 * @param n Number of rows.
 * @returns Whether every pivot was positive and finite; if not, `a` is of no further use.
 */
export function cholesky(a: Float64Array, n: number): boolean {
  return kernels().cholesky(a, n);
}
