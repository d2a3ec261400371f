import { checkChoice, checkInteger, checkLevel, checkOptions } from "../numeric/check.ts";
import { mean, variance } from "../numeric/moments.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import type { RngLike } from "../random/index.ts";
import type { BootstrapResult } from "../stats/bootstrap.ts";
import { bootstrapMean } from "../stats/bootstrapMean.ts";
import { expectedFailures } from "./betaFailure.ts";
import { checkCounts, type Counts } from "./counts.ts";
import { type DistinctCounts, distinctCounts } from "./distinctCounts.ts";
import { enoughSamples, type TooFew } from "./enoughSamples.ts";
import { betaInterval, intervalQuantile, logitInterval, tInterval } from "./estimate.ts";
import type { EstimateAtK } from "./estimateAtK.ts";
import { fitPairs } from "./fitBetaBinomial.ts";
import { hitProbability } from "./hypergeometric.ts";
import { type ClusterCodes, clusterCodes, meanError } from "./meanError.ts";
import { expectedSamplingVariance, unbiasedSamplingVariance } from "./samplingVariance.ts";

/** Options of {@linkcode passAtKInterval}. */
export interface PassAtKIntervalOptions {
  /**
   * `"population"` (default): the problems are a sample of those that matter, so the error holds which problems were drawn.
   * `"benchmark"`: these problems are all that matters, so it holds only which answers the model happened to sample.
   */
  readonly target?: "population" | "benchmark";
  /**
   * `"beta"` (default), the Jeffreys interval carried over to shares; `"logit-t"` and `"t"`; `"bca"` and `"percentile"`
   * bootstrap problems or clusters, for the population only.
   */
  readonly method?: "beta" | "logit-t" | "t" | "bca" | "percentile";
  /** Confidence level; 0.95 unless given. */
  readonly level?: number;
  /** Label of the group each problem depends on (source, document, competition), shape [problems]; for the population only. */
  readonly clusters?: ArrayLike<number | string>;
  /** Seed or generator of the bootstrap; required by `"bca"` and `"percentile"`. */
  readonly rng?: RngLike;
  /** Bootstrap replicates; 2000 unless given. */
  readonly resamples?: number;
  /** Problems with fewer than k samples: `"throw"` (default) refuses them, `"skip"` leaves them out and lists them in `leftOut`. */
  readonly tooFew?: TooFew;
}

/** Result of {@linkcode passAtKInterval}. */
export interface PassAtKInterval extends EstimateAtK {
  /** What the interval is about. */
  readonly target: "population" | "benchmark";
  /** Degrees of freedom of the standard error; ∞ for a benchmark. */
  readonly df: number;
  /** Share of problems whose value is 1. Where most are, intervals rest on few problems, and more of them help more than more samples. */
  readonly ceiling: number;
  /** Mean variance of a problem's value over repeated sampling: unbiased where n ≥ 2k, expected under the beta-binomial fit elsewhere. */
  readonly samplingVariance: number;
  /** Variance of true pass@k between problems, variance of the values less `samplingVariance`; may be slightly negative, NaN for one problem. */
  readonly betweenVariance: number;
}

const action = "compute an interval for pass@k";

/**
 * pass@k with an interval for the population the problems come from, or for this very benchmark.
 *
 * Population: SE = s/√M from the spread of the unbiased values over M problems, which already holds the noise of
 * sampling answers; with clusters, the bias-reduced cluster error.
 * Benchmark: SE = √(mean V)/√M, V the variance of one problem's value over repeated sampling, unbiased g_k² − g_2k with
 * g_k = C(n − c, k)/C(n, k) for n ≥ 2k. For smaller n no unbiased V exists, and near n = 2k it is often much too small,
 * so SE takes the larger of that and the variance expected under a beta-binomial fit; `method` says so.
 *
 * @param counts Samples n and correct samples c per problem, shape [problems] each.
 * @param k Samples drawn, an integer ≥ 1.
 * @param options Target, method, level, clusters, seed, treatment of problems with n < k.
 * @returns Estimate, standard error, interval and what they rest on. Error and interval are NaN for a single problem or
 * cluster when the target is the population.
 * @throws RangeError if k, a count or an option is out of range, or a problem has n < k and `tooFew` is `"throw"`, or none
 * has n ≥ k, or a bootstrap has fewer than two problems or clusters to draw from.
 * @throws TypeError if a bootstrap is asked for without `rng`.
 * @see docs/methods/pass-at-k.md for formulas, sources and measured coverage.
 *
 * @example
 * ```ts
 * import { passAtKInterval } from "@divlab/core/passk";
 *
 * const counts = { n: 16, c: [0, 0, 1, 3, 16, 2, 0, 9, 16, 5] };
 * const population = passAtKInterval(counts, 4);
 * population.estimate; // => 0.5107
 * population.confidenceInterval; // => { low: 0.2764, high: 0.7408, level: 0.95 }
 * const benchmark = passAtKInterval(counts, 4, { target: "benchmark" });
 * benchmark.confidenceInterval; // => { low: 0.4224, high: 0.5981, level: 0.95 }
 * ```
 */
