import { gramOfRows } from "../../numeric/linalg/gram.ts";
import { invertTriangle } from "../../numeric/linalg/invertTriangle.ts";

/**
 * Inverse of a symmetric positive definite matrix from its Cholesky factor.
 *
 * @param factor L of A = L Lᵀ, n² entries, row after row; the upper triangle is not read.
 * @param n Number of rows.
 * @returns A⁻¹, both triangles.
 */
export function inverseFromFactor(factor: Float64Array, n: number): Float64Array {
  return gramOfRows({ data: invertTriangle(factor, n), shape: [n, n] });
}
