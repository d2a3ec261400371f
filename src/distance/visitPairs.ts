import type { Matrix } from "../numeric/matrix.ts";
import type { DistanceName } from "./distanceName.ts";
import { preparedRows } from "./preparedRows.ts";
import { tileKernels } from "./tileKernels.ts";
import type { ZeroVector } from "./unitRows.ts";

/** Rows of a tile: two times 32 rows of 1,536 numbers stay in a second-level cache. */
const TILE = 32;

/**
 * Computes the distances of all pairs i < j and hands them over in runs: `visit(i, j, run, from, length)` means that the distance of
 * rows i and j + t is `run[from + t]`, 0 ≤ t < length.
 *
 * @param action What the caller does, for messages.
 * @param vectors One vector a row, at least one column.
 * @param distance Name of the distance.
 * @param zeroVector What to do with vectors of zeros where only directions count.
 * @param visit Called about n²/64 times, in a fixed order.
 */
export function visitPairs(
  action: string,
  vectors: Matrix,
  distance: DistanceName,
  zeroVector: ZeroVector,
  visit: (i: number, j: number, run: Float64Array, from: number, length: number) => void,
): void {
  const [n, d] = vectors.shape;
  const x = preparedRows(action, vectors, distance, zeroVector);
  const kernel = tileKernels[distance];
  const out = new Float64Array(TILE * TILE);
  for (let iStart = 0; iStart < n; iStart += TILE) {
    const iEnd = Math.min(iStart + TILE, n);
    for (let jStart = iStart; jStart < n; jStart += TILE) {
      const jEnd = Math.min(jStart + TILE, n);
      kernel({ x, d, iStart, iEnd, jStart, jEnd }, out);
      for (let i = iStart; i < iEnd; i++) {
        const first = Math.max(jStart, i + 1);
        if (first < jEnd) visit(i, first, out, (i - iStart) * (jEnd - jStart) + first - jStart, jEnd - first);
      }
    }
  }
}
