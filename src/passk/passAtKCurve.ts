import { checkArray, checkBoolean, checkChoice, checkInteger, checkLevel, checkOptions } from "../numeric/check.ts";
import { checkCounts, type Counts } from "./counts.ts";
import { type DistinctCounts, distinctCounts } from "./distinctCounts.ts";
import { enoughSamples, type TooFew } from "./enoughSamples.ts";
import { betaInterval } from "./estimate.ts";
import { addHits, consecutiveRuns, emptyTotals, hitProbabilities } from "./hypergeometric.ts";

/** Options of {@linkcode passAtKCurve}. */
export interface PassAtKCurveOptions {
  /**
   * Problems with fewer samples than the largest k: `"throw"` (default) refuses them; `"skip"` uses each problem up to
   * its own n. Then points of the curve rest on different problems, and it need not rise; `problems` says on how many.
   */
  readonly tooFew?: TooFew;
  /** Confidence level of the intervals; 0.95 unless given. */
  readonly level?: number;
  /** Whether to compute `low` and `high`, which takes longer than all the rest; true unless given. */
  readonly intervals?: boolean;
  /** Whether to keep the value of every problem at every k (eight bytes each); false unless given. */
  readonly values?: boolean;
}

/** pass@k at several k: parallel columns, entry j of each belongs to `k[j]`. */
export interface PassAtKCurve {
  /** What was estimated and how. */
  readonly method: string;
  /** Samples drawn, ascending, shape [K]. */
  readonly k: Float64Array;
  /** Mean over the problems used at that k, shape [K]. */
  readonly estimate: Float64Array;
  /** Standard error of the estimate, problems taken as a sample of a population, shape [K]; NaN for a single problem. */
  readonly standardError: Float64Array;
  /** Lower ends of the beta intervals, each for its k alone, shape [K]; NaN for a single problem or without `intervals`. */
  readonly low: Float64Array;
  /** Upper ends, shape [K]; NaN for a single problem or without `intervals`. */
  readonly high: Float64Array;
  /** Confidence level of each interval. */
  readonly level: number;
  /** Number of problems used at that k, shape [K]. */
  readonly problems: Int32Array;
  /** Indices of the problems with fewer samples than the largest k; empty unless leaving out was asked for. */
  readonly leftOut: Int32Array;
  /** On request: the value of each problem (row) at each k (column), row by row; NaN where the problem has n < k. */
  readonly values?: { readonly data: Float64Array; readonly shape: readonly [problems: number, k: number] };
}

/**
 * pass@k at many k in one go: 1 − C(n − c, k)/C(n, k), averaged over problems, at k = 1 … kMax or at the k listed.
 *
 * Problems that share (n, c) are computed once, and each k follows from the one before in one step, so that a million
 * problems at 64 values of k take a fraction of a second. Each value agrees with {@linkcode passAtK} to 13 digits.
 *
 * @param counts Samples n and correct samples c per problem, shape [problems] each.
 * @param ks The largest k for k = 1 … kMax, or the wanted k in ascending order, integers ≥ 1.
 * @param options Treatment of problems with too few samples, confidence level, per-problem values.
 * @returns Columns over k. Intervals are pointwise: they hold for one k, not for the whole curve at once.
 * @throws RangeError if a k or a count is out of range, or a problem has n < max k and `tooFew` is `"throw"`, or none has n ≥ max k.
 * @see Chen et al. 2021, Evaluating Large Language Models Trained on Code, equation 1.
 *
 * @example
 * ```ts
 * import { passAtKCurve } from "@divlab/core/passk";
 *
 * const curve = passAtKCurve({ n: 10, c: [0, 3, 10] }, [1, 2, 5]);
 * curve.k; // => [1, 2, 5]
 * curve.estimate; // => [0.4333333333, 0.5111111111, 0.6388888889]
 * curve.standardError; // => [0.2962731472, 0.2888888889, 0.3203489610]
 * ```
 */
