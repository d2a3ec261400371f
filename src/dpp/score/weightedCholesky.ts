import { appendPivot } from "../../numeric/linalg/pivotedCholesky.ts";
import { ln } from "../../numeric/special/ln.ts";

/** A Cholesky factor of A, the items with the largest weighted pivots first. */
export interface WeightedCholesky {
  /** Items in the order in which they were taken, shape [rank]. */
  readonly order: Int32Array;
  /** What was left of A_ii of each taken item, shape [rank]. */
  readonly pivots: Float64Array;
  /** Rows of the factor, shape [n, n]: A ≈ Cᵀ C over the first `rank` rows. */
  readonly rows: Float64Array;
}

const EPSILON = 2 ** -52;

/**
 * Cholesky factorisation of A in the order that diag(w^½) A diag(w^½) asks for, whatever the size of the weights w: the largest weighted
 * pivot first. Items of which only rounding is left depend on those taken, and never are.
 *
 * An order that does not look at the pivots themselves lets rounding grow. With x_j the combination of the items taken that is nearest to
 * item j, that of its residual is about ε·(n·A_jj + 8·Σ x_js² A_ss).
 *
 * @param a The n² entries, symmetric, row after row; not changed.
 * @param n Number of rows.
 * @param logWeight log w of each item, shape [n].
 * @returns Order, pivots and factor. O(n²·rank).
 */
export function weightedCholesky(a: Float64Array, n: number, logWeight: Float64Array): WeightedCholesky {
  const rows = new Float64Array(n * n);
  const combinations = new Float64Array(n * n);
  const residual = Float64Array.from({ length: n }, (_, i) => a[i * n + i]);
  const rounding = residual.map((own) => EPSILON * n * Math.max(own, 0));
  const order = new Int32Array(n);
  const pivots = new Float64Array(n);
  let rank = 0;
  for (; rank < n; rank++) {
    let p = -1;
    let best = -Infinity;
    for (let i = 0; i < n; i++) {
      if (!(residual[i] > rounding[i])) continue;
      const value = ln(residual[i]) + logWeight[i];
      if (value > best) {
        best = value;
        p = i;
      }
    }
    if (p < 0) break;
    order[rank] = p;
    pivots[rank] = residual[p];
    appendPivot(rows, rank, n, a, p * n, p, residual);
    rounding[p] = Infinity;
    for (let j = 0; j < n; j++) {
      if (rounding[j] < Infinity) rounding[j] = EPSILON * (n * Math.max(a[j * n + j], 0) + 8 * combine(combinations, rows, a, n, order, rank, j));
    }
  }
  return { order: order.slice(0, rank), pivots: pivots.slice(0, rank), rows };
}

/** Brings x_j up to date with the item just taken; returns Σ x_js² A_ss. */
function combine(combinations: Float64Array, rows: Float64Array, a: Float64Array, n: number, order: Int32Array, last: number, j: number): number {
  const p = order[last];
  const share = rows[last * n + j] / rows[last * n + p];
  let total = share * share * a[p * n + p];
  for (let s = 0; s < last; s++) {
    const x = combinations[j * n + s] - share * combinations[p * n + s];
    combinations[j * n + s] = x;
    total += x * x * a[order[s] * n + order[s]];
  }
  combinations[j * n + last] = share;
  return total;
}
