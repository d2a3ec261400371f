import type { Matrix } from "../matrix.ts";

/** Rows of a tile: 2 · 32 rows of 1,536 numbers stay in a second-level cache. */
const TILE = 32;

/** Rows of X that are transposed at a time for XᵀX. */
const CHUNK = 512;

/**
 * The Gram matrix of the rows, X Xᵀ: entry (i, j) is the dot product of rows i and j.
 *
 * Every entry is one plain sum in double precision over the columns in order, whatever the storage of X: the same bits everywhere.
 *
 * @param matrix X, shape [n, d].
 * @returns X Xᵀ, shape [n, n], both triangles filled.
 */
export function gramOfRows({ data, shape: [n, d] }: Matrix): Float64Array {
  const out = new Float64Array(n * n);
  const rows = data instanceof Float64Array ? data : Float64Array.from(data);
  addGram(rows, n, d, out);
  mirror(out, n);
  return out;
}

/**
 * The Gram matrix of the columns, Xᵀ X.
 *
 * @param matrix X, shape [n, d].
 * @returns Xᵀ X, shape [d, d], both triangles filled.
 */
export function gramOfColumns({ data, shape: [n, d] }: Matrix): Float64Array {
  const out = new Float64Array(d * d);
  const chunk = new Float64Array(d * Math.min(n, CHUNK));
  for (let start = 0; start < n; start += CHUNK) {
    const length = Math.min(CHUNK, n - start);
    for (let i = 0; i < length; i++) {
      const from = (start + i) * d;
      for (let j = 0; j < d; j++) chunk[j * length + i] = data[from + j];
    }
    addGram(chunk, d, length, out);
  }
  mirror(out, d);
  return out;
}

/** Adds the dot products of all pairs of rows i ≤ j to the upper triangle of `out`, tile by tile. */
function addGram(x: Float64Array, n: number, d: number, out: Float64Array): void {
  for (let iStart = 0; iStart < n; iStart += TILE) {
    const iEnd = Math.min(iStart + TILE, n);
    for (let jStart = iStart; jStart < n; jStart += TILE) addDots(x, d, iStart, iEnd, jStart, Math.min(jStart + TILE, n), out, iStart * n, n);
  }
}

/**
 * Adds x_i · x_j to `out[at + (i − iStart)·stride + j]` for iStart ≤ i < iEnd, jStart ≤ j < jEnd, three rows by two at a time.
 *
 * @param x Rows of d numbers.
 * @param d Length of a row.
 */
export function addDots(
  x: Float64Array,
  d: number,
  iStart: number,
  iEnd: number,
  jStart: number,
  jEnd: number,
  out: Float64Array,
  at: number,
  stride: number,
): void {
  let i = iStart;
  for (; i + 3 <= iEnd; i += 3) {
    const o0 = at + (i - iStart) * stride;
    const o1 = o0 + stride;
    const o2 = o1 + stride;
    let j = jStart;
    for (; j + 2 <= jEnd; j += 2) {
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      let s20 = 0;
      let s21 = 0;
      let a0 = i * d;
      let a1 = a0 + d;
      let a2 = a1 + d;
      let b0 = j * d;
      let b1 = b0 + d;
      for (const end = a0 + d; a0 < end; a0++, a1++, a2++, b0++, b1++) {
        const u = x[b0];
        const v = x[b1];
        const p = x[a0];
        const q = x[a1];
        const r = x[a2];
        s00 += p * u;
        s01 += p * v;
        s10 += q * u;
        s11 += q * v;
        s20 += r * u;
        s21 += r * v;
      }
      out[o0 + j] += s00;
      out[o0 + j + 1] += s01;
      out[o1 + j] += s10;
      out[o1 + j + 1] += s11;
      out[o2 + j] += s20;
      out[o2 + j + 1] += s21;
    }
    for (; j < jEnd; j++) {
      out[o0 + j] += dot(x, i * d, j * d, d);
      out[o1 + j] += dot(x, (i + 1) * d, j * d, d);
      out[o2 + j] += dot(x, (i + 2) * d, j * d, d);
    }
  }
  for (; i < iEnd; i++) {
    const o = at + (i - iStart) * stride;
    for (let j = jStart; j < jEnd; j++) out[o + j] += dot(x, i * d, j * d, d);
  }
}

function dot(x: Float64Array, a: number, b: number, d: number): number {
  let total = 0;
  for (const end = a + d; a < end; a++, b++) total += x[a] * x[b];
  return total;
}

/** Copies the upper triangle to the lower one. */
function mirror(a: Float64Array, n: number): void {
  for (let iStart = 0; iStart < n; iStart += TILE) {
    for (let jStart = iStart; jStart < n; jStart += TILE) {
      const iEnd = Math.min(iStart + TILE, n);
      const jEnd = Math.min(jStart + TILE, n);
      for (let i = iStart; i < iEnd; i++) {
        for (let j = Math.max(jStart, i + 1); j < jEnd; j++) a[j * n + i] = a[i * n + j];
      }
    }
  }
}
