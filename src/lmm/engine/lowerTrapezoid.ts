import { symmetricEigen } from "../../numeric/linalg/symmetricEigen.ts";

/**
 * The factor of largest explained covariance with a given rank: G = TT′ without its smallest eigenvalues.
 *
 * @param factor T, k × k, row-major.
 * @param k Rows.
 * @param rank Eigenvalues that are kept.
 * @returns Lower triangular k × k with zero columns from `rank` on.
 */
export function truncateFactor(factor: Float64Array, k: number, rank: number): Float64Array {
  const { values, vectors } = symmetricEigen(covarianceOf(factor, k), k);
  const wide = new Float64Array(k * k);
  for (let c = 0; c < rank; c++) {
    const e = k - 1 - c;
    const root = Math.sqrt(Math.max(values[e], 0));
    for (let a = 0; a < k; a++) wide[a * k + c] = root * vectors[e * k + a];
  }
  return lowerTrapezoid(wide, k, rank);
}

/**
 * Rotates the columns of F so that all above its diagonal vanishes: FF′ stays what it is.
 *
 * @param wide F, k × k, row-major, columns from `rank` on zero.
 * @param k Rows.
 * @param rank Columns in use.
 * @returns Lower triangular k × k, diagonal not negative, columns from `rank` on zero.
 */
export function lowerTrapezoid(wide: Float64Array, k: number, rank: number): Float64Array {
  const out = Float64Array.from(wide);
  for (let a = 0; a < rank; a++) {
    for (let c = a + 1; c < rank; c++) {
      const x = out[a * k + a];
      const y = out[a * k + c];
      const size = Math.sqrt(x * x + y * y);
      if (y === 0 || size === 0) continue;
      for (let i = a; i < k; i++) {
        const left = out[i * k + a];
        const right = out[i * k + c];
        out[i * k + a] = (x * left + y * right) / size;
        out[i * k + c] = (x * right - y * left) / size;
      }
      out[a * k + c] = 0;
    }
    if (out[a * k + a] < 0) for (let i = a; i < k; i++) out[i * k + a] = -out[i * k + a];
  }
  return out;
}

/**
 * TT′.
 *
 * @param factor T, k × k, row-major.
 * @param k Rows.
 * @returns k × k, symmetric.
 */
export function covarianceOf(factor: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) for (let c = 0; c < k; c++) out[a * k + b] += factor[a * k + c] * factor[b * k + c];
  return out;
}
