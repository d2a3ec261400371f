import type { Rollouts } from "../data/index.ts";
import { checkChoice } from "../numeric/check.ts";
import { maxAtK, passAtK, tallyVotes } from "../passk/index.ts";
import type { Tokenizer } from "../text/index.ts";
import { ROUNDING } from "../vote/pickBest.ts";
import { type SelectionRuleName, selectionRules } from "./selectionRules.ts";

/** What may suffer when a batch is pruned. */
export type PruningOutcomeName = (typeof pruningOutcomeNames)[number];

/**
 * Names of all outcomes, in the order of reports; the first that the columns allow is the main one. Of the kept samples: the vote in which each
 * counts for the samples it stands for; the plain vote; the right answer by the highest reward; whether any is right; the right answer by
 * semantic and by lexical MBR; the highest reward; the share of the batch's distinct answers; the share of the spread about the best single sample.
 */
export const pruningOutcomeNames = [
  "weighted-vote",
  "majority-vote",
  "best-of-n",
  "coverage",
  "semantic-mbr",
  "lexical-mbr",
  "best-reward",
  "distinct-answers",
  "spread-explained",
] as const;

/** One batch as outcomes see it. */
export interface OutcomeBatch {
  /** Rows of its samples, shape [n]. */
  readonly rows: Int32Array;
  /** Loss with the best single representative. */
  readonly singleLoss: number;
  /** Expected loss with k random representatives. */
  readonly randomLoss: (k: number) => number;
}

/** A batch after pruning. */
export interface KeptSet {
  /** Positions in the batch of the samples kept, ascending, shape [k]. */
  readonly kept: Int32Array;
  /** Weight of the samples each of them stands for, shape [k]. */
  readonly mass: ArrayLike<number>;
  /** Weighted sum of the distances of all samples to the nearest one kept. */
  readonly loss: number;
}

/** An outcome that knows the samples of one batch. */
export interface PreparedOutcome {
  /** Its expectation over all subsets of k; absent where there is no formula. */
  readonly exact?: (k: number) => number;
  /** Its least value for any samples of a batch of rewards; absent for other outcomes. */
  readonly worst?: number;
  /** Its value for the samples kept: in [0, 1], or a reward. Ties count as the mean of the tied. */
  readonly of: (set: KeptSet) => number;
}

/** An outcome for all batches. */
export interface PruningOutcome {
  /** Its key in results and options. */
  readonly name: PruningOutcomeName;
  /** Whether it lies in [0, 1]; rewards may not, nor the share of spread, which is negative for a bad representative. */
  readonly isShare: boolean;
  /** Whether further samples never make it worse: the whole batch is then the best there is. */
  readonly isMonotone: boolean;
  /** Makes it ready for a batch; undefined where a sample lacks what it reads. */
  readonly prepare: (batch: OutcomeBatch) => PreparedOutcome | undefined;
}

const ruleNames = ["majority-vote", "best-of-n", "semantic-mbr", "lexical-mbr", "coverage"] as const satisfies readonly SelectionRuleName[];

/**
 * The outcomes that the columns of rollouts allow.
 *
 * @param action What the caller does, for messages.
 * @param rollouts The rollouts.
 * @param wanted Names of outcomes; undefined: all that the columns allow.
 * @param tokenize How lexical utility splits texts; undefined: at white space.
 * @returns The outcomes, in the order of {@linkcode pruningOutcomeNames}; spread is always among those allowed.
 * @throws {RangeError} If an outcome asked for is unknown or its column is missing.
 */
