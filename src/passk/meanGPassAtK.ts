import { checkInteger, checkOptions } from "../numeric/check.ts";
import { checkCounts, type Counts } from "./counts.ts";
import { perProblem } from "./distinctCounts.ts";
import { enoughSamples } from "./enoughSamples.ts";
import { estimateShare } from "./estimate.ts";
import { type AtKOptions, checkAtK, type EstimateAtK } from "./estimateAtK.ts";
import { drawExpectation } from "./hypergeometric.ts";

/**
 * mG-Pass@k: G-Pass@k averaged over the thresholds above one half, averaged over problems.
 *
 * (2/k)·Σ_{i=⌈k/2⌉+1}^{k} P(at least i of k correct) = (2/k)·E max(0, X − ⌈k/2⌉) with X the number correct among k drawn
 * without replacement. This is the published sum; for odd k it has (k − 1)/2 terms, so that a perfect model reaches
 * only 1 − 1/k, and at k = 1 it is empty, which is refused.
 *
 * @param counts Samples n and correct samples c per problem, shape [problems] each.
 * @param k Samples drawn, an integer ≥ 2.
 * @param options Treatment of problems with n < k, confidence level.
 * @returns The mean over problems with standard error, interval (NaN for a single problem) and per-problem values.
 * @throws RangeError if k or a count is out of range, or a problem has n < k and `tooFew` is `"throw"`, or none has n ≥ k.
 * @see Liu et al. 2024, Are Your LLMs Capable of Stable Reasoning?, where it is mG-Pass@k.
 *
 * @example
 * ```ts
 * import { meanGPassAtK } from "@divlab/core/passk";
 *
 * meanGPassAtK({ n: 48, c: 24 }, 16).estimate; // => 0.0799636121
 * ```
 */
export function meanGPassAtK(counts: Counts, k: number, options: AtKOptions = {}): EstimateAtK {
  const action = "compute mG-Pass@k";
  checkOptions(action, options, ["tooFew", "level"]);
  const { tooFew = "throw", level = 0.95 } = options;
  checkAtK(action, k, tooFew, level);
  checkInteger(action, "k", k, 2);
  const problems = checkCounts(action, counts);
  const { used, leftOut } = enoughSamples(action, problems, k, tooFew);
  const half = Math.ceil(k / 2);
  const values = perProblem(problems.n, problems.c, used, (n, c) => drawExpectation(n, c, k, (x) => (2 / k) * Math.max(0, x - half)));
  return { k, ...estimateShare(`mG-Pass@${k}`, values, leftOut, level) };
}
