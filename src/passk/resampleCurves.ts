import { kernels } from "../kernels/backend.ts";
import { quantileSorted } from "../numeric/quantile.ts";
import { normalUpperTail, studentTQuantile } from "../numeric/special/index.ts";
import { countDraws } from "../random/countDraws.ts";
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

/** Most draws between two steps; their counts take half a megabyte. */
const DRAWS_PER_STEP = 65_536;

/** Fewest steps, so that progress shows. */
const STEPS = 50;

/**
 * Draws problems, or whole clusters of them, with replacement and takes the mean of every column anew.
 * The values are added up per cluster once; the sums of many replicates are then one product of matrices, counts of draws × sums.
 * All replicates draw from one stream: setting one up would cost more than the few draws a replicate needs.
 */
export function* resampleCurves(columns: readonly Float64Array[], clusters: ClusterCodes | undefined, resamples: number, rng: Rng): Steps<ResampledCurves> {
  const size = columns.length;
  const units = clusters?.size ?? columns[0].length;
  const members = new Float64Array(units);
  const sums = new Float64Array(size * units);
  for (let i = 0; i < columns[0].length; i++) {
    const unit = clusters === undefined ? i : clusters.codes[i];
    members[unit]++;
    for (let j = 0; j < size; j++) sums[j * units + unit] += columns[j][i];
  }
  const means = new Float64Array(resamples * size);
  const perStep = Math.ceil(Math.min(resamples / STEPS, DRAWS_PER_STEP / units));
  const buffer = new Float64Array(perStep * units);
  for (let first = 0; first < resamples; first += perStep) {
    const rows = Math.min(perStep, resamples - first);
    const times = buffer.subarray(0, rows * units);
    countDraws(rng, units, times);
    kernels().addProducts(times, 0, units, sums, 0, units, means, first * size, size, rows, size, units);
    for (let r = 0; r < rows; r++) {
      const drawn = clusters === undefined ? units : weightedTotal(times, r * units, members);
      for (let j = (first + r) * size; j < (first + r + 1) * size; j++) means[j] /= drawn;
    }
    yield (first + rows) / resamples;
  }
  return { means, resamples };
}

/** Σ members[u]·times[at + u]. */
function weightedTotal(times: Float64Array, at: number, members: Float64Array): number {
  let total = 0;
  for (let unit = 0; unit < members.length; unit++) total += times[at + unit] * members[unit];
  return total;
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
