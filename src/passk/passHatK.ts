import { checkOptions } from "../numeric/check.ts";
import { checkCounts, type Counts } from "./counts.ts";
import { perProblem } from "./distinctCounts.ts";
import { enoughSamples } from "./enoughSamples.ts";
import { estimateShare } from "./estimate.ts";
import { type AtKOptions, checkAtK, type EstimateAtK } from "./estimateAtK.ts";
import { avoidProbability } from "./hypergeometric.ts";

/**
 * pass^k ("pass hat k"): the probability that all of k samples are correct, averaged over problems.
 *
 * For a problem with n samples, c of them correct, the unbiased estimate is C(c, k)/C(n, k): reliability, where pass@k
 * is reach. At k = 1 the two agree.
 *
 * @param counts Samples n and correct samples c per problem, shape [problems] each.
 * @param k Samples drawn, an integer ≥ 1.
 * @param options Treatment of problems with n < k, confidence level.
 * @returns The mean over problems with standard error, interval (NaN for a single problem) and per-problem values.
 * @throws RangeError if k or a count is out of range, or a problem has n < k and `tooFew` is `"throw"`, or none has n ≥ k.
 * @see Yao et al. 2024, τ-bench, which defines it.
 *
 * @example
 * ```ts
 * import { passHatK } from "@divlab/core/passk";
 *
 * passHatK({ n: 100, c: 50 }, 2).estimate; // => 0.2474747475
 * ```
 */
export function passHatK(counts: Counts, k: number, options: AtKOptions = {}): EstimateAtK {
  const action = "compute pass^k";
  checkOptions(action, options, ["tooFew", "level"]);
  const { tooFew = "throw", level = 0.95 } = options;
  checkAtK(action, k, tooFew, level);
  const problems = checkCounts(action, counts);
  const { used, leftOut } = enoughSamples(action, problems, k, tooFew);
  const values = perProblem(problems.n, problems.c, used, (n, c) => avoidProbability(n, n - c, k));
  return { k, ...estimateShare(`pass^${k}, unbiased`, values, leftOut, level) };
}
