import { jsKernels } from "../js/index.ts";
import type { PairMeasure } from "../kernels.ts";
import { scratch, START, type WasmInstance } from "./instance.ts";

/** Rows of the result that are computed at a time, a multiple of 8. */
const PANEL = 64;

/** Modes of `products` in the module; the other measures are left to JavaScript. */
const modes: Readonly<Partial<Record<PairMeasure, number>>> = { dot: 0, squaredDifference: 2 };

/** {@linkcode Kernels.pairs} Of any size: 4 rows of 8 numbers already take half as long as in JavaScript, which copies rows too. */
export function pairs(
  measure: PairMeasure,
  x: Float64Array | Float32Array,
  d: number,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  upper: boolean,
  out: Float64Array,
): void {
  const rows = a.length;
  const columns = b.length;
  // Where b begins with a, both are packed as one.
  const aPacked = upper ? 0 : 64 * d * Math.ceil(rows / 8);
  const bPacked = 64 * d * Math.ceil(columns / 8);
  const source = 8 * d * Math.max(rows, columns);
  const mode = modes[measure];
  // `packRows` may read a row and a number beyond the last.
  // Rows of no numbers: without a block of columns nothing would be written to the panel.
  const instance = mode === undefined || d === 0 ? undefined : scratch(aPacked + bPacked + 64 + source + Math.max(8 * PANEL * columns + 128, 8 * d + 8));
  if (mode === undefined || instance === undefined) {
    jsKernels.pairs(measure, x, d, a, b, upper, out);
    return;
  }
  const { exports, doubles } = instance;
  const bAt = START + aPacked;
  const sourceAt = bAt + bPacked + 64;
  const panel = sourceAt + source;
  if (!upper) pack(instance, x, d, a, sourceAt, START);
  pack(instance, x, d, b, sourceAt, bAt);
  for (let start = 0; start < rows; start += PANEL) {
    const end = Math.min(start + PANEL, rows);
    exports.products(upper ? bAt : START, upper ? columns : rows, start, end, bAt, columns, 0, columns, d, panel, columns, mode, upper ? 2 : 0, panel + 8 * PANEL * columns);
    if (upper) {
      for (let i = start; i < end; i++) {
        const from = panel / 8 + (i - start) * columns;
        out.set(doubles.subarray(from + i, from + columns), i * columns + i);
      }
    } else {
      out.set(doubles.subarray(panel / 8, panel / 8 + (end - start) * columns), start * columns);
    }
  }
}

/** Copies the rows into the memory, neighbours together, and packs them. */
function pack({ exports, doubles }: WasmInstance, x: Float64Array | Float32Array, d: number, rows: ArrayLike<number>, source: number, packed: number): void {
  for (let first = 0, end = 0; first < rows.length; first = end) {
    for (end = first + 1; end < rows.length && rows[end] === rows[end - 1] + 1; ) end++;
    copy(x, rows[first] * d, (end - first) * d, doubles, source / 8 + first * d);
  }
  exports.packRows(source, d, rows.length, d, packed);
}

/** Copies numbers; a few one by one, as a call costs more than they do. */
function copy(from: Float64Array | Float32Array, at: number, length: number, to: Float64Array, toAt: number): void {
  if (length > 32) to.set(from.subarray(at, at + length), toAt);
  else for (let k = 0; k < length; k++) to[toAt + k] = from[at + k];
}
