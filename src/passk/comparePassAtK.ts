import { checkChoice, checkInteger, checkLevel, checkOptions } from "../numeric/check.ts";
import { mean } from "../numeric/moments.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import { createRng, type RngLike } from "../random/index.ts";
import { adjustPValues } from "../stats/adjustPValues.ts";
import { mcnemar, type McnemarResult } from "../stats/mcnemar.ts";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import type { Counts } from "./counts.ts";
import { leadingSign, passage, signChange } from "./crossover.ts";
import type { TooFew } from "./enoughSamples.ts";
import { tInterval } from "./estimate.ts";
import { listKs } from "./listKs.ts";
import { constantInterval, meanDifference } from "./meanDifference.ts";
import { type ClusterCodes, clusterCodes } from "./meanError.ts";
import { pairedDifferences } from "./pairedDifferences.ts";
import type { Unpaired } from "./pairProblems.ts";
import { bandQuantile, resampleCurves, type ResampledCurves } from "./resampleCurves.ts";

/** Options of {@linkcode comparePassAtK}. */
export interface ComparePassAtKOptions {
  /** Confidence level; 0.95 unless given. */
  readonly level?: number;
  /** Seed or generator. Where given, problems (or clusters) are resampled for the simultaneous band and the crossover. */
  readonly rng?: RngLike;
  /** Bootstrap replicates; 2000 unless given. */
  readonly resamples?: number;
  /** Label of the group each problem of the first arm depends on (source, document, competition), shape [problems of a]. */
  readonly clusters?: ArrayLike<number | string>;
  /** Pairs in which an arm has fewer samples than the largest k: `"throw"` (default) refuses them, `"skip"` leaves them out at every k. */
  readonly tooFew?: TooFew;
}

/** The two arms at one k. */
export interface PassAtKDifference {
  /** Samples drawn per problem. */
  readonly k: number;
  /** Mean pass@k of the first arm. */
  readonly a: number;
  /** Mean pass@k of the second arm. */
  readonly b: number;
  /** a − b. */
  readonly estimate: number;
  /** Standard error of the difference from its spread over problems. */
  readonly standardError: number;
  /** t interval, for this k alone. */
  readonly confidenceInterval: ConfidenceInterval;
  /** Interval from a band that holds the differences at all k at once; null without `rng`. */
  readonly simultaneousInterval: ConfidenceInterval | null;
  /** Two-sided p-value of the paired t test that the arms are equal at this k. */
  readonly pValue: number;
  /** The same, corrected for the number of k by Holm's method. */
  readonly adjustedPValue: number;
  /** a − b of every problem compared. */
  readonly values: Float64Array;
}

/** How far the arm that is behind at the smallest k catches up until the largest. */
export interface GapClosure {
  /** The arm behind at the smallest k; `"a"` where they are level. */
  readonly behind: "a" | "b";
  /** a − b at the smallest k. */
  readonly first: number;
  /** a − b at the largest k. */
  readonly last: number;
  /** By how much the difference moved in favour of the arm behind; more than |first| if it overtakes, negative if it falls further back. */
  readonly estimate: number;
  /** Standard error from its spread over problems. */
  readonly standardError: number;
  /** t interval. */
  readonly confidenceInterval: ConfidenceInterval;
}

/** Where the curves cross. */
export interface Crossover {
  /** First k at which the difference changes sign, interpolated between the k asked for; null where it does not. */
  readonly k: number | null;
  /**
   * Percentile bootstrap interval of the k up to which the arm ahead at the smallest k stays ahead: from the smallest k if
   * it may never have been, to ∞ if it may stay so beyond the largest. Null without `rng`, or where the arms are equal.
   */
  readonly confidenceInterval: ConfidenceInterval | null;
  /** Share of bootstrap replicates in which the curves cross between the smallest and the largest k; null without `rng`. */
  readonly crossingShare: number | null;
}

