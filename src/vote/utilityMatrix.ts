import { checkArray, show } from "../numeric/check.ts";

/** How good a candidate is if the reference were the right answer; larger is better, need not be symmetric. */
export type Utility<T> = (candidate: T, reference: T) => number;

/**
 * The utility of every candidate against every candidate, computed once per pair of distinct ones.
 *
 * @param action What the caller does, for messages.
 * @param candidates The candidates; equal strings are one, as are equal references to an object.
 * @param utility The utility, a pure function.
 * @returns Entry (i, j) is utility(candidate i, candidate j); row-major, shape [N, N].
 */
export function utilityMatrix<T>(action: string, candidates: readonly T[], utility: Utility<T>): Float64Array {
  checkArray(action, "candidates", candidates, 1);
  if (typeof utility !== "function") throw new TypeError(`Cannot ${action}: utility must be a function of two candidates, got ${show(utility)}`);
  const n = candidates.length;
  const first = new Map<T, number>();
  const original = Int32Array.from({ length: n }, (_, i) => {
    if (!first.has(candidates[i])) first.set(candidates[i], i);
    return first.get(candidates[i]) as number;
  });
  const data = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (original[i] !== i) data[i * n + j] = data[original[i] * n + j];
      else if (original[j] !== j) data[i * n + j] = data[i * n + original[j]];
      else data[i * n + j] = checkedUtility(action, utility(candidates[i], candidates[j]), i, j);
    }
  }
  return data;
}

/** Weighted mean of every row; with `excludeSelf` without its diagonal entry. */
export function meanUtilities(matrix: Float64Array | Float32Array, weights: Float64Array, excludeSelf: boolean): Float64Array {
  const references = weights.length;
  const scores = new Float64Array(matrix.length / references);
  for (let i = 0; i < scores.length; i++) {
    let score = 0;
    let weight = 0;
    for (let j = 0, at = i * references; j < references; j++, at++) {
      if (excludeSelf && j === i) continue;
      score += weights[j] * matrix[at];
      weight += weights[j];
    }
    scores[i] = score / weight;
  }
  return scores;
}

function checkedUtility(action: string, value: unknown, i: number, j: number): number {
  if (typeof value !== "number") throw new TypeError(`Cannot ${action}: utility must return a number, got ${show(value)} for candidates ${i} and ${j}`);
  if (!Number.isFinite(value)) throw new RangeError(`Cannot ${action}: utility must be finite, got ${value} for candidates ${i} and ${j}`);
  return value;
}
