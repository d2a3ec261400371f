import { firstNonzeros } from "./cholesky.ts";
import { subtractDots } from "./subtractDots.ts";

/** Rows of the inverse that are kept in the second-level cache while rows of L pass by. */
const BAND = 32;

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
  out.fill(0);
  const first = firstNonzeros(l, n);
  for (let bandStart = 0; bandStart < n; bandStart += BAND) {
    const bandEnd = Math.min(bandStart + BAND, n);
    // Tiles of four columns i of the result, for a band of its rows j ≤ i: X[j, i] = (δ − Σ_{k<i} X[j, k] L[i, k]) / L[i, i].
    for (let i = bandStart; i < n; i += 4) {
      const columns = Math.min(4, n - i);
      const jEnd = Math.min(bandEnd, i + columns);
      for (let j = bandStart; j < jEnd; j += 4) {
        const rows = Math.min(4, n - j);
        const from = Math.max(j, first[i >> 2]);
        if (from < i) subtractDots(out, j * n + from, n, l, i * n + from, n, out, j * n + i, n, rows, columns, i - from);
        solveTile(out, j, rows, l, i, columns, n);
      }
    }
  }
  return out;
}

/** Finishes X[j, i] for a tile: unit right-hand side on the diagonal, earlier columns of the tile subtracted, divided by the pivot. */
function solveTile(x: Float64Array, jStart: number, rows: number, l: Float64Array, iStart: number, columns: number, n: number): void {
  for (let j = jStart; j < jStart + rows; j++) {
    for (let i = Math.max(iStart, j); i < iStart + columns; i++) {
      let sum = (i === j ? 1 : 0) + x[j * n + i];
      for (let k = Math.max(iStart, j); k < i; k++) sum -= x[j * n + k] * l[i * n + k];
      x[j * n + i] = sum / l[i * n + i];
    }
  }
}
