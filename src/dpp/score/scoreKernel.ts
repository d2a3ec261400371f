import { NumericalError } from "../../numeric/errors.ts";
import { cholesky } from "../../numeric/linalg/cholesky.ts";
import { invertTriangle } from "../../numeric/linalg/invertTriangle.ts";
import { symmetricEigen } from "../../numeric/linalg/symmetricEigen.ts";
import { ln } from "../../numeric/special/ln.ts";
import { logOfPivots } from "./logOfPivots.ts";
import { revealRank } from "./revealRank.ts";

/** An item has a part in a dependency if the squares of its entries in the null vectors add up to more: rounding leaves less. */
const DEPENDENT = 1e-20;

/** Arrays that scoring one batch after another fills anew. */
export interface ScoreWorkspace {
  readonly factor: Float64Array;
  readonly inverse: Float64Array;
  readonly diagonal: Float64Array;
  /** −log inv(S + εI)_ii of the last batch. */
  readonly credits: Float64Array;
}

/** Workspace for batches of up to `capacity` items. */
export function scoreWorkspace(capacity: number): ScoreWorkspace {
  const square = capacity * capacity;
  return {
    factor: new Float64Array(square),
    inverse: new Float64Array(square),
    diagonal: new Float64Array(capacity),
    credits: new Float64Array(capacity),
  };
}

/**
 * log det(S + εI) and what each item adds to it, −log inv(S + εI)_ii, into `work.credits`. Where S + εI is singular, −Infinity, and for an
 * item that depends on the others −Infinity, for another one the logarithm of what is left of it given them.
 *
 * @param action What the caller does, for messages.
 * @param similarities S, n² entries.
 * @param n Number of items.
 * @param jitter ε.
 * @param work Workspace for n items.
 * @throws {NumericalError} `not-positive-definite` if S + εI has negative eigenvalues beyond rounding.
 */
export function scoreKernel(action: string, similarities: Float64Array, n: number, jitter: number, work: ScoreWorkspace): number {
  const { diagonal, credits } = work;
  const factor = load(similarities, n, work.factor);
  for (let i = 0; i < n; i++) {
    factor[i * n + i] += jitter;
    diagonal[i] = factor[i * n + i];
  }
  const value = cholesky(factor, n) ? logOfPivots(factor, n, diagonal) : NaN;
  if (Number.isNaN(value)) return scoreDoubtful(action, similarities, n, jitter, credits);
  const inverse = work.inverse.length === n * n ? work.inverse : work.inverse.subarray(0, n * n);
  invertTriangle(factor, n, inverse);
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let at = i * n + i; at < (i + 1) * n; at++) squares += inverse[at] * inverse[at];
    credits[i] = 0 - ln(squares);
  }
  return value;
}

/** The same by eigenvalues, of which those that are only rounding count as ε of nothing. */
function scoreDoubtful(action: string, similarities: Float64Array, n: number, jitter: number, credits: Float64Array): number {
  const matrix = similarities.slice(0, n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] += jitter;
  const { values, vectors } = symmetricEigen(matrix, n);
  const least = n * 2 ** -52 * Math.max(0, values[n - 1]);
  const { sign, logAbsDet, positiveSemidefinite, minPivot } = revealRank(matrix, n, 2 ** -52, jitter);
  if (!positiveSemidefinite) {
    throw new NumericalError("not-positive-definite", `Cannot ${action}: the kernel must be positive semidefinite, got the pivot ${minPivot}`);
  }
  for (let i = 0; i < n; i++) {
    let lost = 0;
    let squares = 0;
    for (let r = 0; r < n; r++) {
      const share = vectors[r * n + i] * vectors[r * n + i];
      if (values[r] <= least && sign === 0) lost += share;
      else squares += share / Math.max(values[r], least);
    }
    credits[i] = lost > DEPENDENT ? -Infinity : 0 - ln(squares);
  }
  return logAbsDet;
}

/** S into the lower triangle of a workspace. */
function load(similarities: Float64Array, n: number, out: Float64Array): Float64Array {
  const factor = out.length === n * n ? out : out.subarray(0, n * n);
  factor.set(similarities.length === n * n ? similarities : similarities.subarray(0, n * n));
  return factor;
}
