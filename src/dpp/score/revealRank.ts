import { pivotedCholesky } from "../../numeric/linalg/pivotedCholesky.ts";
import { ln } from "../../numeric/special/ln.ts";
import type { LogDet } from "../logDet.ts";

/** What is left below this share of the diagonal, with a minus sign or beside a diagonal of nothing, is no rounding. */
const NEGATIVE = 1e-8;

/**
 * Log-determinant of a matrix that is nearly or exactly singular, or not positive semidefinite: scaled to unit diagonal and factored with
 * pivoting. Pivots up to n·ε count as 0.
 *
 * @param matrix The n² entries, symmetric, row after row, jitter included; overwritten.
 * @param n Number of rows.
 * @param epsilon Relative rounding of the entries.
 * @param jitter What was added to the diagonal, for the record.
 */
export function revealRank(matrix: Float64Array, n: number, epsilon: number, jitter: number): LogDet {
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, matrix[i * n + i]);
  const negligible = Math.max(NEGATIVE, n * epsilon);
  const scale = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const own = matrix[i * n + i];
    // Rows with nothing on the diagonal stay in the units of the largest entry.
    scale[i] = own > 0 ? 1 / Math.sqrt(own) : largest > 0 ? 1 / Math.sqrt(largest) : 1;
  }
  const scaled = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) scaled[i * n + j] = matrix[i * n + j] * scale[i] * scale[j];
  const { order, pivots, residual, rows } = pivotedCholesky(scaled, n, n * epsilon);
  const rank = order.length;
  let minPivot = Infinity;
  let maxPivot = 0;
  let total = 0;
  for (let r = 0; r < rank; r++) {
    const unit = scale[order[r]];
    const pivot = pivots[r] / (unit * unit);
    total += ln(pivots[r]) - 2 * ln(unit);
    minPivot = Math.min(minPivot, pivot);
    maxPivot = Math.max(maxPivot, pivot);
  }
  if (rank === n) {
    return { sign: 1, logAbsDet: total, rank, jitter, minPivot, maxPivot, conditionEstimate: 1 / pivots[n - 1], positiveSemidefinite: true };
  }
  const taken = new Uint8Array(n);
  for (let r = 0; r < rank; r++) taken[order[r]] = 1;
  let indefinite = false;
  for (let i = 0; i < n; i++) {
    if (taken[i] === 1) continue;
    minPivot = Math.min(minPivot, residual[i] / (scale[i] * scale[i]));
    if (residual[i] < -negligible) indefinite = true;
    for (let j = 0; j < i && !indefinite; j++) {
      if (taken[j] === 1) continue;
      // With nothing left on the diagonal, a positive semidefinite matrix has nothing left beside it.
      let left = scaled[i * n + j];
      for (let r = 0; r < rank; r++) left -= rows[r * n + i] * rows[r * n + j];
      if (Math.abs(left) > negligible) indefinite = true;
    }
  }
  const singular: LogDet = { sign: 0, logAbsDet: -Infinity, rank, jitter, minPivot, maxPivot, conditionEstimate: Infinity, positiveSemidefinite: true };
  return indefinite ? { ...singular, ...ofIndefinite(matrix, n, epsilon), positiveSemidefinite: false } : singular;
}

/** Sign and logarithm of any determinant, by elimination with row pivoting. */
function ofIndefinite(a: Float64Array, n: number, epsilon: number): { sign: 1 | 0 | -1; logAbsDet: number; rank: number; conditionEstimate: number } {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]));
  let sign: 1 | -1 = 1;
  let total = 0;
  let rank = 0;
  let least = Infinity;
  for (let column = 0; column < n; column++) {
    let pivot = rank;
    for (let i = rank + 1; i < n; i++) if (Math.abs(a[i * n + column]) > Math.abs(a[pivot * n + column])) pivot = i;
    const value = a[pivot * n + column];
    if (Math.abs(value) <= n * epsilon * largest) continue;
    least = Math.min(least, Math.abs(value));
    if (pivot !== rank) {
      sign = sign === 1 ? -1 : 1;
      for (let j = 0; j < n; j++) [a[rank * n + j], a[pivot * n + j]] = [a[pivot * n + j], a[rank * n + j]];
    }
    if (value < 0) sign = sign === 1 ? -1 : 1;
    total += ln(Math.abs(value));
    for (let i = rank + 1; i < n; i++) {
      const factor = a[i * n + column] / value;
      for (let j = column; j < n; j++) a[i * n + j] -= factor * a[rank * n + j];
    }
    rank++;
  }
  if (rank < n) return { sign: 0, logAbsDet: -Infinity, rank, conditionEstimate: Infinity };
  return { sign, logAbsDet: total, rank, conditionEstimate: largest / least };
}
