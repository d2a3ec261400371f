import { anyCredit, type CellSamples, type EnsembleTies, majorityCredit, ownCredit } from "./ensembleScores.ts";
import type { EnsembleScore } from "./ensembleStudy.ts";
import type { SolverColumn } from "./solverColumns.ts";

/** How outcomes become accuracies. */
export interface ScoreRules {
  readonly score: EnsembleScore;
  readonly ties: EnsembleTies;
  readonly samples: CellSamples;
}

/** What an ensemble makes of each problem, before anybody has decided ties; entry p belongs to problem p. */
export interface EnsembleCredits {
  /** Whether some member is right. */
  readonly any: Float64Array;
  /** Whether the vote is; −1 where it is tied. */
  readonly vote: Float64Array;
  /** Whether the first of the tied answers is. */
  readonly first: Float64Array;
}

/** The credits of an ensemble on some problems; those of others stay 0. */
export function creditsAt(members: readonly SolverColumn[], problems: Int32Array, hasAnswers: boolean, samples: CellSamples): EnsembleCredits {
  const count = members[0].scored.length;
  const credits = { any: new Float64Array(count), vote: new Float64Array(count), first: new Float64Array(count) };
  for (const p of problems) {
    const { credit, first } = majorityCredit(members, p, hasAnswers);
    credits.any[p] = anyCredit(members, p, samples);
    credits.vote[p] = credit;
    credits.first[p] = first;
  }
  return credits;
}

/** Share of some problems that the vote has right, ties decided; `best` is the position of the member that decides them. */
export function voteAccuracy({ vote, first }: EnsembleCredits, members: readonly SolverColumn[], best: number, test: Int32Array, hasAnswers: boolean, ties: EnsembleTies): number {
  let total = 0;
  for (const p of test) {
    if (vote[p] !== -1) total += vote[p];
    else if (ties === "first") total += first[p];
    else if (ties === "best-member") total += ownCredit(members[best], p, hasAnswers);
  }
  return total / test.length;
}

/** Position of the member with the highest accuracy, the first of equals; accuracies are by code. */
export function bestOf(codes: Int32Array, accuracy: readonly number[]): number {
  let best = 0;
  for (let m = 1; m < codes.length; m++) if (accuracy[codes[m]] > accuracy[codes[best]]) best = m;
  return best;
}

/** Mean of some entries. */
export function meanOver(values: Float64Array, indices: Int32Array): number {
  let total = 0;
  for (const i of indices) total += values[i];
  return total / indices.length;
}
