import { NumericalError } from "../../numeric/errors.ts";
import { appendPivot } from "../../numeric/linalg/pivotedCholesky.ts";
import { ln } from "../../numeric/special/ln.ts";
import type { KernelRows } from "../kernel/kernelRows.ts";

/** What {@linkcode choosePivots} found; the fields of `GreedyMap`. */
export interface ChosenPivots {
  readonly selected: Int32Array;
  readonly gains: Float64Array;
  readonly path: Float64Array;
  readonly margins: Float64Array;
  readonly stopped: "k" | "rank" | "nonincreasing";
}

/** An item that adds at most this share of the largest diagonal entry depends on those taken. */
const DEPENDENT = 1e-12;

/** d² below −this·(largest entry)²/(smallest pivot) is no rounding, not even that of single precision. */
const NEGATIVE = 1e-6;

/**
 * Takes the items of `include` in their order, then at each step the candidate with the largest d².
 *
 * @param action What the caller does, for messages.
 * @param kernel The kernel.
 * @param k Number of items at most; until none raises the determinant unless given.
 * @param include Items taken first.
 * @param candidate 1 for each item that may be chosen after them, shape [n].
 * @param window d² given the last `window` − 1 items only, if given.
 */
export function choosePivots(
  action: string,
  kernel: KernelRows,
  k: number | undefined,
  include: Int32Array,
  candidate: Uint8Array,
  window: number | undefined,
): ChosenPivots {
  const { n, diagonal } = kernel;
  const open = candidate.slice();
  const largest = diagonal.reduce((most, value) => Math.max(most, value), 0);
  const least = DEPENDENT * largest;
  const residual = diagonal.slice();
  const row = new Float64Array(n);
  let rows = new Float64Array(Math.min(window === undefined ? (k ?? 16) : window - 1, n) * n);
  let depth = 0;
  let smallest = Infinity;
  const selected: number[] = [];
  const gains: number[] = [];
  const path: number[] = [];
  const margins: number[] = [];
  let total = 0;
  // Without k, to run out of items is to run out of items that raise the determinant.
  let stopped: ChosenPivots["stopped"] = k === undefined ? "nonincreasing" : "k";
  checkResiduals(action, residual, NEGATIVE * largest);
  while (selected.length < (k ?? n)) {
    let p = -1;
    let margin = NaN;
    if (selected.length < include.length) p = include[selected.length];
    else {
      let second = -Infinity;
      for (let j = 0; j < n; j++) {
        if (open[j] === 0) continue;
        if (p < 0 || residual[j] > residual[p]) {
          if (p >= 0) second = residual[p];
          p = j;
        } else if (residual[j] > second) second = residual[j];
      }
      if (p < 0) break;
      const best = residual[p];
      if (!(best > least) || (k === undefined && best <= 1)) {
        stopped = best > least ? "nonincreasing" : "rank";
        break;
      }
      // What rounding may have separated is a tie.
      const tie = best - Math.min(8 * (depth + 1) * 2 ** -52 * largest, 0.5 * best);
      if (second >= tie) for (p = 0; open[p] === 0 || residual[p] < tie; p++);
      margin = second > 0 ? Math.max(0, ln(best) - ln(second)) : Infinity;
    }
    const gain = residual[p] > least ? residual[p] : 0;
    total += ln(gain);
    selected.push(p);
    gains.push(gain);
    path.push(total);
    margins.push(margin);
    open[p] = 0;
    if (window !== undefined) {
      depth = conditionOn(kernel, selected.slice(Math.max(0, selected.length - window + 1)), least, rows, row, residual);
      continue;
    }
    if (gain === 0) continue;
    if (rows.length < (depth + 1) * n) rows = grown(rows, Math.min(2 * depth, n) * n);
    kernel.load(p, row, 0);
    appendPivot(rows, depth++, n, row, 0, p, residual);
    smallest = Math.min(smallest, gain);
    checkResiduals(action, residual, NEGATIVE * largest * (largest / smallest));
  }
  return { selected: Int32Array.from(selected), gains: Float64Array.from(gains), path: Float64Array.from(path), margins: Float64Array.from(margins), stopped };
}

/** A longer copy. */
function grown(rows: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(length);
  copy.set(rows);
  return copy;
}

/** d² of all items given a few, from the start; returns how many of the few were independent. */
function conditionOn(kernel: KernelRows, items: readonly number[], least: number, rows: Float64Array, row: Float64Array, residual: Float64Array): number {
  residual.set(kernel.diagonal);
  let depth = 0;
  for (const p of items) {
    if (!(residual[p] > least)) continue;
    kernel.load(p, row, 0);
    appendPivot(rows, depth++, kernel.n, row, 0, p, residual);
  }
  return depth;
}

/** Fails if some d² is negative beyond rounding. */
function checkResiduals(action: string, residual: Float64Array, rounding: number): void {
  for (let j = 0; j < residual.length; j++) {
    if (residual[j] < -rounding) {
      throw new NumericalError("not-positive-definite", `Cannot ${action}: the kernel must be positive semidefinite, got d² = ${residual[j]} for item ${j}`);
    }
  }
}
