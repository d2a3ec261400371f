import { checkChoice, checkOptions } from "../numeric/check.ts";
import { expm1, log1p } from "../numeric/special/index.ts";
import { checkCounts, type Counts } from "./counts.ts";
import { perProblem } from "./distinctCounts.ts";
import { enoughSamples } from "./enoughSamples.ts";
import { estimateShare } from "./estimate.ts";
import { type AtKOptions, checkAtK, type EstimateAtK } from "./estimateAtK.ts";
import { hitProbability } from "./hypergeometric.ts";

/** Options of {@linkcode passAtK}. */
export interface PassAtKOptions extends AtKOptions {
  /**
   * `"unbiased"` (default) draws k of the n samples without replacement. `"plug-in"` is 1 − (1 − c/n)^k, which is biased
   * low; it is here to compare with reports that use it, and is defined for k > n too.
   */
  readonly estimator?: "unbiased" | "plug-in";
}

/**
 * pass@k: the probability that at least one of k samples is correct, averaged over problems.
 *
 * For a problem with n samples, c of them correct, the unbiased estimate is 1 − C(n − c, k)/C(n, k): the share of the
 * subsets of k samples that hold a correct one. It takes n ≥ k; no value is made up for k > n.
 *
 * @param counts Samples n and correct samples c per problem, shape [problems] each.
 * @param k Samples drawn, an integer ≥ 1.
 * @param options Estimator, treatment of problems with n < k, confidence level.
 * @returns The mean over problems with standard error, interval and per-problem values, each with 12 correct digits or
 * more for n up to a million. Standard error and interval take the problems as a sample of a population; they are NaN for a single problem.
 * @throws RangeError if k or a count is out of range, or a problem has n < k and `tooFew` is `"throw"`, or none has n ≥ k.
 * @see Chen et al. 2021, Evaluating Large Language Models Trained on Code, equation 1.
 *
 * @example
 * ```ts
 * import { passAtK } from "@divlab/core/passk";
 *
 * // Three problems, ten samples each: 0, 3 and 10 were correct.
 * const result = passAtK({ n: 10, c: [0, 3, 10] }, 5);
 * result.estimate; // => 0.6388888889
 * result.values; // => [0, 0.9166666667, 1]
 * ```
 */
export function passAtK(counts: Counts, k: number, options: PassAtKOptions = {}): EstimateAtK {
  const action = "compute pass@k";
  checkOptions(action, options, ["estimator", "tooFew", "level"]);
  const { estimator = "unbiased", tooFew = "throw", level = 0.95 } = options;
  checkAtK(action, k, tooFew, level);
  checkChoice(action, "estimator", estimator, ["unbiased", "plug-in"]);
  const problems = checkCounts(action, counts);
  const unbiased = estimator === "unbiased";
  const { used, leftOut } = enoughSamples(action, problems, unbiased ? k : 1, tooFew);
  const values = perProblem(problems.n, problems.c, used, (n, c) => (unbiased ? hitProbability(n, c, k) : plugIn(n, c, k)));
  return { k, ...estimateShare(`pass@${k}, ${estimator}`, values, leftOut, level) };
}

function plugIn(n: number, c: number, k: number): number {
  return c === 0 ? 0 : -expm1(k * log1p(-c / n));
}
