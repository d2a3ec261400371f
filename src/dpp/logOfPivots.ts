import { ln } from "../numeric/special/ln.ts";

/** Pivots below this share of their diagonal entry say that a factorisation with pivoting should judge the rank. */
const DOUBTFUL = 1e-10;

const HIGH = 2 ** 256;
const LOW = 2 ** -256;
const LN_HIGH = 256 * Math.LN2;

/**
 * Logarithm of the determinant of L Lᵀ: one logarithm of the product, kept near 1 by powers of two.
 *
 * @param factor L, n² entries, row after row.
 * @param n Number of rows.
 * @param diagonal Diagonal of the matrix, shape [n].
 * @returns The logarithm; NaN if a pivot is 1e-10 of its diagonal entry or less.
 */
export function logOfPivots(factor: Float64Array, n: number, diagonal: Float64Array): number {
  let product = 1;
  let exponent = 0;
  for (let i = 0; i < n; i++) {
    const root = factor[i * n + i];
    if (!(root * root > DOUBTFUL * diagonal[i])) return NaN;
    product *= root;
    if (product >= HIGH) {
      product *= LOW;
      exponent++;
    } else if (product < LOW) {
      product *= HIGH;
      exponent--;
    }
  }
  return 2 * (ln(product) + exponent * LN_HIGH);
}
