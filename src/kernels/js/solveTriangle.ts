import { clearBelow } from "../clearBelow.ts";
import { firstNonzeros } from "./firstNonzeros.ts";
import { solveTile } from "./solveTile.ts";
import { subtractBlocks } from "./subtractBlocks.ts";

/** Rows of the solution that are kept in the second-level cache while rows of L pass by. */
const BAND = 32;

/** {@linkcode Kernels.solveTriangle} */
export function solveTriangle(l: Float64Array, n: number, b: Float64Array, rows: number): void {
  const first = firstNonzeros(l, n);
  for (let start = 0; start < rows; start += BAND) solveBand(l, n, first, b, start, Math.min(start + BAND, rows), false);
}

/** {@linkcode Kernels.invertTriangle} */
export function invertTriangle(l: Float64Array, n: number, out: Float64Array): void {
  const first = firstNonzeros(l, n);
  out.fill(0);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
  for (let start = 0; start < n; start += BAND) solveBand(l, n, first, out, start, Math.min(start + BAND, n), true);
  clearBelow(out, n);
}

/** A band of rows, four by four columns at a time; of an upper triangle, only from the first column of each eight rows on. */
function solveBand(l: Float64Array, n: number, first: Int32Array, x: Float64Array, start: number, end: number, upper: boolean): void {
  for (let i = upper ? start : 0; i < n; i += 4) {
    const columns = Math.min(4, n - i);
    const jEnd = upper ? Math.min(end, (i & -8) + 8) : end;
    for (let j = start; j < jEnd; j += 4) {
      const rows = Math.min(4, end - j);
      const from = Math.max(upper ? j & -8 : 0, first[i >> 2]);
      if (from < i) subtractBlocks(x, j * n + from, n, l, i * n + from, n, x, j * n + i, n, rows, columns, from, i);
      solveTile(x, j * n + i, rows, l, i * n + i, columns, n);
    }
  }
}
