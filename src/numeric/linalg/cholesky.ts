import { subtractDots } from "./subtractDots.ts";

/** Rows whose factor is kept in the second-level cache while earlier rows pass by. */
const BAND = 32;

/**
 * Cholesky factor of a symmetric positive definite matrix in place, A = LL′. About n³/3 operations, less where rows start with zeros.
 *
 * @param a The n² entries, row after row; the lower triangle is read and replaced by L; above the diagonal single
 * entries may be set to 0.
 * @param n Number of rows.
 * @returns Whether every pivot was positive; if not, `a` is of no further use.
 */
export function cholesky(a: Float64Array, n: number): boolean {
  const first = firstNonzeros(a, n);
  for (let bandStart = 0; bandStart < n; bandStart += BAND) {
    const bandEnd = Math.min(bandStart + BAND, n);
    for (let j = 0; j < bandEnd; j += 4) {
      const columns = Math.min(4, n - j);
      for (let i = Math.max(bandStart, j); i < bandEnd; i += 4) {
        if (j < first[i >> 2]) continue;
        const rows = Math.min(4, n - i);
        const from = Math.max(first[i >> 2], first[j >> 2]);
        if (from < j) subtractDots(a, i * n + from, n, a, j * n + from, n, a, i * n + j, n, rows, columns, j - from);
        if (i === j) {
          if (!factorTile(a, i, rows, n)) return false;
        } else solveTile(a, i, rows, j, columns, n);
      }
    }
  }
  return true;
}

/**
 * Where each tile of four rows starts to differ from 0, a multiple of 4: before that L is 0 as well.
 *
 * @param a The n² entries, row after row; the lower triangle is read.
 * @param n Number of rows.
 * @returns One column per tile, at most that of its diagonal.
 */
export function firstNonzeros(a: Float64Array, n: number): Int32Array {
  const first = new Int32Array(Math.ceil(n / 4));
  for (let tile = 0; tile < first.length; tile++) {
    let column = tile * 4;
    for (let i = tile * 4; i < Math.min(tile * 4 + 4, n); i++) {
      let j = 0;
      while (j < column && a[i * n + j] === 0) j++;
      column = Math.min(column, j);
    }
    first[tile] = column & ~3;
  }
  return first;
}

/** Factor of a tile on the diagonal. */
function factorTile(a: Float64Array, start: number, size: number, n: number): boolean {
  for (let i = start; i < start + size; i++) {
    // The tile's dot products have spoilt what lies above its diagonal.
    for (let j = i + 1; j < start + size; j++) a[i * n + j] = 0;
    for (let j = start; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = start; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      if (i === j) {
        if (!(sum > 0 && sum < Infinity)) return false;
        a[i * n + i] = Math.sqrt(sum);
      } else a[i * n + j] = sum / a[j * n + j];
    }
  }
  return true;
}

/** Rows i of a tile below the diagonal: X L′ = A with the tile L at j. */
function solveTile(a: Float64Array, iStart: number, rows: number, jStart: number, columns: number, n: number): void {
  for (let i = iStart; i < iStart + rows; i++) {
    for (let j = jStart; j < jStart + columns; j++) {
      let sum = a[i * n + j];
      for (let k = jStart; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = sum / a[j * n + j];
    }
  }
}
