/** A Cholesky factor with rows taken in the order of their pivots, stopped where nothing above the tolerance was left. */
export interface PivotedCholesky {
  /** Indices in the order in which they were taken, shape [rank]. */
  readonly order: Int32Array;
  /** Squared length of each taken item beyond the span of those before it, shape [rank]: never increasing, up to rounding. */
  readonly pivots: Float64Array;
  /** What is left of the diagonal, shape [n]: 0 for taken items, rounding or less than 0 where the matrix is not positive semidefinite. */
  readonly residual: Float64Array;
  /** Rows of the factor, shape [n, n]: A ≈ Cᵀ C over the first `rank` rows. */
  readonly rows: Float64Array;
}

/**
 * Cholesky factorisation with diagonal pivoting: the largest remaining diagonal entry is taken first, which reveals the rank.
 *
 * @param a The n² entries, symmetric, row after row; not changed.
 * @param n Number of rows.
 * @param tolerance The factorisation stops when no remaining diagonal entry is larger.
 * @returns Order, pivots and factor. O(n·rank²).
 */
export function pivotedCholesky(a: Float64Array, n: number, tolerance: number): PivotedCholesky {
  const rows = new Float64Array(n * n);
  const residual = new Float64Array(n);
  const order = new Int32Array(n);
  const pivots = new Float64Array(n);
  const taken = new Uint8Array(n);
  for (let i = 0; i < n; i++) residual[i] = a[i * n + i];
  let rank = 0;
  for (; rank < n; rank++) {
    let best = -1;
    for (let i = 0; i < n; i++) if (taken[i] === 0 && (best < 0 || residual[i] > residual[best])) best = i;
    if (!(residual[best] > tolerance)) break;
    order[rank] = best;
    pivots[rank] = residual[best];
    taken[best] = 1;
    appendPivot(rows, rank, n, a, best * n, best, residual);
  }
  return { order: order.slice(0, rank), pivots: pivots.slice(0, rank), residual, rows };
}

/**
 * One step of a Cholesky factorisation in any order: item p joins those taken, row r of C is filled and the residuals d² of all items
 * lose its square. O(r·n).
 *
 * @param rows Rows 0 … r − 1 of C, n numbers each, with room for row r.
 * @param r Number of items taken before.
 * @param n Number of items.
 * @param a Where the entries A[p, 0 … n − 1] lie.
 * @param at Index of the first of them.
 * @param p The item, `residual[p]` > 0.
 * @param residual d² of each item given those taken; that of p becomes 0.
 */
export function appendPivot(rows: Float64Array, r: number, n: number, a: Float64Array, at: number, p: number, residual: Float64Array): void {
  const out = r * n;
  for (let j = 0; j < n; j++) rows[out + j] = a[at + j];
  let s = 0;
  for (; s + 4 <= r; s += 4) {
    const s0 = s * n;
    const s1 = s0 + n;
    const s2 = s1 + n;
    const s3 = s2 + n;
    const f0 = rows[s0 + p];
    const f1 = rows[s1 + p];
    const f2 = rows[s2 + p];
    const f3 = rows[s3 + p];
    for (let j = 0; j < n; j++) rows[out + j] -= f0 * rows[s0 + j] + f1 * rows[s1 + j] + (f2 * rows[s2 + j] + f3 * rows[s3 + j]);
  }
  for (; s < r; s++) {
    const from = s * n;
    const factor = rows[from + p];
    for (let j = 0; j < n; j++) rows[out + j] -= factor * rows[from + j];
  }
  const root = Math.sqrt(residual[p]);
  const scale = 1 / root;
  for (let j = 0; j < n; j++) {
    const entry = rows[out + j] * scale;
    rows[out + j] = entry;
    residual[j] -= entry * entry;
  }
  rows[out + p] = root;
  residual[p] = 0;
}
