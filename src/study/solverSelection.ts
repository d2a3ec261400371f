import type { Rollouts, GroupedSamples } from "../data/index.ts";
import { bestAtK, type EstimateAtK, majAtK, maxAtK, type ScoredSamples, tallyVotes, type Votes } from "../passk/index.ts";
import { allowedKs } from "./chooseKs.ts";
import type { Finding } from "./finding.ts";
import { type PointEstimate, pointEstimate } from "./pointEstimate.ts";
import { rowsOfSolver } from "./rowsOfSolver.ts";

/** What is gained by choosing one of k samples: statistics of answers and of rewards, where the rollouts have them. */
export interface SolverSelection {
  /** maj@k, exact, ties broken at random; absent without answers and correctness. */
  readonly majAtK?: readonly PointEstimate[];
  /** best@k: the sample with the highest reward is kept; absent without rewards and correctness. */
  readonly bestAtK?: readonly PointEstimate[];
  /** max@k: the expected highest reward of k; absent without rewards. */
  readonly maxAtK?: readonly PointEstimate[];
}

/** How a solver's selection statistics are computed. */
export interface SelectionOptions {
  /** Values of k, ascending; undefined: powers of two up to the fewest samples, and that number. Those the rows do not allow are left out. */
  readonly ks: readonly number[] | undefined;
  /** Problems with fewer than k samples. With `"throw"` a k that some problem lacks samples for is left out. */
  readonly tooFew: "throw" | "skip";
  /** Confidence level. */
  readonly level: number;
}

/**
 * Selection statistics of one solver, one by one, since exact votes take a while on long lists.
 *
 * @param rollouts The rollouts.
 * @param groups Their rows by solver and problem.
 * @param solver Code of the solver.
 * @param options Values of k, level, problems with too few samples.
 * @param findings Receives what a reader must know.
 * @returns The statistics; yields between them.
 */
export function* selectionSteps(
  rollouts: Rollouts,
  groups: GroupedSamples,
  solver: number,
  options: SelectionOptions,
  findings: Finding[],
): Generator<void, SolverSelection, void> {
  const { correct, answer, reward } = rollouts;
  const name = rollouts.solver.levels[solver];
  const { ks, tooFew, level } = options;
  const atK = { tooFew, level };
  const allowed = (rows: readonly Int32Array[]): readonly number[] => allowedKs(ks, rows.map((own) => own.length), tooFew);
  const selection: { majAtK?: PointEstimate[]; bestAtK?: PointEstimate[]; maxAtK?: PointEstimate[] } = {};

  if (answer !== undefined && correct !== undefined) {
    const scored = rowsOfSolver(rollouts, groups, solver, (row) => correct[row] !== -1);
    const hasAnswers = scored.rows.some((rows) => rows.some((row) => answer.codes[row] !== -1));
    if (hasAnswers) {
      const votes = scored.rows.map((rows) => tallyVotes(Array.from(rows, (row) => answer.codes[row]), Array.from(rows, (row) => correct[row])));
      const inconsistent = votes.reduce((total, tally) => total + tally.inconsistent, 0);
      if (inconsistent > 0) findings.push({ code: "inconsistent-answers", solver: name, answers: inconsistent });
      selection.majAtK = yield* eachK(allowed(scored.rows), (k) => majAtK(votes as readonly Votes[], k, atK));
    }
  }

  if (reward !== undefined) {
    const rewarded = rowsOfSolver(rollouts, groups, solver, (row) => !Number.isNaN(reward[row]));
    if (rewarded.rows.length > 0) {
      const all = rowsOfSolver(rollouts, groups, solver, () => true);
      const missing = countRows(all.rows) - countRows(rewarded.rows);
      if (missing > 0) findings.push({ code: "missing-values", solver: name, column: "reward", rows: missing });
      const rewards = rewarded.rows.map((rows) => Float64Array.from(rows, (row) => reward[row]));
      selection.maxAtK = yield* eachK(allowed(rewarded.rows), (k) => maxAtK(rewards, k, atK));
    }
    if (correct !== undefined) {
      const both = rowsOfSolver(rollouts, groups, solver, (row) => correct[row] !== -1 && !Number.isNaN(reward[row]));
      if (both.rows.length > 0) {
        const samples: ScoredSamples = {
          rewards: both.rows.map((rows) => Float64Array.from(rows, (row) => reward[row])),
          correct: both.rows.map((rows) => Int8Array.from(rows, (row) => correct[row])),
          problem: both.problem,
        };
        selection.bestAtK = yield* eachK(allowed(both.rows), (k) => bestAtK(samples, k, atK));
      }
    }
  }
  return selection;
}

function* eachK(ks: readonly number[], estimate: (k: number) => EstimateAtK): Generator<void, PointEstimate[], void> {
  const points: PointEstimate[] = [];
  for (const k of ks) {
    points.push(pointEstimate(estimate(k)));
    yield;
  }
  return points;
}

function countRows(rows: readonly Int32Array[]): number {
  return rows.reduce((total, own) => total + own.length, 0);
}
