import { appendPivot } from "../../numeric/linalg/pivotedCholesky.ts";
import type { KernelRows } from "../kernel/kernelRows.ts";

/** An exchange has to raise the determinant by more than this share of it, which rounding does not. */
const IMPROVEMENT = 1e-9;

/**
 * Exchanges one item for another, the best pair each time, until none raises the determinant.
 *
 * With M = L_S⁻¹ and W = M L_{S, ·}, putting j in the place of i multiplies det L_S by M_ii d²_j + W_ij².
 *
 * @param kernel The kernel.
 * @param start The items at first, independent of one another.
 * @param fixed The first `fixed` of them stay.
 * @param candidate 1 for each item that may come in, shape [n].
 * @returns The items after the exchanges and their number. O(n·k²) per exchange.
 */
export function exchangeItems(kernel: KernelRows, start: Int32Array, fixed: number, candidate: Uint8Array): { selected: Int32Array; swaps: number } {
  const { n } = kernel;
  const k = start.length;
  const selected = start.slice();
  const open = candidate.slice();
  for (let i = 0; i < k; i++) open[selected[i]] = 0;
  const loaded = new Float64Array(k * n);
  for (let i = 0; i < k; i++) kernel.load(selected[i], loaded, i * n);
  const rows = new Float64Array(k * n);
  const residual = new Float64Array(n);
  for (let swaps = 0; ; swaps++) {
    residual.set(kernel.diagonal);
    for (let i = 0; i < k; i++) {
      if (!(residual[selected[i]] > 0)) return { selected, swaps };
      appendPivot(rows, i, n, loaded, i * n, selected[i], residual);
    }
    const inverse = inverseDiagonal(rows, n, selected);
    solveColumns(rows, n, selected);
    let best = 1 + IMPROVEMENT;
    let out = -1;
    let into = -1;
    for (let i = fixed; i < k; i++) {
      for (let j = 0; j < n; j++) {
        const weight = rows[i * n + j];
        const factor = inverse[i] * residual[j] + weight * weight;
        if (factor > best && open[j] === 1) {
          best = factor;
          out = i;
          into = j;
        }
      }
    }
    if (out < 0) return { selected, swaps };
    open[selected[out]] = candidate[selected[out]];
    open[into] = 0;
    selected[out] = into;
    kernel.load(into, loaded, out * n);
  }
}

/** M_ii from the triangle R = C[·, S] with L_S = Rᵀ R: the squared rows of R⁻¹. */
function inverseDiagonal(rows: Float64Array, n: number, selected: Int32Array): Float64Array {
  const k = selected.length;
  const diagonal = new Float64Array(k);
  const column = new Float64Array(k);
  for (let c = 0; c < k; c++) {
    for (let i = c; i >= 0; i--) {
      let sum = i === c ? 1 : 0;
      for (let s = i + 1; s <= c; s++) sum -= rows[i * n + selected[s]] * column[s];
      column[i] = sum / rows[i * n + selected[i]];
      diagonal[i] += column[i] * column[i];
    }
  }
  return diagonal;
}

/** Replaces C by R⁻¹ C = M L_{S, ·}, from the last row up. */
function solveColumns(rows: Float64Array, n: number, selected: Int32Array): void {
  const k = selected.length;
  for (let i = k - 1; i >= 0; i--) {
    const at = i * n;
    const factors = new Float64Array(k);
    for (let s = i; s < k; s++) factors[s] = rows[at + selected[s]];
    for (let s = i + 1; s < k; s++) for (let j = 0; j < n; j++) rows[at + j] -= factors[s] * rows[s * n + j];
    for (let j = 0; j < n; j++) rows[at + j] /= factors[i];
  }
}