/** Result of {@linkcode comparePassAtK}. */
export interface PassAtKComparison {
  /** What was compared and how. */
  readonly method: string;
  /** One entry per k, ascending. */
  readonly points: readonly PassAtKDifference[];
  /** Closure of the gap from the smallest to the largest k; null for a single k. */
  readonly closure: GapClosure | null;
  /** Where the curves cross. */
  readonly crossover: Crossover;
  /** Exact McNemar test, where every problem has one sample in both arms; else null. `statistic` counts those only a solved. */
  readonly mcnemar: McnemarResult | null;
  /** Number of problems compared. */
  readonly problems: number;
  /** Degrees of freedom of the t intervals and tests. */
  readonly df: number;
  /** Indices, in the first arm, of pairs left out for too few samples. */
  readonly leftOut: Int32Array;
  /** Names of the problems that only one arm has. */
  readonly unpaired: Unpaired;
}

const action = "compare pass@k";

/**
 * Compares the pass@k curves of two arms, problem by problem.
 *
 * Each problem's difference of unbiased pass@k needs no equal n. Its mean has SE = s/√M (or the bias-reduced cluster
 * error), a t interval and a paired t test at every k; p-values are also corrected for the number of k. Problems both arms
 * find easy cancel, which an unpaired comparison of two intervals throws away. The target is the population of problems.
 *
 * @param a Counts of the first arm.
 * @param b Counts of the second arm. Problems are paired by name where both arms carry names, by position otherwise.
 * @param ks The largest k for k = 1 … kMax, or the wanted k in ascending order. The crossover is sought among these.
 * @param options Level, seed, replicates, clusters, treatment of problems with too few samples.
 * @returns Differences per k, closure of the gap, crossover.
 * @throws RangeError if a k or a count is out of range, names repeat, fewer than two problems (or clusters) can be compared,
 * or a pair has n < max k in an arm and `tooFew` is `"throw"`.
 *
 * @example
 * ```ts
 * import { comparePassAtK } from "@divlab/core/passk";
 *
 * const panel = { n: 8, c: [1, 2, 1, 3, 0, 2, 1, 4], problem: ["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"] };
 * const think = { n: 8, c: [8, 0, 7, 8, 0, 8, 5, 8], problem: ["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"] };
 * const { points, closure, crossover } = comparePassAtK(panel, think, [1, 2, 4, 8]);
 * points[0].estimate; // => -0.46875
 * points[0].adjustedPValue; // => 0.04793
 * closure.estimate; // => 0.59375
 * crossover.k; // => 6.014
 * ```
 */
export function comparePassAtK(a: Counts, b: Counts, ks: number | ArrayLike<number>, options: ComparePassAtKOptions = {}): PassAtKComparison {
  return runSteps(comparePassAtKSteps(a, b, ks, options));
}

/**
 * {@linkcode comparePassAtK} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param a Counts of the first arm.
 * @param b Counts of the second arm.
 * @param ks The largest k for k = 1 … kMax, or the wanted k in ascending order.
 * @param options As for {@linkcode comparePassAtK}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the result; rejects with the signal's reason if aborted.
 *
 * @example
 * ```ts
 * import { comparePassAtKAsync } from "@divlab/core/passk";
 *
 * const { points } = await comparePassAtKAsync({ n: 4, c: [1, 2, 4] }, { n: 4, c: [0, 2, 3] }, 2, { rng: 1, onProgress: () => {} });
 * points[0].estimate; // => 0.1666666667
 * ```
 */
export async function comparePassAtKAsync(
  a: Counts,
  b: Counts,
  ks: number | ArrayLike<number>,
  options: ComparePassAtKOptions & AsyncOptions = {},
): Promise<PassAtKComparison> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...rest } = options;
  return runStepsAsync(comparePassAtKSteps(a, b, ks, rest), options);
}