export function pruningOutcomes(action: string, rollouts: Rollouts, wanted: readonly PruningOutcomeName[] | undefined, tokenize: Tokenizer | undefined): readonly PruningOutcome[] {
  wanted?.forEach((name, i) => checkChoice(action, `outcomes[${i}]`, name, pruningOutcomeNames));
  const { correct, answer, reward } = rollouts;
  const possible: PruningOutcome[] = [{ name: "spread-explained", isShare: false, isMonotone: true, prepare: spreadExplained }];
  if (answer !== undefined) {
    if (hasRepeats(rollouts)) possible.push({ name: "distinct-answers", isShare: true, isMonotone: true, prepare: ({ rows }) => distinctAnswers(rows, answer.codes) });
    if (correct !== undefined) possible.push({ name: "weighted-vote", isShare: true, isMonotone: false, prepare: ({ rows }) => massVote(rows, answer.codes, correct) });
  }
  if (reward !== undefined) possible.push({ name: "best-reward", isShare: false, isMonotone: true, prepare: ({ rows }) => bestReward(rows, reward) });
  if (correct !== undefined) {
    for (const { name, usable, prepare } of selectionRules(action, rollouts, undefined, tokenize)) {
      const own = ruleNames.find((rule) => rule === name);
      if (own === undefined) continue;
      possible.push({
        name: own,
        isShare: true,
        isMonotone: own === "coverage",
        prepare: ({ rows }) => {
          if (!rows.every(usable)) return undefined;
          const { exact, credit } = prepare(rows);
          return { ...(exact !== undefined && { exact }), of: ({ kept }) => credit(kept, 0, kept.length) };
        },
      });
    }
  }
  const missing = wanted?.find((name) => !possible.some((outcome) => outcome.name === name));
  if (missing !== undefined) throw new RangeError(`Cannot ${action}: the rollouts must have the columns that ${missing} reads, got only those of ${possible.map(({ name }) => name).join(", ")}`);
  return pruningOutcomeNames.flatMap((name) => possible.filter((outcome) => outcome.name === name && (wanted === undefined || wanted.includes(name))));
}

/** Whether any answer was given twice to one problem by one solver: else every choice of k keeps as many answers. */
function hasRepeats({ size, problem, solver, answer }: Rollouts): boolean {
  const seen = new Set<string>();
  for (let row = 0; row < size; row++) {
    const code = answer?.codes[row] ?? -1;
    if (code === -1) continue;
    const key = `${solver.codes[row]}/${problem.codes[row]}/${code}`;
    if (seen.has(key)) return true;
    seen.add(key);
  }
  return false;
}

/** 1 − loss/loss of the best single sample; 1 where there is no spread to explain. Worse than that sample alone is below 0. */
function spreadExplained({ singleLoss, randomLoss }: OutcomeBatch): PreparedOutcome {
  const explained = (loss: number): number => (singleLoss > 0 ? 1 - loss / singleLoss : 1);
  return { exact: (k) => explained(randomLoss(k)), of: ({ loss }) => explained(loss) };
}

/** Undefined where no sample has an answer. */
function distinctAnswers(rows: Int32Array, codes: Int32Array): PreparedOutcome | undefined {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(codes[row], (counts.get(codes[row]) ?? 0) + 1);
  counts.delete(-1);
  if (counts.size === 0) return undefined;
  const kinds = [...counts.values()];
  return {
    // A kind is shown like a problem is solved: by any of the draws.
    exact: (k) => kinds.reduce((total, c) => total + passAtK({ n: rows.length, c }, k).estimate, 0) / kinds.length,
    of: ({ kept }) => {
      const seen = new Set<number>();
      for (const position of kept) seen.add(codes[rows[position]]);
      seen.delete(-1);
      return seen.size / kinds.length;
    },
  };
}

function bestReward(rows: Int32Array, rewards: Float64Array): PreparedOutcome | undefined {
  const own = Float64Array.from(rows, (row) => rewards[row]);
  if (own.some((reward) => Number.isNaN(reward))) return undefined;
  return {
    exact: (k) => maxAtK(own, k).estimate,
    worst: own.reduce((least, reward) => Math.min(least, reward), Infinity),
    of: ({ kept }) => kept.reduce((best, position) => Math.max(best, own[position]), -Infinity),
  };
}

/** The vote of the kept in which each counts for the samples it stands for; credits as in the plain vote. */
function massVote(rows: Int32Array, codes: Int32Array, correct: Int8Array): PreparedOutcome {
  const answers = Float64Array.from(rows, (row) => codes[row]);
  const tally = tallyVotes(answers, Float64Array.from(rows, (row) => correct[row]));
  const index = new Map(Array.from(tally.answers, (code, i) => [code, i]));
  const votes = new Float64Array(tally.answers.length);
  return {
    of: ({ kept, mass }) => {
      votes.fill(0);
      kept.forEach((position, i) => {
        const given = index.get(answers[position]);
        if (given !== undefined) votes[given] += mass[i];
      });
      const most = votes.reduce((best, own) => Math.max(best, own), 0);
      if (most === 0) return 0; // no answer at all is wrong
      let winners = 0;
      let credit = 0;
      for (let i = 0; i < votes.length; i++) {
        if (votes[i] < most * (1 - ROUNDING)) continue;
        winners++;
        credit += tally.correct[i];
      }
      return credit / winners;
    },
  };
}
