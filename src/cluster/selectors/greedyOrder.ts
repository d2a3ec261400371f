import { appendPivot } from "../../numeric/linalg/pivotedCholesky.ts";
import { ln } from "../../numeric/special/index.ts";
import { farthestOrder } from "../farthestFirst.ts";
import type { SelectorBatch } from "./selector.ts";

/** A sample with less than this of its similarity to itself left, given those chosen, is a combination of them. */
export const RANK_TOLERANCE = 1e-12;

/** Samples in the order of their choice. */
export interface GreedyOrder {
  /** The samples, those given first, shape [k]. */
  readonly order: Int32Array;
  /** How many of them were given or raised the determinant; farthest-first chose the others. */
  readonly own: number;
}

/**
 * Samples that raise log det L step by step as far as one can, L = diag(√w) S diag(√w), after those given.
 *
 * The gain of sample i is ln wᵢ + ln dᵢ², dᵢ² what is left of S_ii after a Cholesky factorisation of those chosen: weights may differ by
 * any factor without a loss of digits. Where every gain is −∞ (copies and combinations of those chosen, weights of 0) the order goes
 * on farthest first. Ties go to the lowest index. O(n·k²).
 */
export function greedyOrder({ costs, logWeights, similarities }: SelectorBatch, given: Int32Array, k: number): GreedyOrder {
  const n = costs.size;
  const s = similarities();
  const rows = new Float64Array(k * n);
  const residual = new Float64Array(n).fill(1);
  const taken = new Uint8Array(n);
  const order = [...given];
  for (const p of given) taken[p] = 1;
  let rank = conditionOn(given, s, n, rows, residual);
  const gains = new Float64Array(n);
  while (order.length < k) {
    let most = -Infinity;
    for (let i = 0; i < n; i++) {
      gains[i] = taken[i] === 0 && residual[i] > RANK_TOLERANCE ? logWeights[i] + ln(residual[i]) : -Infinity;
      if (gains[i] > most) most = gains[i];
    }
    if (most === -Infinity) break;
    // What rounding may have separated is a tie.
    const rounding = 8 * (rank + 1) * Number.EPSILON;
    let best = 0;
    while (gains[best] === -Infinity || gains[best] < most - Math.min(0.5, rounding / residual[best])) best++;
    order.push(best);
    taken[best] = 1;
    appendPivot(rows, rank++, n, s, best * n, best, residual);
  }
  const own = order.length;
  if (own === k) return { order: Int32Array.from(order), own };
  return { order: farthestOrder(costs, order, k).order, own };
}

/**
 * Cholesky factorisation of S over given samples; those that are combinations of others leave no row.
 *
 * @param given The samples.
 * @param s The similarities, shape [n, n].
 * @param n Number of samples.
 * @param rows Filled with the factor, n numbers a row.
 * @param residual What is left of the diagonal, changed in place.
 * @returns Number of rows.
 */
export function conditionOn(given: Int32Array, s: Float64Array, n: number, rows: Float64Array, residual: Float64Array): number {
  let rank = 0;
  for (const p of given) if (residual[p] > RANK_TOLERANCE) appendPivot(rows, rank++, n, s, p * n, p, residual);
  return rank;
}
