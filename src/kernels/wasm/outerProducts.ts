import { jsKernels } from "../js/index.ts";
import { scratch, START } from "./instance.ts";

/** Below so many products copying and calling cost more than they save. */
const FEWEST = 4096;

/** Rows of w that are copied at a time, a multiple of 256. */
const BATCH = 1024;

/** {@linkcode Kernels.outerProducts} */
export function outerProducts(w: Float64Array, n: number, d: number, out: Float64Array): void {
  const most = Math.min(d, BATCH);
  const width = 8 * Math.ceil(n / 8);
  const packed = 8 * most * width;
  const instance = n * n * d < FEWEST ? undefined : scratch(packed + 8 * most * n + 8 * n * n + 128);
  if (instance === undefined) {
    jsKernels.outerProducts(w, n, d, out);
    return;
  }
  const { exports, doubles } = instance;
  const source = START + packed;
  const result = source + 8 * most * n;
  doubles.set(out.subarray(0, n * n), result / 8);
  for (let from = 0; from < d; from += BATCH) {
    const rows = Math.min(BATCH, d - from);
    doubles.set(w.subarray(from * n, (from + rows) * n), source / 8);
    for (let r = 0; r < rows; r += 256) {
      const depth = Math.min(256, rows - r);
      exports.packColumns(source + 8 * r * n, 8 * n, depth, START + 8 * r * width, 64 * depth, START + 8 * (r + depth) * width);
    }
    exports.products(START, n, 0, n, START, n, 0, n, rows, result, n, -1, 1, result + 8 * n * n);
  }
  // Tiles on the diagonal have spoilt what lies above it.
  for (let i = 0, at = result / 8; i < n; i++, at += n) out.set(doubles.subarray(at, at + i + 1), i * n);
}
