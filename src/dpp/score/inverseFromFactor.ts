import { invertTriangle } from "../../numeric/linalg/invertTriangle.ts";

/**
 * Inverse of a symmetric positive definite matrix from its Cholesky factor.
 *
 * @param factor L of A = L Lᵀ, n² entries, row after row; the upper triangle is not read.
 * @param n Number of rows.
 * @returns A⁻¹, both triangles.
 */
export function inverseFromFactor(factor: Float64Array, n: number): Float64Array {
  const roots = invertTriangle(factor, n);
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      let total = 0;
      // Row j of L⁻ᵀ starts with j zeros.
      for (let k = j; k < n; k++) total += roots[i * n + k] * roots[j * n + k];
      inverse[i * n + j] = total;
      inverse[j * n + i] = total;
    }
  }
  return inverse;
}
