import { quantileSorted } from "../../numeric/quantile.ts";
import { normalUpperTail, pow, studentTQuantile } from "../../numeric/special/index.ts";
import type { Steps } from "../../steps/index.ts";
import { type CheckpointCurves, columnDeviations, columnDifference, highest, rounding } from "./checkpointCurves.ts";

/** The best checkpoint of a series at one k, on the problems that all its checkpoints have. */
export interface BestCheckpoint {
  /** The series. */
  readonly series: string;
  /** Samples drawn per problem. */
  readonly k: number;
  /** Position of the checkpoint with the highest mean pass@k; the latest in training of those level. */
  readonly position: number;
  /** Its mean pass@k. */
  readonly estimate: number;
  /** Number of problems. */
  readonly problems: number;
  /** Share of bootstrap replicates over problems in which it is the best; replicates in which several are best count for each in part. */
  readonly share: number;
  /** All positions of the series, ascending. */
  readonly positions: readonly number[];
  /** Mean pass@k at each of them. */
  readonly estimates: readonly number[];
  /** Share of replicates in which each is the best; adds up to 1. */
  readonly shares: readonly number[];
  /** Positions that the data do not rule out as the best: a set that holds the truly best checkpoint with probability `level`. */
  readonly candidates: readonly number[];
}

/**
 * The best checkpoint at every k.
 *
 * A checkpoint is ruled out if another beats it by more standard errors than the largest of all its differences, each
 * about its own mean, reaches in a share `level` of the replicates.
 *
 * @param series The series.
 * @param positions Positions of its checkpoints in the order of training.
 * @param curves Their curves.
 * @param ks Values of k to report.
 * @param level Probability that the candidates hold the best.
 * @returns One entry per k; yields the share of the work done.
 */
export function* checkpointBest(series: string, positions: readonly number[], curves: CheckpointCurves, ks: readonly number[], level: number): Steps<BestCheckpoint[]> {
  const ascending = positions.map((_, t) => t).toSorted((a, b) => positions[a] - positions[b]);
  const found: BestCheckpoint[] = [];
  for (const [done, k] of ks.entries()) {
    const columns = positions.map((_, t) => t * curves.ks.length + curves.ks.indexOf(k));
    const means = columns.map((column) => curves.means[column]);
    const best = highest(means);
    const shares = bestShares(curves, columns);
    found.push({
      series,
      k,
      position: positions[best],
      estimate: means[best],
      problems: curves.problems,
      share: shares[best],
      positions: ascending.map((t) => positions[t]),
      estimates: ascending.map((t) => means[t]),
      shares: ascending.map((t) => shares[t]),
      candidates: ascending.filter((t) => !isBeaten(curves, columns[t], columns, level)).map((t) => positions[t]),
    });
    yield (done + 1) / ks.length;
  }
  return found;
}

/** How often each of the columns has the highest mean. */
function bestShares({ resampled, resamples, columns }: CheckpointCurves, own: readonly number[]): number[] {
  const times = own.map(() => 0);
  for (let r = 0; r < resamples; r++) {
    const values = own.map((column) => resampled[r * columns.length + column]);
    const top = Math.max(...values);
    // Means of equal values differ in their last bits.
    const ties = values.reduce((count, value) => count + Number(top - value <= rounding), 0);
    values.forEach((value, t) => (times[t] += top - value <= rounding ? 1 / ties : 0));
  }
  return times.map((count) => count / resamples);
}

/** Whether one of the columns is beyond doubt higher than this one. */
function isBeaten(curves: CheckpointCurves, own: number, columns: readonly number[], level: number): boolean {
  const largest = new Float64Array(curves.resamples).fill(-Infinity);
  let lead = -Infinity;
  for (const other of columns) {
    if (other === own) continue;
    const { estimate, standardError } = columnDifference(curves, other, own);
    if (!(standardError > rounding)) {
      // The same lead on every problem, to be judged by its signs, or none.
      if (estimate > rounding && pow(2, -curves.problems) <= 1 - level) return true;
      continue;
    }
    lead = Math.max(lead, estimate / standardError);
    const deviations = columnDeviations(curves, other, own);
    for (let r = 0; r < largest.length; r++) largest[r] = Math.max(largest[r], deviations[r]);
  }
  if (lead === -Infinity) return false;
  const reach = quantileSorted(largest.sort(), level);
  return lead > studentTQuantile(1 - normalUpperTail(reach), curves.problems - 1);
}
