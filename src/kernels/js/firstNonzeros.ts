/**
 * Where each tile of four rows of a lower triangle starts to differ from +0, a multiple of 4.
 *
 * @param a n² entries, row after row; the lower triangle is read.
 * @param n Number of rows.
 * @returns One column per tile, at most that of its diagonal.
 */
export function firstNonzeros(a: Float64Array, n: number): Int32Array {
  const first = new Int32Array(Math.ceil(n / 4));
  for (let tile = 0; tile < first.length; tile++) {
    let column = tile * 4;
    for (let i = tile * 4; i < Math.min(tile * 4 + 4, n); i++) {
      let j = 0;
      while (j < column && Object.is(a[i * n + j], 0)) j++;
      column = Math.min(column, j);
    }
    first[tile] = column & ~3;
  }
  return first;
}
