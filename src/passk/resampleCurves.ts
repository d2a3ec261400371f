import { quantileSorted } from "../numeric/quantile.ts";
import { normalUpperTail, studentTQuantile } from "../numeric/special/index.ts";
import type { Rng } from "../random/index.ts";
import type { Steps } from "../steps/index.ts";
import type { ClusterCodes } from "./meanError.ts";

/** Bootstrap replicates of a curve: the means at K points, shape [resamples, K]. */
export interface ResampledCurves {
  /** Replicate after replicate. */
  readonly means: Float64Array;
  /** Number of replicates. */
  readonly resamples: number;
}

/**
 * Draws problems, or whole clusters of them, with replacement and takes the mean of every column anew.
 * The values are added up per cluster once, so that a replicate costs clusters × K. All replicates draw from one stream:
 * setting one up would cost more than the few draws a replicate needs.
 */
export function* resampleCurves(columns: readonly Float64Array[], clusters: ClusterCodes | undefined, resamples: number, rng: Rng): Steps<ResampledCurves> {
  const size = columns.length;
  const units = clusters?.size ?? columns[0].length;
  const members = new Float64Array(units);
  const sums = new Float64Array(units * size);
  for (let i = 0; i < columns[0].length; i++) {
    const unit = clusters === undefined ? i : clusters.codes[i];
    members[unit]++;
    for (let j = 0; j < size; j++) sums[unit * size + j] += columns[j][i];
  }
  const means = new Float64Array(resamples * size);
  const times = new Float64Array(units);
  for (let r = 0; r < resamples; r++) {
    times.fill(0);
    for (let i = 0; i < units; i++) times[rng.integer(units)]++;
    let drawn = 0;
    for (let unit = 0; unit < units; unit++) {
      if (times[unit] === 0) continue;
      drawn += times[unit] * members[unit];
      for (let j = 0; j < size; j++) means[r * size + j] += times[unit] * sums[unit * size + j];
    }
    for (let j = 0; j < size; j++) means[r * size + j] /= drawn;
    yield (r + 1) / resamples;
  }
  return { means, resamples };
}

/**
 * By how many standard errors a band must reach out to hold the whole curve with probability `level`: the level-quantile
 * over replicates of the largest |mean* − mean| in units of its bootstrap standard deviation, turned from the normal scale
 * into the one of t with `df` degrees of freedom.
 */
export function bandQuantile({ means, resamples }: ResampledCurves, centers: Float64Array, level: number, df: number): number {
  const size = centers.length;
  const spread = new Float64Array(size);
  for (let at = 0; at < means.length; at++) {
    const difference = means[at] - centers[at % size];
    spread[at % size] += (difference * difference) / resamples;
  }
  const largest = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    for (let j = 0; j < size; j++) {
      if (spread[j] > 0) largest[r] = Math.max(largest[r], Math.abs(means[r * size + j] - centers[j]) / Math.sqrt(spread[j]));
    }
  }
  return studentTQuantile(1 - normalUpperTail(quantileSorted(largest.sort(), level)), df);
}