export function passAtKInterval(counts: Counts, k: number, options: PassAtKIntervalOptions = {}): PassAtKInterval {
  checkOptions(action, options, ["target", "method", "level", "clusters", "rng", "resamples", "tooFew"]);
  const { target = "population", method = "beta", level = 0.95, clusters, rng, resamples = 2000, tooFew = "throw" } = options;
  checkInteger(action, "k", k, 1);
  checkChoice(action, "target", target, ["population", "benchmark"]);
  checkChoice(action, "method", method, ["beta", "logit-t", "t", "bca", "percentile"]);
  checkLevel(action, level);
  checkChoice(action, "tooFew", tooFew, ["throw", "skip"]);
  const resampled = method === "bca" || method === "percentile";
  if (target === "benchmark" && (resampled || clusters !== undefined)) {
    const what = resampled ? `method "${method}" is` : "clusters are";
    throw new RangeError(`Cannot ${action}: ${what} for target "population", where problems are a sample, got target "benchmark"`);
  }

  const problems = checkCounts(action, counts);
  const { used, leftOut } = enoughSamples(action, problems, k, tooFew);
  const pairs = distinctCounts(problems.n, problems.c, used);
  const shares = pairs.n.map((n, pair) => hitProbability(n, pairs.c[pair], k));
  const values = Float64Array.from(pairs.pairOf, (pair) => shares[pair]);
  const estimate = mean(values);
  const codes = clusters === undefined ? undefined : clusterCodes(action, clusters, problems.size, used);
  const sampling = samplingVariance(pairs, k, target === "benchmark");
  const { standardError, df } =
    target === "population" ? meanError(values, estimate, codes) : { standardError: Math.sqrt(sampling.forError / values.length), df: Infinity };
  const units = target === "population" ? df + 1 : independentGroups(pairs, k);
  const interval = resampled
    ? resampledInterval(values, { method, level, rng, resamples, codes })
    : { method: `${method} interval`, confidenceInterval: shareInterval(method, estimate, standardError, df, units, level) };
  const about = target === "population" ? (codes === undefined ? "population" : "population of clusters") : `benchmark (${sampling.how})`;
  return {
    k,
    target,
    method: `pass@${k}, ${about}, ${interval.method}`,
    estimate,
    standardError,
    confidenceInterval: interval.confidenceInterval,
    df,
    ceiling: values.reduce((count, value) => count + (value === 1 ? 1 : 0), 0) / values.length,
    samplingVariance: sampling.variance,
    betweenVariance: variance(values, estimate) - sampling.variance,
    values,
    problems: values.length,
    leftOut,
  };
}

function shareInterval(method: string, estimate: number, standardError: number, df: number, units: number, level: number): ConfidenceInterval {
  if (method === "beta") return betaInterval(estimate, standardError, units, level);
  if (method === "t") return tInterval(estimate, standardError, df, level);
  return logitInterval(estimate, standardError, units - 1, level, intervalQuantile(df, level));
}

interface Resampling {
  readonly method: "bca" | "percentile";
  readonly level: number;
  readonly rng: RngLike | undefined;
  readonly resamples: number;
  readonly codes: ClusterCodes | undefined;
}

function resampledInterval(values: Float64Array, { codes, rng, ...options }: Resampling): Pick<BootstrapResult, "method" | "confidenceInterval"> {
  if (rng === undefined) throw new TypeError(`Cannot ${action}: method "${options.method}" needs \`rng\` (a seed or an Rng), got undefined`);
  return bootstrapMean(values, { ...options, rng, ...(codes === undefined ? {} : { clusters: codes.codes }) });
}

/** Number of disjoint groups of k samples: what a benchmark's estimate holds of independent trials of pass@k. */
function independentGroups({ n, weight }: DistinctCounts, k: number): number {
  return n.reduce((groups, pairN, pair) => groups + weight[pair] * Math.floor(pairN / k), 0);
}

interface SamplingVariance {
  /** Mean over problems, unbiased where possible. */
  readonly variance: number;
  /** What the error of a benchmark rests on. */
  readonly forError: number;
  readonly how: string;
}

function samplingVariance(pairs: DistinctCounts, k: number, forBenchmark: boolean): SamplingVariance {
  const enough = pairs.n.map((n) => (n >= 2 * k ? 1 : 0));
  const all = enough.every((e) => e === 1);
  const unbiased = (pair: number): number => unbiasedSamplingVariance(pairs.n[pair], pairs.c[pair], k);
  if (all && !forBenchmark) return { variance: averageOf(pairs, unbiased), forError: NaN, how: "" };
  const fit = fitPairs(pairs, 0.95);
  const expected = pairs.n.map((n, pair) => {
    const moments = expectedFailures(fit, n, pairs.c[pair], k);
    return expectedSamplingVariance(n, k, (s) => moments[s - k]);
  });
  const none = enough.every((e) => e === 0);
  const best = averageOf(pairs, (pair) => (enough[pair] === 1 ? unbiased(pair) : expected[pair]));
  return {
    variance: best,
    forError: Math.max(best, averageOf(pairs, (pair) => expected[pair])),
    how: `sampling variance ${none ? "expected under a beta-binomial fit" : "unbiased where n ≥ 2k, not below a beta-binomial fit's"}`,
  };
}

function averageOf({ weight }: DistinctCounts, value: (pair: number) => number): number {
  let total = 0;
  let size = 0;
  for (let pair = 0; pair < weight.length; pair++) {
    total += weight[pair] * value(pair);
    size += weight[pair];
  }
  return total / size;
}
