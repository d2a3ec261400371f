import type { PairMeasure } from "../kernels.ts";
import { addProducts, DEPTH } from "./addProducts.ts";
import { comparisons } from "./comparisons.ts";

/** Rows of a tile: 2 · 32 rows of 256 numbers stay in a second-level cache. */
const TILE = 32;

/** {@linkcode Kernels.pairs} */
export function pairs(
  measure: PairMeasure,
  x: Float64Array | Float32Array,
  d: number,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  upper: boolean,
  out: Float64Array,
): void {
  const columns = b.length;
  const left = new Float64Array(Math.min(TILE, a.length) * d);
  const right = new Float64Array(4 * Math.ceil(Math.min(TILE, columns) / 4) * d);
  for (let iStart = 0; iStart < a.length; iStart += TILE) {
    const height = Math.min(TILE, a.length - iStart);
    gather(x, d, a, iStart, height, left);
    for (let jStart = upper ? iStart : 0; jStart < columns; jStart += TILE) {
      const width = Math.min(TILE, columns - jStart);
      gather(x, d, b, jStart, width, right);
      const at = iStart * columns + jStart;
      for (let i = 0; i < height; i++) out.fill(0, at + i * columns, at + i * columns + width);
      if (measure === "dot") addProducts(left, 0, d, right, 0, d, out, at, columns, height, width, d);
      else compareTile(measure, left, right, d, out, at, columns, height, width);
    }
  }
}

/** Copies rows `rows[from … from + count − 1]` of x, in double precision. */
function gather(x: Float64Array | Float32Array, d: number, rows: ArrayLike<number>, from: number, count: number, to: Float64Array): void {
  for (let r = 0; r < count; r++) {
    const source = rows[from + r] * d;
    if (d > 32) to.set(x.subarray(source, source + d), r * d);
    else for (let k = 0; k < d; k++) to[r * d + k] = x[source + k];
  }
}

/** All pairs of `height` and `width` rows, by blocks of columns; four rows on the right at a time, those beyond the last for nothing. */
function compareTile(
  measure: Exclude<PairMeasure, "dot">,
  left: Float64Array,
  right: Float64Array,
  d: number,
  out: Float64Array,
  at: number,
  stride: number,
  height: number,
  width: number,
): void {
  const compare = comparisons[measure];
  const results = new Float64Array(4);
  for (let from = 0; from < d; from += DEPTH) {
    const depth = Math.min(DEPTH, d - from);
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j += 4) {
        compare(left, i * d + from, right, j * d + from, d, depth, results);
        const end = Math.min(4, width - j);
        const to = at + i * stride + j;
        if (measure === "largestDifference") {
          for (let r = 0; r < end; r++) if (out[to + r] < results[r]) out[to + r] = results[r];
        } else {
          for (let r = 0; r < end; r++) out[to + r] += results[r];
        }
      }
    }
  }
}
