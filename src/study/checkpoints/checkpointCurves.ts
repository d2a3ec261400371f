import type { SolverCounts } from "../../data/index.ts";
import { mean, variance } from "../../numeric/moments.ts";
import { passAtKCurve } from "../../passk/index.ts";
import { resampleCurves } from "../../passk/resampleCurves.ts";
import type { Rng } from "../../random/index.ts";
import type { Steps } from "../../steps/index.ts";

/** pass@k of several checkpoints on the problems that all of them have, and what it would be on other problems. */
export interface CheckpointCurves {
  /** Values of k; the first is 1. */
  readonly ks: readonly number[];
  /** Number of problems in common. */
  readonly problems: number;
  /** pass@k per problem: that of checkpoint t at `ks[j]` is column t·K + j. */
  readonly columns: readonly Float64Array[];
  /** Means of the columns. */
  readonly means: Float64Array;
  /** Means of bootstrap replicates, shape [resamples, columns]: problems drawn with replacement, the same ones at all checkpoints. */
  readonly resampled: Float64Array;
  /** Number of replicates. */
  readonly resamples: number;
}

/** Means of shares closer than this differ by rounding alone. */
export const rounding = 1e-12;

/** Bootstrap replicates of whatever compares more than two checkpoints. */
const resamples = 2000;

/**
 * Resamples the curves of checkpoints together.
 *
 * @param counts Counts per checkpoint.
 * @param wanted Values of k, ascending.
 * @param rng Source of the draws.
 * @returns The curves; their number of problems where that is less than two. Yields the share of the work done.
 */
export function* checkpointCurves(counts: readonly SolverCounts[], wanted: readonly number[], rng: Rng): Steps<CheckpointCurves | { readonly problems: number }> {
  const ks = wanted[0] === 1 ? wanted : [1, ...wanted];
  const common = commonProblems(counts, ks[ks.length - 1]);
  const problems = common[0].length;
  if (problems < 2) return { problems };
  const columns = counts.flatMap(({ n, c }, t) => {
    const { values } = passAtKCurve({ n: common[t].map((i) => n[i]), c: common[t].map((i) => c[i]) }, ks, { intervals: false, values: true });
    const data = values?.data ?? new Float64Array(0);
    return ks.map((_, j) => Float64Array.from({ length: problems }, (_, i) => data[i * ks.length + j]));
  });
  const { means } = yield* resampleCurves(columns, undefined, resamples, rng);
  return { ks, problems, columns, means: Float64Array.from(columns, (column) => mean(column)), resampled: means, resamples };
}

/** Index of the highest mean, the last of those level. */
export function highest(means: readonly number[]): number {
  const top = Math.max(...means);
  return means.findLastIndex((value) => top - value <= rounding);
}

/** Mean difference of two columns and its standard error over problems. */
export function columnDifference({ columns }: CheckpointCurves, a: number, b: number): { readonly estimate: number; readonly standardError: number } {
  const differences = columns[a].map((value, i) => value - columns[b][i]);
  const estimate = mean(differences);
  return { estimate, standardError: Math.sqrt(variance(differences, estimate) / differences.length) };
}

/**
 * Bootstrap deviations of a mean difference of two columns in units of their own standard deviation, one per replicate;
 * all zero where the columns do not differ by more or less from problem to problem.
 */
export function columnDeviations({ resampled, resamples: replicates, means, columns }: CheckpointCurves, a: number, b: number): Float64Array {
  const width = columns.length;
  const center = means[a] - means[b];
  const deviations = new Float64Array(replicates);
  let squares = 0;
  for (let r = 0; r < replicates; r++) {
    const deviation = resampled[r * width + a] - resampled[r * width + b] - center;
    deviations[r] = deviation;
    squares += deviation * deviation;
  }
  const spread = Math.sqrt(squares / replicates);
  // Deviations of rounding alone are none.
  for (let r = 0; r < replicates; r++) deviations[r] = spread > rounding ? deviations[r] / spread : 0;
  return deviations;
}

/** Indices, per checkpoint, of the problems that every checkpoint has k samples of; in the order of the first. */
function commonProblems(counts: readonly SolverCounts[], k: number): Int32Array[] {
  const places = counts.map(({ problem, n }) => new Map(problem.flatMap((name, i) => (n[i] < k ? [] : [[name, i] as const]))));
  const names = counts[0].problem.filter((name) => places.every((of) => of.has(name)));
  return places.map((of) => Int32Array.from(names, (name) => of.get(name) ?? -1));
}
