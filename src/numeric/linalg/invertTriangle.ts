import { kernels } from "../../kernels/backend.ts";

/**
 * Transposed inverse of a lower triangular matrix: row j of the result is column j of L⁻¹, zero before entry j. About n³/3 operations, less where
 * rows of L start with zeros.
 *
 * @param l L, n² entries, row after row; the upper triangle is not read.
 * @param n Number of rows.
 * @param out Where the result goes, n² entries; a new array unless given.
 * @returns L⁻ᵀ, upper triangular, row-major.
 */
export function invertTriangle(l: Float64Array, n: number, out: Float64Array = new Float64Array(n * n)): Float64Array {
  kernels().invertTriangle(l, n, out);
  return out;
}
