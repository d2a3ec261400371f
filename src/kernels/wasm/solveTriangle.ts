import { clearBelow } from "../clearBelow.ts";
import { jsKernels } from "../js/index.ts";
import { scratch, START } from "./instance.ts";
import { packTriangle, triangleLayout } from "./triangle.ts";

/** Below so many products, or for a single row, which fills one lane of eight, the JavaScript is done before a call is. */
const FEWEST = 700;

/** Rows that are solved for at a time, a multiple of 8. */
const TOGETHER = 256;

/** {@linkcode Kernels.solveTriangle} */
export function solveTriangle(l: Float64Array, n: number, b: Float64Array, rows: number): void {
  if (!solve(l, n, b, rows, 0)) jsKernels.solveTriangle(l, n, b, rows);
}

/** {@linkcode Kernels.invertTriangle} */
export function invertTriangle(l: Float64Array, n: number, out: Float64Array): void {
  if (solve(l, n, out, n, 1)) clearBelow(out, n);
  else jsKernels.invertTriangle(l, n, out);
}

/** Whether it was worth it and there was room. */
function solve(l: Float64Array, n: number, b: Float64Array, rows: number, inverse: 0 | 1): boolean {
  if (rows < 2 || n * n * rows < FEWEST) return false;
  const layout = triangleLayout(n);
  const most = Math.min(TOGETHER, 8 * Math.ceil(rows / 8));
  const staged = START + layout.bytes;
  const x = staged + 8 * most * n + 8;
  const instance = scratch(x + 8 * most * 8 * Math.ceil(n / 8) - START);
  if (instance === undefined) return false;
  const { exports, doubles } = instance;
  packTriangle(instance, layout, l, n);
  for (let start = 0; start < rows; start += most) {
    const end = Math.min(start + most, rows);
    if (inverse === 0) doubles.set(b.subarray(start * n, end * n), staged / 8);
    else {
      doubles.fill(0, staged / 8, staged / 8 + (end - start) * n);
      for (let row = start, at = staged / 8 + start; row < end; row++, at += n + 1) doubles[at] = 1;
    }
    exports.solveRows(START, n, layout.first, staged, end - start, inverse * start, 8 * inverse, x);
    b.set(doubles.subarray(staged / 8, staged / 8 + (end - start) * n), start * n);
  }
  return true;
}