/** The work of {@linkcode comparePassAtK} as steps, for studies that make it part of theirs. */
export function* comparePassAtKSteps(a: Counts, b: Counts, wanted: number | ArrayLike<number>, options: ComparePassAtKOptions): Steps<PassAtKComparison> {
  checkOptions(action, options, ["level", "rng", "resamples", "clusters", "tooFew"]);
  const { level = 0.95, rng, resamples = 2000, clusters, tooFew = "throw" } = options;
  checkLevel(action, level);
  checkInteger(action, "resamples", resamples, 2);
  checkChoice(action, "tooFew", tooFew, ["throw", "skip"]);
  const ks = listKs(action, wanted);
  const pairs = pairedDifferences(action, a, b, ks, tooFew);
  const problems = pairs.rows.length;
  const codes = clusters === undefined ? undefined : clusterCodes(action, clusters, pairs.sizeA, pairs.rows);
  if ((codes?.size ?? problems) < 2) {
    throw new RangeError(`Cannot ${action}: there must be at least 2 ${codes === undefined ? "problems" : "clusters"} to compare on, got 1`);
  }

  const summaries = pairs.differences.map((values) => meanDifference(values, codes, level));
  const { df } = summaries[0];
  const estimates = Float64Array.from(summaries, ({ estimate }) => estimate);
  const resampled = rng === undefined ? undefined : yield* resampleCurves(pairs.differences, codes, resamples, createRng(rng).stream("comparePassAtK"));
  const reach = resampled && bandQuantile(resampled, estimates, level, df);
  const adjusted = adjustPValues(summaries.map(({ pValue }) => pValue));
  const points = summaries.map(({ estimate, standardError, confidenceInterval, pValue, constant }, j) => ({
    k: ks[j],
    a: pairs.a[j],
    b: pairs.b[j],
    estimate,
    standardError,
    confidenceInterval,
    simultaneousInterval: reach === undefined ? null : constant ? constantInterval(estimate, df + 1, 1 - (1 - level) / ks.length) : tInterval(estimate, standardError, df, level, reach),
    pValue,
    adjustedPValue: adjusted[j],
    values: pairs.differences[j],
  }));
  return {
    method: `pass@k of a − pass@k of b, paired by problem, t${codes === undefined ? "" : ", clustered"}${rng === undefined ? "" : `; band and crossover from ${resamples} bootstrap replicates`}`,
    points,
    closure: ks.length === 1 ? null : closureOf(pairs.differences, codes, level),
    crossover: crossoverOf(ks, estimates, resampled, level),
    mcnemar: pairs.solvedAlone === undefined ? null : mcnemarOf(pairs.solvedAlone, level),
    problems,
    df,
    leftOut: pairs.leftOut,
    unpaired: pairs.unpaired,
  };
}

function closureOf(differences: readonly Float64Array[], codes: ClusterCodes | undefined, level: number): GapClosure {
  const first = differences[0];
  const last = differences[differences.length - 1];
  const gap = mean(first);
  const sign = gap > 0 ? -1 : 1;
  const moved = last.map((value, i) => sign * (value - first[i]));
  const { estimate, standardError, confidenceInterval } = meanDifference(moved, codes, level);
  return { behind: sign > 0 ? "a" : "b", first: gap, last: mean(last), estimate, standardError, confidenceInterval };
}

function crossoverOf(ks: Float64Array, estimates: Float64Array, resampled: ResampledCurves | undefined, level: number): Crossover {
  const k = signChange(ks, estimates);
  if (resampled === undefined) return { k, confidenceInterval: null, crossingShare: null };
  const { means, resamples } = resampled;
  const sign = leadingSign(estimates);
  const at = new Float64Array(resamples);
  let crossing = 0;
  for (let r = 0; r < resamples; r++) {
    const curve = means.subarray(r * ks.length, (r + 1) * ks.length);
    at[r] = passage(ks, curve, sign);
    if (signChange(ks, curve) !== null) crossing++;
  }
  at.sort();
  // Order statistics, not interpolation: some of the values are infinite.
  const ordered = (p: number): number => at[Math.min(resamples - 1, Math.max(0, Math.ceil(p * resamples) - 1))];
  const confidenceInterval = sign === 0 ? null : { low: ordered((1 - level) / 2), high: ordered((1 + level) / 2), level };
  return { k, confidenceInterval, crossingShare: crossing / resamples };
}

function mcnemarOf(solvedAlone: Int8Array, level: number): McnemarResult {
  const count = (sign: number): number => solvedAlone.reduce((total, value) => total + (value === sign ? 1 : 0), 0);
  return mcnemar(count(1), count(-1), { level });
}