export function passAtKCurve(counts: Counts, ks: number | ArrayLike<number>, options: PassAtKCurveOptions = {}): PassAtKCurve {
  const action = "compute the pass@k curve";
  checkOptions(action, options, ["tooFew", "level", "intervals", "values"]);
  const { tooFew = "throw", level = 0.95, intervals = true, values = false } = options;
  checkChoice(action, "tooFew", tooFew, ["throw", "skip"]);
  checkLevel(action, level);
  checkBoolean(action, "intervals", intervals);
  checkBoolean(action, "values", values);
  const kMax = largestK(action, ks);
  const problems = checkCounts(action, counts);
  const { leftOut } = enoughSamples(action, problems, kMax, tooFew);
  const k = typeof ks === "number" ? new Float64Array(kMax).map((_, j) => j + 1) : Float64Array.from(ks);
  const rows = new Int32Array(problems.size);
  for (let i = 0; i < rows.length; i++) rows[i] = i;
  const pairs = distinctCounts(problems.n, problems.c, rows);
  const summary = summarise(pairs, k);
  const ends = intervals ? betaIntervals(summary, level) : { low: new Float64Array(k.length).fill(NaN), high: new Float64Array(k.length).fill(NaN) };
  const curve = { method: `pass@k, unbiased, ${k.length} values of k from ${k[0]} to ${kMax}`, k, ...summary, ...ends, level, leftOut };
  return values ? { ...curve, values: { data: spread(pairs, k), shape: [problems.size, k.length] } } : curve;
}

/** The largest k asked for, once all have been checked. */
function largestK(action: string, ks: number | ArrayLike<number>): number {
  if (typeof ks === "number") {
    checkInteger(action, "kMax", ks, 1);
    return ks;
  }
  checkArray(action, "ks", ks, 1);
  for (let j = 0; j < ks.length; j++) {
    checkInteger(action, `ks[${j}]`, ks[j], 1);
    if (j > 0 && ks[j] <= ks[j - 1]) throw new RangeError(`Cannot ${action}: ks must ascend without repeats, got ${ks[j]} after ${ks[j - 1]} at index ${j}`);
  }
  return ks[ks.length - 1];
}

type Summary = Pick<PassAtKCurve, "estimate" | "standardError" | "problems">;

function summarise(pairs: DistinctCounts, k: Float64Array): Summary {
  const totals = emptyTotals(k.length);
  const problems = new Int32Array(k.length);
  const runs = consecutiveRuns(k);
  for (let pair = pairs.n.length - 1; pair >= 0; pair--) {
    const reached = addHits(totals, runs, pairs.n[pair], pairs.c[pair], pairs.weight[pair]);
    problems.fill(totals.seen, 0, reached);
  }
  const estimate = totals.sum.map((sum, j) => sum / problems[j]);
  const standardError = totals.squares.map((sum, j) => Math.sqrt(sum / (problems[j] - 1) / problems[j]));
  return { estimate, standardError, problems };
}

function betaIntervals({ estimate, standardError, problems }: Summary, level: number): Pick<PassAtKCurve, "low" | "high"> {
  const low = new Float64Array(estimate.length);
  const high = new Float64Array(estimate.length);
  for (let j = 0; j < estimate.length; j++) {
    const interval = betaInterval(estimate[j], standardError[j], problems[j], level);
    low[j] = interval.low;
    high[j] = interval.high;
  }
  return { low, high };
}

/** The curve of every problem as a row; computed once per distinct pair. */
function spread(pairs: DistinctCounts, k: Float64Array): Float64Array {
  const size = k.length;
  const runs = consecutiveRuns(k);
  const data = new Float64Array(pairs.pairOf.length * size).fill(NaN);
  const firstOf = new Int32Array(pairs.n.length).fill(-1);
  pairs.pairOf.forEach((pair, i) => {
    if (firstOf[pair] >= 0) {
      data.copyWithin(i * size, firstOf[pair] * size, (firstOf[pair] + 1) * size);
      return;
    }
    firstOf[pair] = i;
    hitProbabilities(pairs.n[pair], pairs.c[pair], runs, data, i * size);
  });
  return data;
}
