import { DEPTH } from "./addProducts.ts";
import { subtractDots } from "./subtractDots.ts";

/**
 * As {@linkcode subtractDots} for rows that start at column `from` of wider ones: what each block of 256 columns adds up to is subtracted by itself.
 *
 * @param from First column, at `aAt` and `bAt`.
 * @param end The column after the last.
 */
export function subtractBlocks(
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
  from: number,
  end: number,
): void {
  for (let k = from; k < end; ) {
    const next = Math.min(end, (k & -DEPTH) + DEPTH);
    subtractDots(a, aAt + k - from, aStride, b, bAt + k - from, bStride, c, cAt, cStride, rows, columns, next - k);
    k = next;
  }
}
