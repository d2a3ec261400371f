import { kernels } from "../kernels/backend.ts";

/** Numbers of a block of columns: 2 MB in double precision. */
const NUMBERS = 2 ** 18;

/**
 * ½‖x_i − x_j‖² of all pairs of rows i < j: of rows of length 1 the cosine distance, and nothing cancels. Block after block of columns,
 * since vectors of Fisher information are long and few.
 *
 * @param x The rows, shape [m, d].
 * @param m Number of rows.
 * @param d Length of a row.
 * @returns The half squares at i·m + j for i < j; whatever else at the other places. Shape [m, m].
 */
export function halfSquaredDistances(x: Float64Array, m: number, d: number): Float64Array {
  const all = Int32Array.from({ length: m }, (_, i) => i);
  const width = Math.min(d, 256 * Math.max(1, Math.floor(NUMBERS / m / 256)));
  const block = new Float64Array(m * width);
  const part = new Float64Array(m * m);
  const out = new Float64Array(m * m);
  for (let from = 0; from < d; from += width) {
    const columns = Math.min(width, d - from);
    for (let i = 0; i < m; i++) block.set(x.subarray(i * d + from, i * d + from + columns), i * columns);
    kernels().pairs("squaredDifference", block, columns, all, all, true, part);
    for (let i = 0; i < m; i++) for (let at = i * m + i + 1; at < (i + 1) * m; at++) out[at] += 0.5 * part[at];
  }
  return out;
}
