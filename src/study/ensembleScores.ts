import type { SolverColumn } from "./solverColumns.ts";

/** How several samples of one solver on one problem count. */
export type CellSamples = "any" | "mean";

/** Who wins where no answer has more votes than every other. */
export type EnsembleTies = "best-member" | "first" | "abstain";

/** One solver's credit on one problem: whether any sample is right, or the share that are. */
export function memberCredit(column: SolverColumn, problem: number, samples: CellSamples): number {
  const solved = column.solved[problem];
  return samples === "any" ? Number(solved > 0) : solved / column.scored[problem];
}

/** Probability that the ensemble has a right solution: whether any member has one, or, for one sample drawn per member, 1 − Π(1 − share). */
export function anyCredit(members: readonly SolverColumn[], problem: number, samples: CellSamples): number {
  let wrong = 1;
  for (const column of members) wrong *= 1 - memberCredit(column, problem, samples);
  return 1 - wrong;
}

/**
 * Whether the answer with most votes is right, 1 or 0; −1 where several answers share the first place.
 *
 * Each member has one vote, in equal parts to its samples; samples without an answer do not vote, and an answer is right if the first
 * sample that gave it is. Where no rollouts have answers the vote is on correctness: right if more than half of the votes are.
 */
export function majorityCredit(members: readonly SolverColumn[], problem: number, hasAnswers: boolean): { readonly credit: number; readonly first: number } {
  if (!hasAnswers) {
    let right = 0;
    for (const column of members) right += column.solved[problem] / column.scored[problem];
    const lead = right - members.length / 2;
    return Math.abs(lead) < slack ? { credit: -1, first: column0(members[0], problem) } : { credit: Number(lead > 0), first: 0 };
  }
  const votes = new Map<number, { weight: number; correct: number }>();
  for (const { answers, correct, offsets, scored } of members) {
    for (let at = offsets[problem]; at < offsets[problem + 1]; at++) {
      if (answers[at] === -1) continue;
      const vote = votes.get(answers[at]);
      if (vote === undefined) votes.set(answers[at], { weight: 1 / scored[problem], correct: correct[at] });
      else vote.weight += 1 / scored[problem];
    }
  }
  let best = -1;
  let credit = 0;
  let first = 0;
  let tied = false;
  for (const vote of votes.values()) {
    if (vote.weight > best + slack) {
      best = vote.weight;
      credit = first = vote.correct;
      tied = false;
    } else if (vote.weight > best - slack) tied = true;
  }
  return { credit: tied ? -1 : credit, first };
}

/** The credit of a member that decides alone: its most frequent answer, the first of ties; wrong where it has none. */
export function ownCredit(column: SolverColumn, problem: number, hasAnswers: boolean): number {
  const { credit, first } = majorityCredit([column], problem, hasAnswers);
  return credit === -1 ? first : credit;
}

/** Sums of fractions 1/n round; a difference below this is none. */
const slack = 1e-9;

/** Correctness of the first sample. */
function column0(column: SolverColumn, problem: number): number {
  return column.correct[column.offsets[problem]];
}
