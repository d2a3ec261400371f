import { type OracleTopK, oracleTopK } from "../../collapse/index.ts";
import type { GroupedSamples, Rollouts, SolverCounts } from "../../data/index.ts";
import { type BiasVarianceBound, biasVarianceBound, type PassAtKCurve, passAtKCurve, tallyVotes, type VarianceBand, varianceBand, type Votes } from "../../passk/index.ts";
import type { CheckpointFinding } from "./checkpointFinding.ts";
import { checkpointMoments, type ErrorMoments, type MomentEstimate } from "./checkpointMoments.ts";
import type { CheckpointPlace } from "./checkpointPositions.ts";
import { allowedKs } from "../chooseKs.ts";
import type { DiversityMeasure } from "../diversityMeasures.ts";
import { rowsOfSolver } from "../rowsOfSolver.ts";
import { type DiversityEstimate, solverDiversitySteps } from "../solverDiversity.ts";

/** What the samples of one checkpoint say; parts the data leave undefined are absent. */
export interface Checkpoint {
  /** The training run, or the sweep, it belongs to. */
  readonly series: string;
  /** Its step, epoch or δ. */
  readonly position: number;
  /** Both in words, as `"gemma (step 112)"`. */
  readonly label: string;
  /** Problems with a scored sample; without correctness, problems with a sample. */
  readonly problems: number;
  /** Samples counted. */
  readonly samples: number;
  /** Fewest samples of a problem. */
  readonly fewest: number;
  /** Most samples of a problem. */
  readonly most: number;
  /** pass@k at each k of the study, over the problems of this checkpoint. */
  readonly passAtK?: PassAtKCurve;
  /** The bias-variance bound at each k ≥ 2 of the study; empty where problems lack two samples. */
  readonly bounds: readonly BiasVarianceBound[];
  /** The two terms of the bound, the same at every k, with jackknife intervals; absent where there is no bound. */
  readonly moments?: ErrorMoments<MomentEstimate>;
  /** Error rate 1 − c/n of each problem, shape [problems]; absent without correctness. */
  readonly errorRates?: Float64Array;
  /** Shares of groups of G samples with all, none and some correct, and the groups' standard deviation: what GRPO would learn from. */
  readonly varianceBand?: VarianceBand;
  /** Diversity of the samples of a problem, as many of each problem as the checkpoint with fewest has. */
  readonly diversity: readonly DiversityEstimate[];
  /** pass@k of independent draws against that of the k most frequent distinct answers, from as many samples of each problem; absent without answers or correctness. */
  readonly oracle?: OracleTopK;
  /** Whether it is on the Pareto front of pass@1 and pass@K at the largest k; false where there is no front. */
  readonly onFront: boolean;
}

/** How every checkpoint is treated. */
export interface CheckpointOptions {
  /** Values of k. */
  readonly ks: readonly number[];
  /** Problems with too few samples. */
  readonly tooFew: "throw" | "skip";
  /** Confidence level. */
  readonly level: number;
  /** Group size G of the variance bands; undefined where too few samples. */
  readonly groupSize: number | undefined;
  /** Measures of diversity. */
  readonly measures: readonly DiversityMeasure[];
  /** Which rows measures of diversity see. */
  readonly keep: (row: number) => boolean;
}

/**
 * What the samples of one checkpoint say.
 *
 * @param rollouts Rollouts with a solver per checkpoint.
 * @param groups Their rows by solver and problem.
 * @param code The checkpoint's code.
 * @param place Its series and position.
 * @param counts Its counts; undefined without correctness.
 * @param options How.
 * @param findings Receives what a reader must know.
 * @returns The results; yields the share of the work done.
 */
export function* checkpointEstimates(
  rollouts: Rollouts,
  groups: GroupedSamples,
  code: number,
  place: CheckpointPlace,
  counts: SolverCounts | undefined,
  options: CheckpointOptions,
  findings: CheckpointFinding[],
): Generator<number, Omit<Checkpoint, "onFront">, void> {
  const { measures, keep, level } = options;
  const diversity = (yield* solverDiversitySteps(rollouts, groups, code, keep, measures, level))?.measures ?? [];
  const sizes = counts === undefined ? groupSizes(groups, code) : Array.from(counts.n);
  const shape = {
    ...place,
    problems: sizes.length,
    samples: sizes.reduce((total, size) => total + size, 0),
    fewest: Math.min(...sizes),
    most: Math.max(...sizes),
  };
  if (counts === undefined) return { ...shape, bounds: [], diversity };
  const oracle = oracleOf(rollouts, groups, code, options, findings);
  return { ...shape, ...solved(counts, options), diversity, ...(oracle !== undefined && { oracle }) };
}

function solved(counts: SolverCounts, { ks, tooFew, level, groupSize }: CheckpointOptions): Pick<Checkpoint, "passAtK" | "bounds" | "moments" | "errorRates" | "varianceBand"> {
  const { n, c } = counts;
  const repeated = repeatedProblems(counts, tooFew);
  return {
    passAtK: passAtKCurve(counts, ks, { tooFew, level }),
    bounds: repeated === undefined ? [] : ks.filter((k) => k >= 2).map((k) => biasVarianceBound(counts, k, { tooFew, level })),
    ...(repeated !== undefined && { moments: checkpointMoments(repeated, level) }),
    errorRates: Float64Array.from(n, (samples, i) => (samples - c[i]) / samples),
    ...(groupSize !== undefined && { varianceBand: varianceBand(counts, groupSize, { tooFew, level }) }),
  };
}

/** What the most frequent answers would reach, from the rows that measures of diversity see and that are scored. */
function oracleOf(rollouts: Rollouts, groups: GroupedSamples, code: number, { ks, tooFew, level, keep }: CheckpointOptions, findings: CheckpointFinding[]): OracleTopK | undefined {
  const { answer, correct } = rollouts;
  if (answer === undefined || correct === undefined) return undefined;
  const { rows } = rowsOfSolver(rollouts, groups, code, (row) => keep(row) && correct[row] !== -1);
  if (!rows.some((own) => own.some((row) => answer.codes[row] !== -1))) return undefined;
  const votes = rows.map((own) => tallyVotes(Array.from(own, (row) => answer.codes[row]), Array.from(own, (row) => correct[row])));
  const inconsistent = votes.reduce((total, tally) => total + tally.inconsistent, 0);
  if (inconsistent > 0) findings.push({ code: "inconsistent-answers", solver: rollouts.solver.levels[code], answers: inconsistent });
  const allowed = allowedKs(ks, rows.map((own) => own.length), tooFew);
  return allowed.length === 0 ? undefined : oracleTopK(votes as readonly Votes[], allowed, { sizes: [], tooFew, level });
}

/** The problems with two samples; undefined where leaving others out was not asked for, or fewer than two remain. */
function repeatedProblems({ n, c }: SolverCounts, tooFew: "throw" | "skip"): Pick<SolverCounts, "n" | "c"> | undefined {
  const used = Int32Array.from(n.keys()).filter((i) => n[i] >= 2);
  if (used.length < 2 || (tooFew === "throw" && used.length < n.length)) return undefined;
  return { n: used.map((i) => n[i]), c: used.map((i) => c[i]) };
}

function groupSizes({ solver, offsets }: GroupedSamples, wanted: number): number[] {
  const sizes: number[] = [];
  for (let group = 0; group < solver.length; group++) if (solver[group] === wanted) sizes.push(offsets[group + 1] - offsets[group]);
  return sizes;
}
