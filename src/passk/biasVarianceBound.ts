import { checkChoice, checkInteger, checkLevel, checkOptions } from "../numeric/check.ts";
import { mean, variance } from "../numeric/moments.ts";
import { expm1, log1p, pow } from "../numeric/special/index.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import { checkCounts, type Counts } from "./counts.ts";
import { perProblem } from "./distinctCounts.ts";
import { enoughSamples, type TooFew } from "./enoughSamples.ts";
import { estimateShare } from "./estimate.ts";
import { hitProbability } from "./hypergeometric.ts";

/** Options of {@linkcode biasVarianceBound}. */
export interface BiasVarianceBoundOptions {
  /**
   * Rung of the ladder: the bound follows from pass@j, an integer from 1 to k. 2 unless given, which is the bias–variance
   * bound itself; larger j bound more tightly and need n ≥ j samples.
   */
  readonly j?: number;
  /**
   * `"unbiased"` (default) takes j samples without replacement. `"plug-in"` puts c/n in place of the success rate, as the
   * paper's figures do; it makes the variance too large and the bound too low.
   */
  readonly estimator?: "unbiased" | "plug-in";
  /** Problems with fewer than max(2, j) samples: `"throw"` (default) refuses them, `"skip"` leaves them out and lists them in `leftOut`. */
  readonly tooFew?: TooFew;
  /** Confidence level of the interval; 0.95 unless given. */
  readonly level?: number;
}

/** Result of {@linkcode biasVarianceBound}. */
export interface BiasVarianceBound {
  /** What was estimated and how. */
  readonly method: string;
  /** Samples per problem the bound is for. */
  readonly k: number;
  /** Rung of the ladder. */
  readonly j: number;
  /** Squared mean error rate (E[1 − ρ])²; NaN for a single problem unless plug-in. */
  readonly bias2: number;
  /** Variance of the success rate ρ over problems; the unbiased estimate may be slightly negative. NaN for a single problem unless plug-in. */
  readonly variance: number;
  /** bias2 + variance = E[(1 − ρ)²]. */
  readonly secondMoment: number;
  /** Upper bound on mean pass@k. */
  readonly bound: number;
  /** Delta-method standard error of the bound, problems taken as a sample of a population; NaN for a single problem. */
  readonly standardError: number;
  /** The beta interval of pass@j, carried through the bound; NaN ends for a single problem. */
  readonly confidenceInterval: ConfidenceInterval;
  /** What to add to the bound to take out, to first order, that the power of an estimate is biased; NaN for a single problem. */
  readonly concavityCorrection: number;
  /** Estimated mean pass@k of the same problems, by the same estimator; NaN where a problem has fewer than k samples and the estimator is unbiased. */
  readonly passAtK: number;
  /** bound − passAtK: how much is left to explain. Estimates can make it negative though the true gap is not. */
  readonly gap: number;
  /** Number of problems used. */
  readonly problems: number;
  /** Indices of the problems left out. */
  readonly leftOut: Int32Array;
}

const action = "bound pass@k";

/**
 * Upper bound on mean pass@k from the bias and variance of the error rate over problems.
 *
 * With ρ the success rate of a problem, E[pass@k] ≤ 1 − ((E[1 − ρ])² + Var ρ)^(k/2) for k ≥ 2, exact at k = 2. It is the rung
 * j = 2 of a ladder, E[pass@k] ≤ 1 − (1 − E[pass@j])^(k/j) for j ≤ k (Jensen). Unbiased estimates of both terms add up to the
 * unbiased second moment 1 − pass@2: with q = 1 − c/n, mean q̄ and variance s² over M problems, bias² = q̄² − s²/M and
 * variance = s² − mean of q(1 − q)/(n − 1).
 *
 * The inequality holds for true rates. Between unbiased estimates it may fail: n = 4, c = 2, k = 4 gives pass@4 = 1 and a bound of 0.972.
 *
 * @param counts Samples n and correct samples c per problem, shape [problems] each.
 * @param k Samples drawn, an integer ≥ 2; at k = 1 the inequality turns round.
 * @param options Rung of the ladder, estimator, treatment of problems with too few samples, confidence level.
 * @returns Both terms, the bound with error and interval, and pass@k beside it where the samples allow.
 * @throws RangeError if k, j or a count is out of range, or a problem has n < max(2, j) and `tooFew` is `"throw"`.
 * @see Dang et al. 2025, Weight Ensembling Improves Reasoning in Language Models, Proposition B.1. (Proposition 6.1 in its main text has the bracket in the wrong place.)
 *
 * @example
 * ```ts
 * import { biasVarianceBound } from "@divlab/core/passk";
 *
 * const result = biasVarianceBound({ n: 8, c: [0, 1, 2, 5, 8, 8, 3] }, 4);
 * result.bias2; // => 0.2447916667
 * result.variance; // => 0.1480654762
 * result.bound; // => 0.8456632653
 * result.passAtK; // => 0.7448979592
 * ```
 */
