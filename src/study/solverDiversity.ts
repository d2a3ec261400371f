import type { GroupedSamples, Rollouts } from "../data/index.ts";
import { rarefaction } from "../diversity/index.ts";
import { mean, variance } from "../numeric/moments.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import { tTest } from "../stats/index.ts";
import { chooseKs } from "./chooseKs.ts";
import type { DiversityMeasure, DiversityMeasureName } from "./diversityMeasures.ts";
import { rowsOfSolver } from "./rowsOfSolver.ts";
import { varies } from "./varies.ts";

/** How different the samples of one solver are, problem by problem. */
export interface SolverDiversity {
  /** The solver. */
  readonly solver: string;
  /** The value of the column grouped by; absent where there is none. */
  readonly group?: string;
  /** Number of problems with a sample. */
  readonly problems: number;
  /** Fewest samples of a problem. */
  readonly fewest: number;
  /** Most samples of a problem. */
  readonly most: number;
  /** The measures that are defined for at least one problem. */
  readonly measures: readonly DiversityEstimate[];
  /** Expected different answers among k, mean over problems; absent without answers. */
  readonly distinctAnswers?: readonly ProblemMean[];
}

/** One measure, averaged over problems. */
export interface DiversityEstimate extends Omit<ProblemMean, "k"> {
  /** The measure. */
  readonly measure: DiversityMeasureName;
  /** What it is, in words. */
  readonly label: string;
  /** Whether a larger value means more diverse samples. */
  readonly largerIsMoreDiverse: boolean;
  /** Whether its expectation changes with the number of samples alone. */
  readonly dependsOnN: boolean;
  /** Names of the problems for which it is undefined. */
  readonly leftOut: readonly string[];
}

/** A mean over problems, problems taken as a sample of a population. */
export interface ProblemMean {
  /** Answers drawn per problem. */
  readonly k: number;
  /** The mean. */
  readonly estimate: number;
  /** Its standard error; NaN for a single problem. */
  readonly standardError: number;
  /** t interval; NaN ends for a single problem. */
  readonly confidenceInterval: ConfidenceInterval;
  /** Number of problems used. */
  readonly problems: number;
}

/**
 * How different the samples of one solver are.
 *
 * @param rollouts The rollouts.
 * @param groups Their rows by solver and problem.
 * @param solver Code of the solver.
 * @param keep Which rows count.
 * @param measures The measures.
 * @param level Confidence level.
 * @returns The results, undefined where no row counts; yields the share of the work done.
 */
export function* solverDiversitySteps(
  rollouts: Rollouts,
  groups: GroupedSamples,
  solver: number,
  keep: (row: number) => boolean,
  measures: readonly DiversityMeasure[],
  level: number,
): Generator<number, Omit<SolverDiversity, "solver" | "group"> | undefined, void> {
  const { problem, rows } = rowsOfSolver(rollouts, groups, solver, keep);
  if (rows.length === 0) return undefined;
  const sizes = rows.map((own) => own.length);
  const estimates: DiversityEstimate[] = [];
  for (const [done, { name, label, largerIsMoreDiverse, dependsOnN, of }] of measures.entries()) {
    const values: number[] = [];
    const leftOut: string[] = [];
    for (const [i, own] of rows.entries()) {
      // One sample differs from nothing.
      const value = own.length < 2 ? NaN : of(own);
      if (Number.isNaN(value)) leftOut.push(problem[i]);
      else values.push(value);
      if (i % 16 === 15) yield (done + i / rows.length) / measures.length;
    }
    if (values.length > 0) estimates.push({ measure: name, label, largerIsMoreDiverse, dependsOnN, ...problemMean(values, level), leftOut });
  }
  const distinctAnswers = rarefiedAnswers(rollouts, rows, level);
  return {
    problems: rows.length,
    fewest: Math.min(...sizes),
    most: Math.max(...sizes),
    measures: estimates,
    ...(distinctAnswers !== undefined && { distinctAnswers }),
  };
}

/** Expected different answers in k draws, mean over problems, up to the fewest answers of a problem that has any. */
function rarefiedAnswers({ answer }: Rollouts, rows: readonly Int32Array[], level: number): ProblemMean[] | undefined {
  if (answer === undefined) return undefined;
  const tallies = rows.map((own) => tally(own, answer.codes)).filter((counts) => counts.length > 0);
  if (tallies.length === 0) return undefined;
  const ks = chooseKs(Math.min(...tallies.map((counts) => counts.reduce((total, count) => total + count, 0))));
  const curves = tallies.map((counts) => rarefaction(counts, ks).estimate);
  return ks.map((k, j) => ({ k, ...problemMean(curves.map((curve) => curve[j]), level) }));
}

function tally(rows: Int32Array, codes: Int32Array): number[] {
  const counts = new Map<number, number>();
  for (const row of rows) if (codes[row] !== -1) counts.set(codes[row], (counts.get(codes[row]) ?? 0) + 1);
  return [...counts.values()];
}

function problemMean(values: readonly number[], level: number): Omit<ProblemMean, "k"> {
  const problems = values.length;
  const own = mean(values);
  if (!varies(Math.sqrt(variance(values, own) / problems), own)) {
    const end = problems < 2 ? NaN : own;
    return { estimate: own, standardError: problems < 2 ? NaN : 0, confidenceInterval: { low: end, high: end, level }, problems };
  }
  const { estimate, standardError, confidenceInterval } = tTest(values, { level });
  return { estimate, standardError, confidenceInterval, problems };
}
