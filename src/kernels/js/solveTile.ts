/**
 * Solves X L′ = B in place for up to four rows of four columns: earlier columns are subtracted one by one, then the pivot divides.
 *
 * @param x B, replaced by X; rows `n` numbers apart, as those of L.
 * @param at Where B starts.
 * @param rows Rows of B.
 * @param l L.
 * @param tile Where its tile starts.
 * @param columns Columns of B, rows of L.
 */
export function solveTile(x: Float64Array, at: number, rows: number, l: Float64Array, tile: number, columns: number, n: number): void {
  const end = at + rows * n;
  if (columns < 4) {
    for (; at < end; at += n) {
      for (let j = 0; j < columns; j++) {
        const row = tile + j * n;
        let sum = x[at + j];
        for (let k = 0; k < j; k++) sum -= x[at + k] * l[row + k];
        x[at + j] = sum / l[row + j];
      }
    }
    return;
  }
  const second = tile + n;
  const third = second + n;
  const fourth = third + n;
  const l00 = l[tile];
  const l10 = l[second];
  const l11 = l[second + 1];
  const l20 = l[third];
  const l21 = l[third + 1];
  const l22 = l[third + 2];
  const l30 = l[fourth];
  const l31 = l[fourth + 1];
  const l32 = l[fourth + 2];
  const l33 = l[fourth + 3];
  for (; at < end; at += n) {
    const x0 = x[at] / l00;
    const x1 = (x[at + 1] - x0 * l10) / l11;
    const x2 = (x[at + 2] - x0 * l20 - x1 * l21) / l22;
    x[at] = x0;
    x[at + 1] = x1;
    x[at + 2] = x2;
    x[at + 3] = (x[at + 3] - x0 * l30 - x1 * l31 - x2 * l32) / l33;
  }
}
