import { checkArray, checkBoolean, checkOptions, show } from "../numeric/check.ts";
import { mean } from "../numeric/moments.ts";
import { exp, log1p } from "../numeric/special/index.ts";
import { asBallot } from "./asBallot.ts";
import { enoughSamples } from "./enoughSamples.ts";
import { estimateShare } from "./estimate.ts";
import { checkAtK, checkTies, describeDraw, type DrawOptions, type EstimateAtK, type Ties } from "./estimateAtK.ts";
import { avoidProbability } from "./hypergeometric.ts";
import { type Ballot, pluralityCredit } from "./pluralityCredit.ts";

/** The samples of one problem by distinct answer. */
export interface Votes {
  /** How many samples gave each distinct answer, integers ≥ 0, shape [answers]. */
  readonly counts: ArrayLike<number>;
  /** Whether each answer is correct, true, false or a credit in [0, 1], shape [answers]; several may be. */
  readonly correct: ArrayLike<number | boolean>;
  /** Samples without an answer: they are drawn but do not vote. 0 unless given. */
  readonly abstentions?: number;
  /** Name of the problem, for error messages. */
  readonly problem?: string;
}

/** Options of {@linkcode majAtK}. */
export interface MajAtKOptions extends DrawOptions {
  /** Which of the answers with equally many votes wins: one at random (default), a correct one if any, a wrong one if any. */
  readonly ties?: Ties;
}

/** Result of {@linkcode majAtK}. */
export interface MajAtKEstimate extends EstimateAtK {
  /** Mean probability that none of the k samples has an answer, which counts as wrong. */
  readonly abstained: number;
}

/**
 * maj@k: the probability that the most frequent answer among k samples is correct, averaged over problems.
 *
 * The exact mean of the plurality vote over all subsets of k samples, in polynomial time instead of over C(n, k) votes.
 * Ties settled by lot have the same mean as "first seen wins" over samples in random order. A draw without any answer is wrong.
 *
 * @param votes Counts and correctness of the distinct answers of each problem, or of a single problem; see {@linkcode tallyVotes}.
 * @param k Samples drawn, an integer ≥ 1.
 * @param options Tie rule, replacement, treatment of problems with fewer than k samples, confidence level.
 * @returns The mean over problems with standard error, interval (NaN for a single problem) and per-problem values; the
 * mean probability of no answer at all. Per problem the work is at most about n·k²·ln k additions, with replacement
 * answers·k³; the memory k². Probabilities below 1e-140 come out as 0.
 * @throws RangeError if k, a count or a credit is out of range, lists differ in length, or a problem has fewer than k
 * samples and `tooFew` is `"throw"`, or none has as many.
 * @see Wang et al. 2023, Self-Consistency Improves Chain of Thought Reasoning, for the vote.
 *
 * @example
 * ```ts
 * import { majAtK } from "@divlab/core/passk";
 *
 * // Ten samples: four gave the right answer, three, two and one gave others.
 * majAtK({ counts: [4, 3, 2, 1], correct: [true, false, false, false] }, 5).estimate; // => 0.5595238095
 * ```
 */
export function majAtK(votes: Votes | readonly Votes[], k: number, options: MajAtKOptions = {}): MajAtKEstimate {
  const action = "compute maj@k";
  checkOptions(action, options, ["ties", "replacement", "tooFew", "level"]);
  const { ties = "uniform", replacement = false, tooFew = "throw", level = 0.95 } = options;
  checkAtK(action, k, tooFew, level);
  checkTies(action, ties);
  checkBoolean(action, "replacement", replacement);
  const ballots = asBallots(action, votes);
  const problems = { size: ballots.length, n: ballots.map(({ n }) => n), name: (i: number) => ballots[i].name };
  const { used, leftOut } = enoughSamples(action, problems, replacement ? 1 : k, tooFew);
  const values = Float64Array.from(used, (i) => pluralityCredit(ballots[i], k, ties, replacement));
  const abstained = mean(Float64Array.from(used, (i) => allAbstain(ballots[i], k, replacement)));
  return { k, ...estimateShare(`maj@${k}, ties ${ties}, ${describeDraw(replacement)}`, values, leftOut, level), abstained };
}

interface NamedBallot extends Ballot {
  readonly name: string;
}

function asBallots(action: string, votes: Votes | readonly Votes[]): NamedBallot[] {
  if (typeof votes !== "object" || votes === null) throw new TypeError(`Cannot ${action}: votes must be {counts, correct} per problem, got ${show(votes)}`);
  const list = "counts" in votes ? [votes] : votes;
  checkArray(action, "votes", list, 1);
  return list.map((problem, i) => {
    if (typeof problem !== "object" || problem === null) throw new TypeError(`Cannot ${action}: votes must be {counts, correct} per problem, got ${show(problem)} at problem ${i}`);
    const name = problem.problem === undefined ? `problem ${i}` : `problem ${show(problem.problem)} (index ${i})`;
    return { ...asBallot(action, problem, name), name };
  });
}

function allAbstain({ abstentions, n }: Ballot, k: number, replacement: boolean): number {
  if (!replacement) return avoidProbability(n, n - abstentions, k);
  return exp(k * log1p((abstentions - n) / n));
}
