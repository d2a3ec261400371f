import { checkArray, checkBoolean, checkOptions, checkSameLength, show } from "../numeric/check.ts";
import { asCredits } from "./asCredits.ts";
import { checkSampleLists } from "./checkSampleLists.ts";
import { enoughSamples } from "./enoughSamples.ts";
import { estimateShare } from "./estimate.ts";
import { checkAtK, checkTies, describeDraw, type DrawOptions, type EstimateAtK, type Ties } from "./estimateAtK.ts";
import { rankWeights } from "./rankWeights.ts";

/** Samples with the score a reward model gave them and whether they are correct; one list per problem, lengths may differ. */
export interface ScoredSamples {
  /** Reward of each sample, finite, per problem. */
  readonly rewards: readonly ArrayLike<number>[];
  /** Correctness of each sample: true, false or a credit in [0, 1]; per problem, as long as its rewards. */
  readonly correct: readonly ArrayLike<number | boolean>[];
  /** Names of the problems, for error messages. */
  readonly problem?: readonly string[];
}

/** Options of {@linkcode bestAtK}. */
export interface BestAtKOptions extends DrawOptions {
  /** Which of the samples drawn with the same best reward is picked: one at random (default), a correct one if any, a wrong one if any. */
  readonly ties?: Ties;
}

/**
 * best@k: the probability that the sample with the highest reward among k is correct, averaged over problems.
 *
 * The exact mean over all subsets of k samples: the sample of rank i (0 the highest reward) is picked with probability
 * C(n − 1 − i, k − 1)/C(n, k), samples with equal rewards share theirs. A reward that is the correctness itself gives
 * pass@k, a constant one pass@1; the distance to pass@k is what a better verifier could gain.
 *
 * @param samples Rewards and correctness, one list per problem each.
 * @param k Samples drawn, an integer ≥ 1.
 * @param options Tie rule, replacement, treatment of problems with fewer than k samples, confidence level.
 * @returns The mean over problems with standard error, interval (NaN for a single problem) and per-problem values.
 * @throws RangeError if k is out of range, a reward is not finite, a credit is outside [0, 1], lists differ in length, or a
 * problem has fewer than k samples and `tooFew` is `"throw"`, or none has as many.
 * @see Cobbe et al. 2021, Training Verifiers to Solve Math Word Problems, for picking by a verifier's score.
 *
 * @example
 * ```ts
 * import { bestAtK } from "@divlab/core/passk";
 *
 * // The reward model likes a wrong answer best: the more samples, the worse.
 * const samples = { rewards: [[0.9, 0.8, 0.8, 0.3, 0.1]], correct: [[0, 1, 0, 1, 1]] };
 * bestAtK(samples, 1).estimate; // => 0.6
 * bestAtK(samples, 2).estimate; // => 0.35
 * bestAtK(samples, 5).estimate; // => 0
 * ```
 */
export function bestAtK(samples: ScoredSamples, k: number, options: BestAtKOptions = {}): EstimateAtK {
  const action = "compute best@k";
  checkOptions(action, options, ["ties", "replacement", "tooFew", "level"]);
  const { ties = "uniform", replacement = false, tooFew = "throw", level = 0.95 } = options;
  checkAtK(action, k, tooFew, level);
  checkTies(action, ties);
  checkBoolean(action, "replacement", replacement);
  if (typeof samples !== "object" || samples === null) throw new TypeError(`Cannot ${action}: samples must be {rewards, correct}, got ${show(samples)}`);
  const { rewards, correct } = samples;
  checkArray(action, "rewards", rewards, 1);
  checkArray(action, "correct", correct);
  checkSameLength(action, "rewards", rewards.length, "correct", correct.length);
  if (samples.problem !== undefined) checkSameLength(action, "problem", samples.problem.length, "rewards", rewards.length);
  const problems = checkSampleLists(action, "rewards", rewards, samples.problem);
  const credits = correct.map((marks, i) => asCredits(action, marks, rewards[i].length, "sample", problems.name(i)));
  const { used, leftOut } = enoughSamples(action, problems, replacement ? 1 : k, tooFew);
  const values = Float64Array.from(used, (i) => creditOfBest(rewards[i], credits[i], k, ties, replacement));
  return { k, ...estimateShare(`best@${k}, ties ${ties}, ${describeDraw(replacement)}`, values, leftOut, level) };
}

/**
 * Samples in the order in which they are picked. A tie rule that favours one side orders equal rewards by credit; the
 * rule by lot gives each of them the mean credit of those it is tied with.
 */
function creditOfBest(rewards: ArrayLike<number>, credits: Float64Array, k: number, ties: Ties, replacement: boolean): number {
  const n = rewards.length;
  const favour = ties === "pessimistic" ? -1 : 1;
  const order = new Int32Array(n).map((_, s) => s).sort((a, b) => rewards[b] - rewards[a] || favour * (credits[b] - credits[a]));
  const weights = rankWeights(n, k, replacement);
  let total = 0;
  for (let start = 0, end = 0; start < n; start = end) {
    let weight = 0;
    let credit = 0;
    let weighted = 0;
    for (; end < n && rewards[order[end]] === rewards[order[start]]; end++) {
      weight += weights[end];
      credit += credits[order[end]];
      weighted += weights[end] * credits[order[end]];
    }
    total += ties === "uniform" ? (weight * credit) / (end - start) : weighted;
  }
  return Math.min(1, total); // rounding may leave a certainty one unit above
}
