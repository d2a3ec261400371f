import { kernels } from "../../kernels/backend.ts";
import type { Matrix } from "../matrix.ts";

/**
 * The Gram matrix of the rows, X Xᵀ: entry (i, j) is the dot product of rows i and j, in double precision whatever the storage of X.
 *
 * @param matrix X, shape [n, d].
 * @param out Where the result goes, n² entries; a new array unless given.
 * @returns X Xᵀ, shape [n, n], both triangles filled.
 */
export function gramOfRows({ data, shape: [n, d] }: Matrix, out: Float64Array = new Float64Array(n * n)): Float64Array {
  kernels().gram(data, n, d, out);
  return out;
}

/** Entries of X that are transposed at a time. */
const CHUNK = 2 ** 22;

/** Rows and columns that are transposed together. */
const TILE = 32;

/**
 * The Gram matrix of the columns, Xᵀ X.
 *
 * @param matrix X, shape [n, d].
 * @returns Xᵀ X, shape [d, d], both triangles filled.
 */
export function gramOfColumns({ data, shape: [n, d] }: Matrix): Float64Array {
  const out = new Float64Array(d * d);
  const rows = Math.min(n, Math.max(256, Math.floor(CHUNK / d)));
  const columns = new Float64Array(d * rows);
  const part = n > rows ? new Float64Array(d * d) : out;
  for (let start = 0; start < n; start += rows) {
    const length = Math.min(rows, n - start);
    transpose(data, start * d, length, d, columns);
    kernels().gram(columns.subarray(0, d * length), d, length, part);
    if (part !== out) for (let i = 0; i < out.length; i++) out[i] += part[i];
  }
  return out;
}

/** Writes `length` rows of d numbers to `out` as columns. */
function transpose(data: Matrix["data"], from: number, length: number, d: number, out: Float64Array): void {
  for (let iStart = 0; iStart < length; iStart += TILE) {
    const iEnd = Math.min(iStart + TILE, length);
    for (let jStart = 0; jStart < d; jStart += TILE) {
      const jEnd = Math.min(jStart + TILE, d);
      for (let i = iStart; i < iEnd; i++) for (let j = jStart; j < jEnd; j++) out[j * length + i] = data[from + i * d + j];
    }
  }
}
