import { cholesky } from "../../numeric/linalg/cholesky.ts";
import { exp } from "../../numeric/special/exp.ts";
import { ln } from "../../numeric/special/ln.ts";
import { logOfPivots } from "./logOfPivots.ts";
import { weightedCholesky } from "./weightedCholesky.ts";

/**
 * log det(I + αL) with L = F S F, F = diag(q^(β/2)), for qualities of any size: rows with α·q^β > 1 are divided by the root of that, whose
 * logarithm is added instead.
 *
 * @param similarities S, n² entries, positive semidefinite.
 * @param n Number of items.
 * @param alpha α > 0.
 * @param quality β log q of each item, from index `from` on; undefined for none.
 * @param from Index of the first.
 * @param factor Workspace of at least n² numbers.
 * @param diagonal Workspace of at least n numbers.
 */
export function logDetPlus(
  similarities: Float64Array,
  n: number,
  alpha: number,
  quality: Float64Array | undefined,
  from: number,
  factor: Float64Array,
  diagonal: Float64Array,
): number {
  const taken = fill(similarities, n, alpha, quality, from, factor, diagonal);
  const value = cholesky(factor, n) ? logOfPivots(factor, n, diagonal) : NaN;
  if (!Number.isNaN(value)) return value + taken;
  // Qualities so large that the identity is lost in them. Of two items that are alike the better one has to come first. No pivot of
  // I + αL is below 1; where nothing but rounding is left, it is the identity's.
  fill(similarities, n, alpha, quality, from, factor, diagonal);
  const sizes = Float64Array.from({ length: n }, (_, i) => Math.max(0, sizeOf(alpha, quality, from + i)));
  const { order, pivots } = weightedCholesky(factor, n, sizes);
  let total = 0;
  for (let r = 0; r < order.length; r++) total += Math.max(0, ln(pivots[r]) + sizes[order[r]]);
  return total;
}

/** Fills in the scaled matrix and its diagonal; returns what the scaling took. */
function fill(
  similarities: Float64Array,
  n: number,
  alpha: number,
  quality: Float64Array | undefined,
  from: number,
  factor: Float64Array,
  diagonal: Float64Array,
): number {
  let taken = 0;
  for (let at = 0; at < n * n; at++) factor[at] = similarities[at];
  for (let i = 0; i < n; i++) {
    const size = sizeOf(alpha, quality, from + i);
    if (size > 0) taken += size;
    const scale = size < 0 ? exp(0.5 * size) : 1;
    if (scale !== 1) {
      for (let j = 0; j < n; j++) {
        factor[i * n + j] *= scale;
        factor[j * n + i] *= scale;
      }
    }
    // The share of the identity: 1/max(1, α q^β).
    factor[i * n + i] += size > 0 ? exp(-size) : 1;
    diagonal[i] = factor[i * n + i];
  }
  return taken;
}

/** log(α q^β). */
function sizeOf(alpha: number, quality: Float64Array | undefined, i: number): number {
  return ln(alpha) + (quality === undefined ? 0 : quality[i]);
}
