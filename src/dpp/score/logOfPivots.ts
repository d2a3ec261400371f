import { ln } from "../../numeric/special/ln.ts";

/** Unless given: pivots below this share of their diagonal entry say that a factorisation with pivoting should judge the rank. */
export const DOUBTFUL = 1e-10;

const HIGH = 2 ** 256;
const LOW = 2 ** -256;
const LN_HIGH = 256 * Math.LN2;

/**
 * Logarithm of the determinant of L Lᵀ: one logarithm of the product, kept near 1 by powers of two.
 *
 * @param factor L, n² entries, row after row.
 * @param n Number of rows.
 * @param diagonal Diagonal of the matrix, shape [n].
 * @param doubtful Share of its diagonal entry up to which a pivot is in doubt.
 * @returns The logarithm; NaN if a pivot is in doubt.
 */
export function logOfPivots(factor: Float64Array, n: number, diagonal: Float64Array, doubtful: number = DOUBTFUL): number {
  let product = 1;
  let exponent = 0;
  for (let i = 0; i < n; i++) {
    const root = factor[i * n + i];
    if (!(root * root > doubtful * diagonal[i])) return NaN;
    product *= root;
    // Roots of very large or small pivots take more than one step.
    for (; product >= HIGH; exponent++) product *= LOW;
    for (; product < LOW; exponent--) product *= HIGH;
  }
  return 2 * (ln(product) + exponent * LN_HIGH);
}
