import type { Matrix } from "../numeric/matrix.ts";
import { blockSize } from "./blockSize.ts";
import type { DistanceName } from "./distanceName.ts";
import { preparedRows } from "./preparedRows.ts";
import { tileKernels } from "./tileKernels.ts";
import type { ZeroVector } from "./unitRows.ts";

/**
 * Computes the distances of all pairs i < j and hands them over in runs: `visit(i, j, run, from, length)` means that the distance of
 * rows i and j + t is `run[from + t]`, 0 ≤ t < length.
 *
 * @param action What the caller does, for messages.
 * @param vectors One vector a row, at least one column.
 * @param distance Name of the distance.
 * @param zeroVector What to do with vectors of zeros where only directions count.
 * @param visit Called a few times per row, in a fixed order.
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
  const { rows, columns } = blockSize(d);
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const out = new Float64Array(Math.min(rows, n) * Math.min(columns, n));
  for (let iStart = 0; iStart < n; iStart += rows) {
    const iEnd = Math.min(iStart + rows, n);
    for (let jStart = iStart; jStart < n; jStart += columns) {
      const jEnd = Math.min(jStart + columns, n);
      kernel({ x, d, a: all.subarray(iStart, iEnd), b: all.subarray(jStart, jEnd), upper: iStart === jStart }, out);
      for (let i = iStart; i < iEnd; i++) {
        const first = Math.max(jStart, i + 1);
        if (first < jEnd) visit(i, first, out, (i - iStart) * (jEnd - jStart) + first - jStart, jEnd - first);
      }
    }
  }
}
