import { jsKernels } from "../js/index.ts";
import { scratch, START } from "./instance.ts";

/** Below so many products copying and calling cost more than they save. */
const FEWEST = 16384;

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
  const aPacked = 64 * length * Math.ceil(rows / 8);
  const bPacked = 64 * length * Math.ceil(columns / 8);
  const copies = 8 * (rows * length + columns * length);
  // `packRows` may read a row and a number beyond the last.
  const instance = rows * columns * length < FEWEST ? undefined : scratch(aPacked + bPacked + 64 + copies + Math.max(8 * rows * columns + 128, 8 * length + 8));
  if (instance === undefined) {
    jsKernels.addProducts(a, aAt, aStride, b, bAt, bStride, c, cAt, cStride, rows, columns, length);
    return;
  }
  const { exports, doubles } = instance;
  const bTo = START + aPacked;
  const source = bTo + bPacked + 64;
  const other = source + 8 * rows * length;
  const result = source + copies;
  copyRows(a, aAt, aStride, doubles, source / 8, length, rows, length);
  exports.packRows(source, length, rows, length, START);
  copyRows(b, bAt, bStride, doubles, other / 8, length, columns, length);
  exports.packRows(other, length, columns, length, bTo);
  copyRows(c, cAt, cStride, doubles, result / 8, columns, rows, columns);
  exports.products(START, rows, 0, rows, bTo, columns, 0, columns, length, result, columns, 1, 0, result + 8 * rows * columns);
  copyRows(doubles, result / 8, columns, c, cAt, cStride, rows, columns);
}

/** Copies rows of `length` numbers. */
function copyRows(from: Float64Array, at: number, stride: number, to: Float64Array, toAt: number, toStride: number, rows: number, length: number): void {
  for (let i = 0; i < rows; i++) to.set(from.subarray(at + i * stride, at + i * stride + length), toAt + i * toStride);
}
