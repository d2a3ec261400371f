import type { CrossProducts } from "./crossProducts.ts";

/** Relative covariance factors: per block T, k × k row-major, lower triangular, for the orthogonal columns of Z. */
export type CovarianceFactors = readonly Float64Array[];

/**
 * Replaces V by ΛV: T times the effects of every level.
 *
 * @param cross Cross-products of the design.
 * @param factors T of every block.
 * @param v V, shape [q, columns], row-major.
 * @param columns How many columns.
 */
export function applyLambda({ blocks }: Pick<CrossProducts, "blocks">, factors: CovarianceFactors, v: Float64Array, columns: number): void {
  for (let t = 0; t < blocks.length; t++) {
    const { k, levels, offset } = blocks[t];
    const T = factors[t];
    for (let m = 0; m < levels; m++) {
      const first = (offset + m * k) * columns;
      for (let c = 0; c < columns; c++) {
        for (let a = k - 1; a >= 0; a--) {
          let sum = 0;
          for (let b = 0; b <= a; b++) sum += T[a * k + b] * v[first + b * columns + c];
          v[first + a * columns + c] = sum;
        }
      }
    }
  }
}

/**
 * Replaces V by Λ′V: T′ times the effects of every level.
 *
 * @param cross Cross-products of the design.
 * @param factors T of every block.
 * @param v V, shape [q, columns], row-major.
 * @param columns How many columns.
 */
export function applyLambdaTransposed({ blocks }: Pick<CrossProducts, "blocks">, factors: CovarianceFactors, v: Float64Array, columns: number): void {
  for (let t = 0; t < blocks.length; t++) {
    const { k, levels, offset } = blocks[t];
    const T = factors[t];
    for (let m = 0; m < levels; m++) {
      const first = (offset + m * k) * columns;
      for (let c = 0; c < columns; c++) {
        for (let a = 0; a < k; a++) {
          let sum = 0;
          for (let b = a; b < k; b++) sum += T[b * k + a] * v[first + b * columns + c];
          v[first + a * columns + c] = sum;
        }
      }
    }
  }
}
