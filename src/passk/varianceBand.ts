import { checkChoice, checkInteger, checkLevel, checkOptions } from "../numeric/check.ts";
import { checkCounts, type CheckedCounts, type Counts } from "./counts.ts";
import { type DistinctCounts, distinctCounts } from "./distinctCounts.ts";
import { enoughSamples, type TooFew } from "./enoughSamples.ts";
import { type Estimate, estimateShare } from "./estimate.ts";
import { avoidProbability, drawExpectation, hitProbability } from "./hypergeometric.ts";
import { halved, predictBand } from "./predictBand.ts";

/** Options of {@linkcode varianceBand}. */
export interface VarianceBandOptions {
  /**
   * Problems with fewer than G samples: `"throw"` (default) refuses them, `"skip"` leaves them out and lists them in
   * `leftOut`, `"beta-binomial"` predicts all shares from a beta-binomial fit if there are any.
   */
  readonly tooFew?: TooFew | "beta-binomial";
  /** Confidence level of the intervals; 0.95 unless given. */
  readonly level?: number;
}

/** Problems by how many of their samples are correct. */
export interface BandCounts {
  /** None correct. */
  readonly allZero: number;
  /** Some correct, some wrong. */
  readonly band: number;
  /** All correct. */
  readonly allOne: number;
}

/** Result of {@linkcode varianceBand}. */
export interface VarianceBand {
  /** What was estimated and how. */
  readonly method: string;
  /** Samples per group, G. */
  readonly groupSize: number;
  /** Expected share of problems whose G samples are all wrong, 1 − pass@G. */
  readonly allZero: Estimate;
  /** Expected share of problems with right and wrong among G samples, pass@G − pass^G. */
  readonly band: Estimate;
  /** Expected share of problems whose G samples are all right, pass^G. */
  readonly allOne: Estimate;
  /** Expected standard deviation (divisor G) of the 0/1 rewards in a group of G: the spread GRPO divides by. */
  readonly groupStandardDeviation: Estimate;
  /** Share of groups with a non-zero advantage, `band.estimate` under the name it has in reinforcement learning. */
  readonly effectivePromptRatio: number;
  /** The expected shares times the number of problems used. */
  readonly expected: BandCounts;
  /** Classes as observed, each problem by all its n samples. */
  readonly observed: BandCounts;
  /** Number of problems used. */
  readonly problems: number;
  /** Indices of the problems left out for having fewer than G samples. */
  readonly leftOut: Int32Array;
}

const action = "compute the variance band";

/**
 * The variance band: problems that a group of G samples would solve sometimes but not always. Methods that compare the
 * samples of one group (GRPO, RLOO) get a gradient from no others.
 *
 * From n ≥ G samples, c of them correct, each unbiased: all zero C(n − c, G)/C(n, G), all one C(c, G)/C(n, G), band the
 * rest. With n = G these are the observed classes; with more samples they say what a fresh group would show.
 *
 * @param counts Samples n and correct samples c per problem, shape [problems] each.
 * @param G Samples per group, an integer ≥ 2.
 * @param options Treatment of problems with n < G, confidence level.
 * @returns The three shares and the group's standard deviation with intervals, expected and observed counts. Errors and
 * intervals are NaN for a single problem.
 * @throws RangeError if G, a count or an option is out of range, or a problem has n < G and `tooFew` is `"throw"`.
 * @throws NumericalError `no-variation` if a prediction is asked for and no sample, or every sample, is correct, or no problem has two.
 * @see Shao et al. 2024, DeepSeekMath, section 4.1 (group-relative advantages); Yu et al. 2025, DAPO, section 3.2 (effective prompts).
 *
 * @example Five problems with 16 samples, seen in groups of 8
 * ```ts
 * import { varianceBand } from "@divlab/core/passk";
 *
 * const result = varianceBand({ n: 16, c: [0, 1, 8, 15, 16] }, 8);
 * result.band.estimate; // => 0.39997
 * result.observed; // => { allZero: 1, band: 3, allOne: 1 }
 * ```
 */
export function varianceBand(counts: Counts, G: number, options: VarianceBandOptions = {}): VarianceBand {
  checkOptions(action, options, ["tooFew", "level"]);
  const { tooFew = "throw", level = 0.95 } = options;
  checkInteger(action, "G", G, 2);
  checkChoice(action, "tooFew", tooFew, ["throw", "skip", "beta-binomial"]);
  checkLevel(action, level);
  const problems = checkCounts(action, counts);
  const predict = tooFew === "beta-binomial" && hasFewer(problems, G);
  const { used, leftOut } = enoughSamples(action, problems, predict ? 1 : G, tooFew === "skip" ? "skip" : "throw");
  const pairs = distinctCounts(problems.n, problems.c, used);
  const method = `variance band at G = ${G}, ${predict ? "predicted by a beta-binomial fit" : "unbiased"}`;
  const shares = predict ? predictBand(action, pairs, G, method, level) : observedShares(pairs, G, method, leftOut, level);
  const times = ({ estimate }: Estimate): number => estimate * used.length;
  return {
    method,
    groupSize: G,
    ...shares,
    effectivePromptRatio: shares.band.estimate,
    expected: { allZero: times(shares.allZero), band: times(shares.band), allOne: times(shares.allOne) },
    observed: observedClasses(pairs),
    problems: used.length,
    leftOut,
  };
}

/** The estimates a variance band consists of. */
export type BandShares = Pick<VarianceBand, "allZero" | "band" | "allOne" | "groupStandardDeviation">;

function observedShares(pairs: DistinctCounts, G: number, method: string, leftOut: Int32Array, level: number): BandShares {
  const values = (f: (n: number, c: number) => number): Float64Array => {
    const ofPair = pairs.n.map((n, pair) => f(n, pairs.c[pair]));
    return Float64Array.from(pairs.pairOf, (pair) => ofPair[pair]);
  };
  const share = (f: (n: number, c: number) => number): Estimate => estimateShare(method, values(f), leftOut, level);
  return {
    allZero: share((n, c) => avoidProbability(n, c, G)),
    band: share((n, c) => mixedProbability(n, Math.min(c, n - c), G)),
    allOne: share((n, c) => avoidProbability(n, n - c, G)),
    groupStandardDeviation: halved(share((n, c) => drawExpectation(n, c, G, (x) => (2 * Math.sqrt(x * (G - x))) / G))),
  };
}

/** P(some hit, some miss) for the rarer kind of sample, whose chance to be met is not close to 1 when the result is small. */
function mixedProbability(n: number, rarer: number, G: number): number {
  return hitProbability(n, rarer, G) - avoidProbability(n, n - rarer, G);
}

function observedClasses({ n, c, weight }: DistinctCounts): BandCounts {
  let allZero = 0;
  let allOne = 0;
  let band = 0;
  for (let pair = 0; pair < n.length; pair++) {
    if (c[pair] === 0) allZero += weight[pair];
    else if (c[pair] === n[pair]) allOne += weight[pair];
    else band += weight[pair];
  }
  return { allZero, band, allOne };
}

function hasFewer({ n, size }: CheckedCounts, G: number): boolean {
  for (let i = 0; i < size; i++) if (n[i] < G) return true;
  return false;
}
