import { jsKernels } from "../js/index.ts";
import { CHUNK } from "../js/mixedProducts.ts";
import { scratch, START } from "./instance.ts";
import { NEAR } from "./mixedProducts.ts";

/** Below so many products copying and calling cost more than they save. */
const FEWEST = 4096;

/** {@linkcode Kernels.mixedRows} */
export function mixedRows(u: Float64Array, n: number, starts: Int32Array, rows: Int32Array, weights: Float64Array, k: number, out: Float64Array): void {
  const levels = starts.length - 1;
  const first = starts[0];
  const entries = starts[levels] - first;
  const outStride = CHUNK * Math.ceil(n / CHUNK);
  // An odd number of chunks to a row, so that the lines of a column spread over all of a cache.
  const stride = CHUNK * (Math.ceil(n / CHUNK) | 1);
  const outAt = START + 8 * n * stride;
  const weightsAt = outAt + 8 * levels * k * outStride;
  const startsAt = weightsAt + 8 * entries * k;
  const rowsAt = startsAt + 4 * starts.length;
  const instance = entries * n * k < FEWEST ? undefined : scratch(rowsAt + 4 * entries - START);
  if (instance === undefined) {
    jsKernels.mixedRows(u, n, starts, rows, weights, k, out);
    return;
  }
  const { exports, doubles, ints } = instance;
  for (let i = 0, at = START / 8; i < n; i++, at += stride) {
    doubles.set(u.subarray(i * n, i * n + n), at);
    doubles.fill(0, at + n, at + outStride);
  }
  doubles.set(weights.subarray(first * k, (first + entries) * k), weightsAt / 8);
  for (let m = 0; m <= levels; m++) ints[startsAt / 4 + m] = starts[m] - first;
  ints.set(rows.subarray(first, first + entries), rowsAt / 4);
  for (let from = 0; from < n; from += NEAR) exports.mixed(START, from, Math.min(from + NEAR, n), stride, levels, startsAt, rowsAt, weightsAt, k, outAt, outStride, 0);
  for (let r = 0, at = outAt / 8; r < levels * k; r++, at += outStride) out.set(doubles.subarray(at, at + n), r * n);
}
