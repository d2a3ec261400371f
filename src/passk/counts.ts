import { checkArray, checkSameLength, show } from "../numeric/check.ts";

/** How often each problem was sampled and solved: all that pass@k needs. */
export interface Counts {
  /** Samples per problem, integers ≥ 1, shape [problems]; one number where all problems have as many. */
  readonly n: number | ArrayLike<number>;
  /** Correct samples per problem, integers with 0 ≤ c ≤ n, shape [problems]; one number for a single problem. */
  readonly c: number | ArrayLike<number>;
  /** Names of the problems, for error messages; shape [problems]. */
  readonly problem?: readonly string[];
}

/** Counts after the check: both columns present, every entry an integer with 0 ≤ c ≤ n and n ≥ 1. */
export interface CheckedCounts {
  /** Number of problems. */
  readonly size: number;
  /** Samples per problem. */
  readonly n: ArrayLike<number>;
  /** Correct samples per problem. */
  readonly c: ArrayLike<number>;
  /** How an error message names problem i. */
  readonly name: (i: number) => string;
}

/** The one door for counts; fails with the first problem at fault. `minN` is the fewest samples the statistic needs. */
export function checkCounts(action: string, counts: Counts, minN: number = 1): CheckedCounts {
  if (typeof counts !== "object" || counts === null) {
    throw new TypeError(`Cannot ${action}: counts must be {n, c}, got ${show(counts)}`);
  }
  const c = typeof counts.c === "number" ? [counts.c] : counts.c;
  checkArray(action, "c", c, 1);
  const size = c.length;
  const n = typeof counts.n === "number" ? new Array<number>(size).fill(counts.n) : counts.n;
  checkArray(action, "n", n);
  checkSameLength(action, "n", n.length, "c", size);
  if (counts.problem !== undefined) checkSameLength(action, "problem", counts.problem.length, "c", size);
  const name = (i: number): string => (counts.problem === undefined ? `index ${i}` : `problem ${show(counts.problem[i])} (index ${i})`);
  for (let i = 0; i < size; i++) {
    if (!Number.isInteger(n[i]) || n[i] < minN) {
      throw new RangeError(`Cannot ${action}: n must be an integer ≥ ${minN}, got ${show(n[i])} at ${name(i)}`);
    }
    if (!Number.isInteger(c[i]) || c[i] < 0 || c[i] > n[i]) {
      throw new RangeError(`Cannot ${action}: c must be an integer between 0 and n = ${n[i]}, got ${show(c[i])} at ${name(i)}`);
    }
  }
  return { size, n, c, name };
}
