/**
 * Subtracts dot products of rows: C[i, j] −= Σₖ A[i, k]·B[j, k] for a tile of up to 4 × 4 entries.
 *
 * A, B and C are positions in flat arrays: row i of A starts at `aAt + i·aStride`, row j of B at `bAt + j·bStride`, row i of C at
 * `cAt + i·cStride`. Every entry is one sum in the order of k, subtracted once: the same bits whatever the tile.
 *
 * @param rows Rows of A, 1 to 4.
 * @param columns Rows of B, 1 to 4.
 * @param length Numbers per dot product.
 */
export function subtractDots(
  a: Float64Array,
  aAt: number,
  aStride: number,
  b: Float64Array,
  bAt: number,
  bStride: number,
  c: Float64Array,
  cAt: number,
  cStride: number,
  rows: number,
  columns: number,
  length: number,
): void {
  if (rows === 4 && columns === 4) {
    subtractTile(a, aAt, aStride, b, bAt, bStride, c, cAt, cStride, length);
    return;
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      let at = aAt + i * aStride;
      let bt = bAt + j * bStride;
      for (const end = at + length; at < end; at++, bt++) sum += a[at] * b[bt];
      c[cAt + i * cStride + j] -= sum;
    }
  }
}

function subtractTile(
  a: Float64Array,
  aAt: number,
  aStride: number,
  b: Float64Array,
  bAt: number,
  bStride: number,
  c: Float64Array,
  cAt: number,
  cStride: number,
  length: number,
): void {
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  let s20 = 0;
  let s21 = 0;
  let s22 = 0;
  let s23 = 0;
  let s30 = 0;
  let s31 = 0;
  let s32 = 0;
  let s33 = 0;
  let a0 = aAt;
  let a1 = a0 + aStride;
  let a2 = a1 + aStride;
  let a3 = a2 + aStride;
  let b0 = bAt;
  let b1 = b0 + bStride;
  let b2 = b1 + bStride;
  let b3 = b2 + bStride;
  for (const end = a0 + length; a0 < end; a0++, a1++, a2++, a3++, b0++, b1++, b2++, b3++) {
    const p0 = b[b0];
    const p1 = b[b1];
    const p2 = b[b2];
    const p3 = b[b3];
    let x = a[a0];
    s00 += x * p0;
    s01 += x * p1;
    s02 += x * p2;
    s03 += x * p3;
    x = a[a1];
    s10 += x * p0;
    s11 += x * p1;
    s12 += x * p2;
    s13 += x * p3;
    x = a[a2];
    s20 += x * p0;
    s21 += x * p1;
    s22 += x * p2;
    s23 += x * p3;
    x = a[a3];
    s30 += x * p0;
    s31 += x * p1;
    s32 += x * p2;
    s33 += x * p3;
  }
  const c1 = cAt + cStride;
  const c2 = c1 + cStride;
  const c3 = c2 + cStride;
  c[cAt] -= s00;
  c[cAt + 1] -= s01;
  c[cAt + 2] -= s02;
  c[cAt + 3] -= s03;
  c[c1] -= s10;
  c[c1 + 1] -= s11;
  c[c1 + 2] -= s12;
  c[c1 + 3] -= s13;
  c[c2] -= s20;
  c[c2 + 1] -= s21;
  c[c2 + 2] -= s22;
  c[c2 + 3] -= s23;
  c[c3] -= s30;
  c[c3 + 1] -= s31;
  c[c3 + 2] -= s32;
  c[c3 + 3] -= s33;
}
