import { avoidProbability, hitProbability } from "./hypergeometric.ts";

/** Steps of the recurrence in k after which rounding is taken out by starting anew from the product formula. */
const LONGEST_RUN = 4096;

/** Consecutive integers in a list of k. */
export interface Run {
  /** Where the run starts in the list. */
  readonly index: number;
  /** Its first k. */
  readonly first: number;
  /** How many k it has. */
  readonly length: number;
}

/** Cuts an ascending list of k into runs of consecutive integers, none longer than rounding allows. */
export function consecutiveRuns(ks: ArrayLike<number>): Run[] {
  const runs: Run[] = [];
  for (let index = 0; index < ks.length; ) {
    let length = 1;
    while (length < LONGEST_RUN && ks[index + length] === ks[index] + length) length++;
    runs.push({ index, first: ks[index], length });
    index += length;
  }
  return runs;
}

/** Running totals of pass@k over problems, one entry per k. */
export interface CurveTotals {
  /** Problems added so far. */
  seen: number;
  /** Sum of their values. */
  readonly total: Float64Array;
  /** Sum of squared deviations from their mean. */
  readonly squares: Float64Array;
}

/** Totals over no problem, for so many values of k. */
export function emptyTotals(size: number): CurveTotals {
  return { seen: 0, total: new Float64Array(size), squares: new Float64Array(size) };
}

/**
 * Adds `weight` problems with c correct of n samples at every k ≤ n of the runs; returns how many k that are.
 *
 * Within a run pass@k takes one step per k: the probability that the first hit comes at draw k is added to the sum so
 * far, and large values come from the complement. Squared deviations are updated from the totals (Youngs & Cramer 1971),
 * as stable as a second pass. Problems must come with n descending: then every k reached has seen the same ones.
 */
export function addProblems(totals: CurveTotals, runs: readonly Run[], n: number, c: number, weight: number): number {
  const { total, squares } = totals;
  const seen = totals.seen + weight;
  const scale = totals.seen === 0 ? 0 : weight / (totals.seen * seen);
  totals.seen = seen;
  let reached = 0;
  for (const { index, first, length } of runs) {
    if (first > n) break;
    let left = n - first + 1;
    let hit = hitProbability(n, c, first - 1);
    let avoid = avoidProbability(n, c, first - 1);
    reached = index + Math.min(length, left);
    for (let j = index; j < reached; j++) {
      const step = avoid * (1 / left);
      hit += step * c;
      avoid = step * (left - c);
      left -= 1;
      const value = hit > 0.5 ? 1 - avoid : hit;
      const sum = total[j] + weight * value;
      const deviation = seen * value - sum;
      total[j] = sum;
      squares[j] += scale * deviation * deviation;
    }
  }
  return reached;
}
