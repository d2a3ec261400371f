import type { Matrix } from "../matrix.ts";
import { addProducts } from "./addProducts.ts";

/** Rows of a tile: 2 · 32 rows of 1,536 numbers stay in a second-level cache. */
const TILE = 32;

/** Rows of X that are transposed at a time for XᵀX. */
const CHUNK = 512;

/** Float32 matrices of up to so many entries are converted in one array that stays. */
const SMALL = 2 ** 16;

let scratch: Float64Array | undefined;

/**
 * The Gram matrix of the rows, X Xᵀ: entry (i, j) is the dot product of rows i and j.
 *
 * Every entry is one plain sum in double precision over the columns in order, whatever the storage of X: the same bits everywhere.
 *
 * @param matrix X, shape [n, d].
 * @param out Where the result goes, n² entries; a new array unless given.
 * @returns X Xᵀ, shape [n, n], both triangles filled.
 */
export function gramOfRows({ data, shape: [n, d] }: Matrix, out: Float64Array = new Float64Array(n * n)): Float64Array {
  out.fill(0);
  addGram(data instanceof Float64Array ? data : inDoubles(data), n, d, out);
  mirror(out, n);
  return out;
}

function inDoubles(data: Matrix["data"]): Float64Array {
  if (data.length > SMALL) return Float64Array.from(data);
  scratch ??= new Float64Array(SMALL);
  scratch.set(data);
  return scratch;
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
    // On the diagonal three rows at a time from their first own column on; the few entries below it are overwritten in the end.
    for (let i = iStart; i < iEnd; i += 3) addProducts(x, i * d, d, x, i * d, d, out, i * n + i, n, Math.min(3, iEnd - i), iEnd - i, d);
    for (let jStart = iEnd; jStart < n; jStart += TILE) addDots(x, d, iStart, iEnd, jStart, Math.min(jStart + TILE, n), out, iStart * n, n);
  }
}

/**
 * Adds x_i · x_j to `out[at + (i − iStart)·stride + j]` for iStart ≤ i < iEnd, jStart ≤ j < jEnd.
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
  addProducts(x, iStart * d, d, x, jStart * d, d, out, at + jStart, stride, iEnd - iStart, jEnd - jStart, d);
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
