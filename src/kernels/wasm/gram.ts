import { jsKernels } from "../js/index.ts";
import { mirror } from "../mirror.ts";
import { scratch, START } from "./instance.ts";

/** Below so many products a call costs more than it saves: n²·d = 2048 gains 1.0 to 1.3 on Node 20, 1024 0.8 to 1.1. */
const FEWEST = 2048;

/** Rows of the result that are computed at a time, a multiple of 8. */
const PANEL = 128;

/** {@linkcode Kernels.gram} */
export function gram(x: Float64Array | Float32Array, n: number, d: number, out: Float64Array): void {
  const packed = 8 * d * 8 * Math.ceil(n / 8);
  // `packRows` may read a row and a number beyond the last.
  const instance = n * n * d < FEWEST ? undefined : scratch(packed + 64 + 8 * n * d + Math.max(8 * PANEL * n + 128, 8 * d + 8));
  if (instance === undefined) {
    jsKernels.gram(x, n, d, out);
    return;
  }
  const { exports, doubles } = instance;
  const source = START + packed + 64;
  const panel = source + 8 * n * d;
  const tile = panel + 8 * PANEL * n;
  // Single precision is converted as fast as it is copied.
  doubles.set(x, source / 8);
  exports.packRows(source, d, n, d, START);
  for (let start = 0; start < n; start += PANEL) {
    const end = Math.min(start + PANEL, n);
    exports.products(START, n, start, end, START, n, 0, end, d, panel, n, 0, 1, tile);
    // Not above the diagonal: `products` leaves those tiles alone.
    for (let i = start; i < end; i++) {
      const at = panel / 8 + (i - start) * n;
      out.set(doubles.subarray(at, at + i + 1), i * n);
    }
  }
  mirror(out, n);
}
