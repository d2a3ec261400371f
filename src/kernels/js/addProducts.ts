/** Rows of A that stay in the first-level cache while the rows of B pass by. */
const BAND = 12;

/** Columns summed at a time: every dot product is a sum of sums over so many. */
export const DEPTH = 256;

/** {@linkcode Kernels.addProducts} */
export function addProducts(
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
  for (let from = 0; from < length; from += DEPTH) {
    addBlock(a, aAt + from, aStride, b, bAt + from, bStride, c, cAt, cStride, rows, columns, Math.min(DEPTH, length - from));
  }
}

function addBlock(
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
  for (let start = 0; start < rows; start += BAND) {
    const end = Math.min(start + BAND, rows);
    const tiled = end - ((end - start) % 3);
    const even = columns - (columns % 2);
    for (let j = 0; j < even; j += 2) {
      const bt = bAt + j * bStride;
      for (let i = start; i < tiled; i += 3) addTile(a, aAt + i * aStride, aStride, b, bt, bt + bStride, c, cAt + i * cStride + j, cStride, length);
    }
    if (even < columns) {
      for (let i = start; i < tiled; i++) c[cAt + i * cStride + even] += dot(a, aAt + i * aStride, b, bAt + even * bStride, length);
    }
    for (let i = tiled; i < end; i++) addRow(a, aAt + i * aStride, b, bAt, bStride, c, cAt + i * cStride, columns, length);
  }
}

/** Three rows of A by two of B, two steps of k at a time. */
function addTile(
  a: Float64Array,
  a0: number,
  aStride: number,
  b: Float64Array,
  b0: number,
  b1: number,
  c: Float64Array,
  c0: number,
  cStride: number,
  length: number,
): void {
  let s00 = 0;
  let s01 = 0;
  let s10 = 0;
  let s11 = 0;
  let s20 = 0;
  let s21 = 0;
  let a1 = a0 + aStride;
  let a2 = a1 + aStride;
  const end = a0 + length;
  for (; a0 + 1 < end; a0 += 2, a1 += 2, a2 += 2, b0 += 2, b1 += 2) {
    const u = b[b0];
    const v = b[b1];
    const p = a[a0];
    const q = a[a1];
    const r = a[a2];
    s00 += p * u;
    s01 += p * v;
    s10 += q * u;
    s11 += q * v;
    s20 += r * u;
    s21 += r * v;
    const w = b[b0 + 1];
    const x = b[b1 + 1];
    const f = a[a0 + 1];
    const g = a[a1 + 1];
    const h = a[a2 + 1];
    s00 += f * w;
    s01 += f * x;
    s10 += g * w;
    s11 += g * x;
    s20 += h * w;
    s21 += h * x;
  }
  if (a0 < end) {
    const u = b[b0];
    const v = b[b1];
    s00 += a[a0] * u;
    s01 += a[a0] * v;
    s10 += a[a1] * u;
    s11 += a[a1] * v;
    s20 += a[a2] * u;
    s21 += a[a2] * v;
  }
  const c1 = c0 + cStride;
  const c2 = c1 + cStride;
  c[c0] += s00;
  c[c0 + 1] += s01;
  c[c1] += s10;
  c[c1 + 1] += s11;
  c[c2] += s20;
  c[c2 + 1] += s21;
}

/** One row of A by all rows of B, four at a time. */
function addRow(
  a: Float64Array,
  aAt: number,
  b: Float64Array,
  bAt: number,
  bStride: number,
  c: Float64Array,
  cAt: number,
  columns: number,
  length: number,
): void {
  let j = 0;
  for (; j + 4 <= columns; j += 4) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let b0 = bAt + j * bStride;
    let b1 = b0 + bStride;
    let b2 = b1 + bStride;
    let b3 = b2 + bStride;
    for (let k = aAt; k < aAt + length; k++, b0++, b1++, b2++, b3++) {
      const x = a[k];
      s0 += x * b[b0];
      s1 += x * b[b1];
      s2 += x * b[b2];
      s3 += x * b[b3];
    }
    c[cAt + j] += s0;
    c[cAt + j + 1] += s1;
    c[cAt + j + 2] += s2;
    c[cAt + j + 3] += s3;
  }
  for (; j < columns; j++) c[cAt + j] += dot(a, aAt, b, bAt + j * bStride, length);
}

function dot(a: Float64Array, aAt: number, b: Float64Array, bAt: number, length: number): number {
  let total = 0;
  for (const end = aAt + length; aAt < end; aAt++, bAt++) total += a[aAt] * b[bAt];
  return total;
}
