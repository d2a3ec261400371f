import { checkArray, checkBoolean, checkOptions } from "../numeric/check.ts";
import { checkSampleLists } from "./checkSampleLists.ts";
import { enoughSamples } from "./enoughSamples.ts";
import { estimateMean } from "./estimate.ts";
import { checkAtK, describeDraw, type DrawOptions, type EstimateAtK } from "./estimateAtK.ts";
import { rankWeights } from "./rankWeights.ts";

/**
 * max@k: the expected largest of k rewards, averaged over problems.
 *
 * For a problem with rewards r₀ ≥ r₁ ≥ … ≥ rₙ₋₁ the mean of the maximum over all subsets of k samples is
 * Σ_i rᵢ·C(n − 1 − i, k − 1)/C(n, k). Rewards 0 and 1 give pass@k; negate the rewards to get minus the expected minimum.
 *
 * @param rewards One list of finite rewards per problem (their lengths may differ), or the list of a single problem.
 * @param k Samples drawn, an integer ≥ 1.
 * @param options Treatment of problems with fewer than k samples, replacement, confidence level.
 * @returns The mean over problems with standard error, t interval (NaN for a single problem) and per-problem values, in the unit of the rewards.
 * @throws RangeError if k is out of range, a reward is not finite, or a problem has fewer than k samples and `tooFew` is `"throw"`, or none has as many.
 * @see Chen et al. 2021, Evaluating Large Language Models Trained on Code, equation 1, of which this is the form for real rewards.
 *
 * @example
 * ```ts
 * import { maxAtK } from "@divlab/core/passk";
 *
 * maxAtK([0.1, 0.4, 0.35, 0.8], 2).estimate; // => 0.5916666667
 * ```
 */
export function maxAtK(rewards: ArrayLike<number> | readonly ArrayLike<number>[], k: number, options: DrawOptions = {}): EstimateAtK {
  const action = "compute max@k";
  checkOptions(action, options, ["tooFew", "level", "replacement"]);
  const { tooFew = "throw", level = 0.95, replacement = false } = options;
  checkAtK(action, k, tooFew, level);
  checkBoolean(action, "replacement", replacement);
  checkArray(action, "rewards", rewards, 1);
  const lists = typeof rewards[0] === "number" ? [rewards as ArrayLike<number>] : (rewards as readonly ArrayLike<number>[]);
  const problems = checkSampleLists(action, "rewards", lists);
  const { used, leftOut } = enoughSamples(action, problems, replacement ? 1 : k, tooFew);
  const values = Float64Array.from(used, (i) => expectedMaximum(lists[i], k, replacement));
  return { k, ...estimateMean(`max@${k}, ${describeDraw(replacement)}`, values, leftOut, level) };
}

/** Measured from the smallest reward, so that every term is positive and equal rewards come out exactly. */
function expectedMaximum(rewards: ArrayLike<number>, k: number, replacement: boolean): number {
  const n = rewards.length;
  const ascending = Float64Array.from(rewards).sort();
  const weights = rankWeights(n, k, replacement);
  const lowest = ascending[0];
  let above = 0;
  for (let rank = 0; rank < n; rank++) above += weights[rank] * (ascending[n - 1 - rank] - lowest);
  return lowest + above;
}
