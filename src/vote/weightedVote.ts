import { checkArray, checkBetween, checkChoice, checkOptions, checkSameLength, show } from "../numeric/check.ts";
import { midranks } from "../numeric/ranks.ts";
import { pow } from "../numeric/special/index.ts";
import { type MajorityVoteOptions, voteOutcome, type VoteOutcome } from "./majorityVote.ts";
import { checkTieRule, describeTies, pickBest, ROUNDING } from "./pickBest.ts";
import { softmax } from "./softmax.ts";
import { type Answers, tallyAnswers } from "./tallyAnswers.ts";

/** How the weights of the samples become scores of the answers. */
export type Weighting = "sum" | "mean" | "softmax" | "borda";

/** Options of {@linkcode weightedVote}. */
export interface WeightedVoteOptions extends MajorityVoteOptions {
  /**
   * Score of an answer: the `"sum"` of its samples' weights (default), their `"mean"`, the sum of their shares in the
   * `"softmax"` of all weights, or the sum of their `"borda"` points, which depend on the order of the weights only.
   */
  readonly weighting?: Weighting;
  /** T in softmax(w/T), > 0: towards 0 the best sample decides, towards ∞ the majority. 1 unless given. */
  readonly temperature?: number;
  /** p in (rank/n)^p, the points of a sample under `"borda"`, > 0: towards 0 the majority decides, towards ∞ the best sample. 1 unless given. */
  readonly power?: number;
}

/** Result of {@linkcode weightedVote}. */
export interface WeightedVote extends VoteOutcome {
  /** Score of the winner, or of the answers tied for first place; NaN where no sample has an answer. */
  readonly score: number;
  /** Lead over the second answer in score: 0 for a tie; where all agree the score itself, of a mean NaN. */
  readonly margin: number;
  /** Score of each answer, shape [answers]. */
  readonly scores: Float64Array;
}

/**
 * The answer with the highest score, where each sample votes with a weight: a reward, a confidence, a log-probability.
 *
 * sum: Σw, for w ≥ 0. mean: Σw/count. softmax: Σexp(w/T)/Σ_all exp(w/T). borda: Σ(rank/n)^p over n samples
 * with an answer, rank 1 for the lowest weight, equal weights sharing the mean of their ranks. Scores that agree up to rounding (10⁻¹² of the largest) are tied.
 * Log-probabilities are for softmax or borda: their sum would punish an answer for every sample that gives it.
 *
 * @param answers Answer of each sample, null or undefined where it has none; shape [samples], at least one.
 * @param weights Weight of each sample, finite; shape [samples]. Not read where the answer is missing.
 * @param options Weighting, canonical form, tie rule, seed.
 * @returns The winner and how clear the vote was.
 * @throws {TypeError} If an answer or weight is of the wrong kind, or random ties have no `rng`.
 * @throws {RangeError} If lists differ in length, a weight is not finite or, under `"sum"`, negative.
 * @see Li et al. 2023, Making Language Models Better Reasoners with Step-Aware Verifier, for the sum; Taubenfeld et al.
 * 2025, Confidence Improves Self-Consistency in LLMs, for softmax; Kang et al. 2025, Scalable Best-of-N Selection via Self-Certainty, for Borda.
 * @example
 * ```ts
 * import { weightedVote } from "@divlab/core/vote";
 *
 * const answers = ["7", "7", "12", "12", "12"];
 * const rewards = [0.9, 0.8, 0.5, 0.3, 0.1];
 * weightedVote(answers, rewards).answer; // => "7"
 * weightedVote(answers, rewards, { weighting: "borda" }).scores; // => [1.8, 1.2]
 * weightedVote(answers, rewards, { weighting: "softmax", temperature: 10 }).answer; // => "12"
 * ```
 */
export function weightedVote(answers: Answers, weights: ArrayLike<number>, options: WeightedVoteOptions = {}): WeightedVote {
  const action = "take a weighted vote";
  checkOptions(action, options, ["weighting", "temperature", "power", "canonical", "ties", "rng"]);
  const { weighting = "sum", temperature = 1, power = 1, canonical, ties = "first", rng } = options;
  checkChoice(action, "weighting", weighting, ["sum", "mean", "softmax", "borda"]);
  checkBetween(action, "temperature", temperature, 0, Infinity);
  checkBetween(action, "power", power, 0, Infinity);
  checkTieRule(action, ties, rng);
  const tally = tallyAnswers(action, answers, canonical);
  const { codes, counts } = tally;
  checkArray(action, "weights", weights);
  checkSameLength(action, "answers", answers.length, "weights", weights.length);
  const voters = Int32Array.from(codes.keys()).filter((i) => codes[i] !== -1);
  const own = Float64Array.from(voters, (i) => checkedWeight(action, weights[i], i, weighting));
  const points = pointsOf(own, weighting, temperature, power);
  const scores = new Float64Array(counts.length);
  voters.forEach((i, voter) => (scores[codes[i]] += points[voter]));
  if (weighting === "mean") counts.forEach((count, code) => (scores[code] /= count));
  const best = pickBest(scores, ties, rng, ROUNDING);
  const isLone = counts.length === 1 && weighting !== "mean";
  return {
    ...voteOutcome(`Weighted vote, ${weighting}, ${describeTies(ties)}`, tally, best),
    score: best.score,
    margin: isLone ? best.score : best.margin,
    scores,
  };
}

function checkedWeight(action: string, weight: unknown, i: number, weighting: Weighting): number {
  if (typeof weight !== "number") throw new TypeError(`Cannot ${action}: weights must be numbers, got ${show(weight)} at index ${i}`);
  if (!Number.isFinite(weight)) throw new RangeError(`Cannot ${action}: weights must be finite, got ${weight} at index ${i}`);
  if (weighting === "sum" && weight < 0) {
    throw new RangeError(`Cannot ${action}: weights to be summed must be ≥ 0 ("mean", "softmax" and "borda" take any), got ${weight} at index ${i}`);
  }
  return weight;
}

/** What each voter adds to the score of its answer. */
function pointsOf(weights: Float64Array, weighting: Weighting, temperature: number, power: number): Float64Array {
  if (weighting === "softmax") return softmax(weights, temperature);
  if (weighting === "borda") return midranks(weights).map((rank) => pow(rank / weights.length, power));
  return weights;
}
