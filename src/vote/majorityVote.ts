import { checkOptions } from "../numeric/check.ts";
import { type Best, checkTieRule, describeTies, pickBest, type TieOptions } from "./pickBest.ts";
import { type Answers, type AnswerTally, type Canonical, tallyAnswers } from "./tallyAnswers.ts";

/** Options of {@linkcode majorityVote}. */
export interface MajorityVoteOptions extends TieOptions {
  /** The form under which an answer is counted, e.g. `"0.50"` → `"0.5"`; null or undefined if it is no answer. The answer itself unless given. */
  readonly canonical?: Canonical;
}

/** What every vote on answers tells. */
export interface VoteOutcome {
  /** Which vote it was, and its tie rule. */
  readonly method: string;
  /** The winning answer in canonical form; null where nobody wins. */
  readonly answer: string | null;
  /** Index of the first sample that gave it; −1 where nobody wins. */
  readonly index: number;
  /** Whether several answers came first. */
  readonly tied: boolean;
  /** Whether there is no winner: no sample had an answer, or a tie was left open. */
  readonly abstained: boolean;
  /** Samples without an answer. */
  readonly abstentions: number;
  /** Distinct answers in canonical form, in order of first appearance. */
  readonly answers: readonly string[];
  /** Samples for each answer, shape [answers]. */
  readonly counts: Int32Array;
}

/** Result of {@linkcode majorityVote}. */
export interface MajorityVote extends VoteOutcome {
  /** Samples for the winner, or for each of the answers tied for first place. */
  readonly votes: number;
  /** Their share of the samples with an answer; NaN where none has one. */
  readonly share: number;
  /** Lead over the second answer in votes: 0 for a tie, `votes` where all agree. */
  readonly margin: number;
}

/**
 * The most frequent answer: self-consistency, plurality voting.
 *
 * Samples without an answer do not vote. An empty string is an answer unless `canonical` says otherwise.
 * For the expected accuracy of such votes over all draws of k samples see {@linkcode majAtK}.
 *
 * @param answers Answer of each sample, null or undefined where it has none; shape [samples], at least one.
 * @param options Canonical form, tie rule, seed.
 * @returns The winner and how clear the vote was.
 * @throws {TypeError} If an answer or canonical form is no string, or random ties have no `rng`.
 * @throws {RangeError} If there is no sample.
 * @see Wang et al. 2022, Self-Consistency Improves Chain of Thought Reasoning in Language Models.
 * @example
 * ```ts
 * import { majorityVote } from "@divlab/core/vote";
 *
 * const result = majorityVote(["12", "12.0", null, "7", "12"], { canonical: (answer) => String(Number(answer)) });
 * result.answer; // => "12"
 * result.votes; // => 3
 * result.margin; // => 2
 * result.abstentions; // => 1
 * ```
 */
export function majorityVote(answers: Answers, options: MajorityVoteOptions = {}): MajorityVote {
  const action = "take a majority vote";
  checkOptions(action, options, ["canonical", "ties", "rng"]);
  const { canonical, ties = "first", rng } = options;
  checkTieRule(action, ties, rng);
  const tally = tallyAnswers(action, answers, canonical);
  const { counts, abstentions } = tally;
  const best = pickBest(counts, ties, rng);
  const votes = counts.length === 0 ? 0 : best.score;
  return {
    ...voteOutcome(`Majority vote, ${describeTies(ties)}`, tally, best),
    votes,
    share: votes / (answers.length - abstentions),
    margin: counts.length > 1 ? best.margin : votes,
  };
}

/** The part of a result that all votes share; `best` is an answer's code with the score that won. */
export function voteOutcome(method: string, { answers, counts, first, abstentions }: AnswerTally, { index: winner, tied }: Best): VoteOutcome {
  const abstained = winner === -1;
  return { method, answer: abstained ? null : answers[winner], index: abstained ? -1 : first[winner], tied, abstained, abstentions, answers, counts };
}
