import { jsKernels } from "../js/index.ts";
import { CHUNK } from "../js/mixedProducts.ts";
import { scratch, START } from "./instance.ts";

/** Below so many products copying and calling cost more than they save. */
const FEWEST = 4096;

/** Columns of U that a pass over all levels takes: n rows of so many stay in the second-level cache. A multiple of CHUNK. */
export const NEAR = 64;

/** {@linkcode Kernels.mixedProducts} */
export function mixedProducts(
  u: Float64Array,
  n: number,
  starts: Int32Array,
  rows: Int32Array,
  weights: Float64Array,
  k: number,
  out: Float64Array,
): void {
  const levels = starts.length - 1;
  // An odd number of chunks to a row, so that the lines of a column spread over all of a cache.
  const stride = CHUNK * (Math.ceil(n / CHUNK) | 1);
  const weightsAt = START + 8 * n * stride;
  const outAt = weightsAt + 8 * weights.length;
  const v = outAt + 8 * levels * k * k;
  const startsAt = v + 8 * k * CHUNK;
  const rowsAt = startsAt + 4 * starts.length;
  const instance = rows.length * n * k < FEWEST ? undefined : scratch(rowsAt + 4 * rows.length - START);
  if (instance === undefined) {
    jsKernels.mixedProducts(u, n, starts, rows, weights, k, out);
    return;
  }
  const { exports, doubles, ints } = instance;
  for (let i = 0, at = START / 8; i < n; i++, at += stride) {
    // What is read of a row: from the chunk of its diagonal on.
    const from = i - (i % CHUNK);
    doubles.fill(0, at + from, at + i);
    doubles.set(u.subarray(i * n + i, i * n + n), at + i);
    doubles.fill(0, at + n, at + stride);
  }
  doubles.set(weights, weightsAt / 8);
  ints.set(starts, startsAt / 4);
  ints.set(rows, rowsAt / 4);
  const result = doubles.subarray(outAt / 8, outAt / 8 + levels * k * k).fill(0);
  for (let from = 0; from < n; from += NEAR) exports.mixed(START, from, Math.min(from + NEAR, n), stride, levels, startsAt, rowsAt, weightsAt, k, v, 0, outAt);
  out.set(result);
  for (let m = 0; m < levels; m++) for (let a = 0; a < k; a++) for (let b = 0; b < a; b++) out[(m * k + b) * k + a] = out[(m * k + a) * k + b];
}
