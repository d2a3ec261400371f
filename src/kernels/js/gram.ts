import { addProducts, DEPTH } from "./addProducts.ts";
import { mirror } from "../mirror.ts";

/** Rows of a tile: 2 · 32 rows of 256 numbers stay in a second-level cache. */
const TILE = 32;

/** {@linkcode Kernels.gram} */
export function gram(x: Float64Array | Float32Array, n: number, d: number, out: Float64Array): void {
  const doubles = x instanceof Float64Array ? x : new Float64Array(x);
  out.fill(0);
  for (let from = 0; from < d; from += DEPTH) addGram(doubles, n, d, from, Math.min(DEPTH, d - from), out);
  mirror(out, n);
}

/** Adds the dot products over `depth` columns of all pairs of rows j ≤ i to the lower triangle of `out`, tile by tile. */
function addGram(x: Float64Array, n: number, d: number, from: number, depth: number, out: Float64Array): void {
  for (let iStart = 0; iStart < n; iStart += TILE) {
    const iEnd = Math.min(iStart + TILE, n);
    for (let jStart = 0; jStart < iStart; jStart += TILE) {
      addProducts(x, iStart * d + from, d, x, jStart * d + from, d, out, iStart * n + jStart, n, iEnd - iStart, TILE, depth);
    }
    // On the diagonal three rows at a time up to their last own column; the few entries above it are overwritten in the end.
    for (let i = iStart; i < iEnd; i += 3) {
      const rows = Math.min(3, iEnd - i);
      addProducts(x, i * d + from, d, x, iStart * d + from, d, out, i * n + iStart, n, rows, i + rows - iStart, depth);
    }
  }
}