export function biasVarianceBound(counts: Counts, k: number, options: BiasVarianceBoundOptions = {}): BiasVarianceBound {
  checkOptions(action, options, ["j", "estimator", "tooFew", "level"]);
  const { j = 2, estimator = "unbiased", tooFew = "throw", level = 0.95 } = options;
  checkInteger(action, "k", k, 2);
  checkInteger(action, "j", j, 1, k);
  checkChoice(action, "estimator", estimator, ["unbiased", "plug-in"]);
  checkChoice(action, "tooFew", tooFew, ["throw", "skip"]);
  checkLevel(action, level);
  const { n, c, ...problems } = checkCounts(action, counts);
  const unbiased = estimator === "unbiased";
  const { used, leftOut } = enoughSamples(action, { n, ...problems }, unbiased ? Math.max(2, j) : 1, tooFew);
  const each = (f: (n: number, c: number) => number): Float64Array => perProblem(n, c, used, f);

  const passAt = (draws: number): Float64Array => each((n, c) => (unbiased ? hitProbability(n, c, draws) : -expm1(draws * log1p(-c / n))));
  const rung = estimateShare("", passAt(j), leftOut, level);
  const power = k / j;
  const boundFrom = (share: number): number => -expm1(power * log1p(-share));
  const failure = 1 - rung.estimate;
  const bound = boundFrom(rung.estimate);
  const passAtK = unbiased && used.some((i) => n[i] < k) ? NaN : mean(passAt(k));
  return {
    method: `${estimator} bound on pass@${k} from pass@${j}`,
    k,
    j,
    ...moments(each((n, c) => (n - c) / n), unbiased ? mean(each(withinVariance)) : undefined),
    secondMoment: mean(each((n, c) => (unbiased ? ((n - c) * (n - c - 1)) / (n * (n - 1)) : ((n - c) / n) * ((n - c) / n)))),
    bound,
    standardError: power * pow(failure, power - 1) * rung.standardError,
    confidenceInterval: { low: boundFrom(rung.confidenceInterval.low), high: boundFrom(rung.confidenceInterval.high), level },
    concavityCorrection: concavity(failure, rung.standardError, power),
    passAtK,
    gap: bound - passAtK,
    problems: used.length,
    leftOut,
  };
}

/** First-order bias of the power of an estimated failure rate, ½·x(x − 1)·F^(x−2)·SE² with x = k/j. */
function concavity(failure: number, standardError: number, power: number): number {
  if (failure === 0) return standardError;
  return 0.5 * power * (power - 1) * pow(failure, power - 2) * standardError * standardError;
}

/** Unbiased variance of c/n over repeated sampling of one problem. */
function withinVariance(n: number, c: number): number {
  return (c * (n - c)) / (n * n * (n - 1));
}

/** The two terms: unbiased given the mean sampling variance of the error rates, plug-in without it. */
function moments(errors: Float64Array, within: number | undefined): Pick<BiasVarianceBound, "bias2" | "variance"> {
  const center = mean(errors);
  const spread = variance(errors, center);
  const size = errors.length;
  if (within !== undefined) return { bias2: center * center - spread / size, variance: spread - within };
  return { bias2: center * center, variance: size === 1 ? 0 : (spread * (size - 1)) / size };
}
