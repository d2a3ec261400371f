import { kernels } from "../../kernels/backend.ts";

/**
 * Solves L x = b for many right-hand sides at a time, each a row. About n² operations a row.
 *
 * @param l L, lower triangular, n² entries, row after row; the upper triangle is not read.
 * @param n Number of rows of L.
 * @param b The right-hand sides, `rows` rows of n numbers; replaced by the solutions.
 * @param rows How many.
 */
export function solveTriangle(l: Float64Array, n: number, b: Float64Array, rows: number): void {
  kernels().solveTriangle(l, n, b, rows);
}
