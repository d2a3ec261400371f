import type { Steps } from "../../steps/index.ts";
import { type CheckpointCurves, rounding } from "./checkpointCurves.ts";

/** pass@1 against pass@k of all checkpoints, on the problems that all of them have. */
export interface CheckpointFront {
  /** The k of the second axis, at least 2. */
  readonly k: number;
  /** Number of problems. */
  readonly problems: number;
  /** The checkpoints, in the order of the study. */
  readonly points: readonly FrontPoint[];
}

/** A checkpoint in the plane of pass@1 and pass@k. */
export interface FrontPoint {
  /** The series. */
  readonly series: string;
  /** The position. */
  readonly position: number;
  /** Mean pass@1. */
  readonly passAt1: number;
  /** Mean pass@k. */
  readonly passAtK: number;
  /** Whether no other checkpoint is at least as good in both and better in one. */
  readonly onFront: boolean;
  /** Share of bootstrap replicates over problems in which it is on the front. */
  readonly share: number;
}

/**
 * The Pareto front of pass@1 and pass@k at every k ≥ 2.
 *
 * @param places Series and position of the checkpoints.
 * @param curves Their curves.
 * @returns One entry per k; yields the share of the work done.
 */
export function* checkpointFronts(places: readonly { readonly series: string; readonly position: number }[], curves: CheckpointCurves): Steps<CheckpointFront[]> {
  const { ks, means, resampled, resamples, columns, problems } = curves;
  const fronts: CheckpointFront[] = [];
  for (let j = 1; j < ks.length; j++) {
    const observed = onFront(means, ks.length, j);
    const times = places.map(() => 0);
    for (let r = 0; r < resamples; r++) {
      onFront(resampled.subarray(r * columns.length, (r + 1) * columns.length), ks.length, j).forEach((is, t) => (times[t] += Number(is)));
    }
    const points = places.map(({ series, position }, t) => ({
      series,
      position,
      passAt1: means[t * ks.length],
      passAtK: means[t * ks.length + j],
      onFront: observed[t],
      share: times[t] / resamples,
    }));
    fronts.push({ k: ks[j], problems, points });
    yield j / ks.length;
  }
  return fronts;
}

/** Which checkpoints no other dominates, from curves of `width` values each; values closer than rounding are equal. */
function onFront(curves: Float64Array, width: number, j: number): boolean[] {
  const found: boolean[] = [];
  for (let own = 0; own < curves.length; own += width) {
    let dominated = false;
    for (let other = 0; other < curves.length && !dominated; other += width) {
      const first = curves[other] - curves[own];
      const last = curves[other + j] - curves[own + j];
      dominated = first >= -rounding && last >= -rounding && (first > rounding || last > rounding);
    }
    found.push(!dominated);
  }
  return found;
}
