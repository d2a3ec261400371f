import { quantileSorted } from "../../numeric/quantile.ts";
import { normalQuantile, normalUpperTail, pow, studentTQuantile, studentTUpperTail } from "../../numeric/special/index.ts";
import type { ConfidenceInterval } from "../../numeric/types.ts";
import { constantInterval } from "../../passk/meanDifference.ts";
import { type CheckpointCurves, columnDeviations, columnDifference, highest, rounding } from "./checkpointCurves.ts";

/** Whether training past the peak of pass@K paid for pass@1 with pass@K: the sign of a collapse of diversity. */
export interface CollapseVerdict {
  /** The series. */
  readonly series: string;
  /** The largest k of the study, at which the peak is sought. */
  readonly k: number;
  /** Position of the checkpoint with the highest mean pass@K; the latest in training of those level. */
  readonly peak: number;
  /** Position of the last checkpoint. */
  readonly last: number;
  /** Number of problems that all checkpoints of the series have. */
  readonly problems: number;
  /**
   * `"collapse"`: from the peak to the last, pass@1 rises and pass@K falls, both beyond doubt. `"fall"`: pass@K falls beyond doubt, pass@1
   * does not clearly rise. `"unclear"`: pass@K is lower at the last, but within the error. `"no-fall"`: pass@K is highest at the last.
   */
  readonly outcome: "collapse" | "fall" | "unclear" | "no-fall";
  /** Change of pass@1 from the peak to the last. */
  readonly passAt1: PeakToLast;
  /** Change of pass@K from the peak to the last. */
  readonly passAtK: PeakToLast;
  /** p-value of a collapse: the larger of the two where pass@1 rises and pass@K falls; 1 where one does not. */
  readonly pValue: number;
}

/** The change of pass@k from the peak to the last checkpoint; none, with an interval of no width, where the peak is the last. */
export interface PeakToLast {
  /** Mean at the peak. */
  readonly peak: number;
  /** Mean at the last. */
  readonly last: number;
  /** last − peak. */
  readonly estimate: number;
  /** Standard error over problems. */
  readonly standardError: number;
  /** Interval from a band that holds the changes from every earlier checkpoint at k = 1 and K at once, so that the peak may be chosen by looking. */
  readonly confidenceInterval: ConfidenceInterval;
  /** Two-sided p-value that there is no change, from the same band. */
  readonly pValue: number;
}

/**
 * The verdict on one series of at least two checkpoints.
 *
 * @param series The series.
 * @param positions Positions of its checkpoints in the order of training.
 * @param curves Their curves.
 * @param level Confidence level.
 * @returns The verdict.
 */
export function checkpointVerdict(series: string, positions: readonly number[], curves: CheckpointCurves, level: number): CollapseVerdict {
  const width = curves.ks.length;
  const final = positions.length - 1;
  const peak = highest(positions.map((_, t) => curves.means[t * width + width - 1]));
  const largest = largestDeviations(curves, final);
  const change = (j: number): PeakToLast => peakToLast(curves, peak * width + j, final * width + j, largest, { level, family: 2 * final });
  const passAt1 = change(0);
  const passAtK = change(width - 1);
  const shape = { series, k: curves.ks[width - 1], peak: positions[peak], last: positions[final], problems: curves.problems };
  const rises = passAt1.estimate > 0;
  const pValue = rises && passAtK.estimate < 0 ? Math.max(passAt1.pValue, passAtK.pValue) : 1;
  const falls = passAtK.pValue <= 1 - level;
  const outcome = peak === final ? "no-fall" : !falls ? "unclear" : pValue <= 1 - level ? "collapse" : "fall";
  return { ...shape, outcome, passAt1, passAtK, pValue };
}

/** Per replicate the largest |deviation|, in standard errors, of last − earlier over all earlier checkpoints at k = 1 and K; sorted. */
function largestDeviations(curves: CheckpointCurves, final: number): Float64Array {
  const width = curves.ks.length;
  const largest = new Float64Array(curves.resamples);
  for (let t = 0; t < final; t++) {
    for (const j of [0, width - 1]) {
      const deviations = columnDeviations(curves, final * width + j, t * width + j);
      for (let r = 0; r < largest.length; r++) largest[r] = Math.max(largest[r], Math.abs(deviations[r]));
    }
  }
  return largest.sort();
}

function peakToLast(
  curves: CheckpointCurves,
  peak: number,
  last: number,
  largest: Float64Array,
  { level, family }: { readonly level: number; readonly family: number },
): PeakToLast {
  const { estimate, standardError } = columnDifference(curves, last, peak);
  const values = { peak: curves.means[peak], last: curves.means[last], estimate, standardError };
  if (peak === last) return { ...values, confidenceInterval: { low: 0, high: 0, level }, pValue: 1 };
  const df = curves.problems - 1;
  if (!(standardError > rounding)) {
    // The same change on every problem, which no spread says anything about: each of the family takes its part of the error.
    const { low, high } = constantInterval(estimate, curves.problems, 1 - (1 - level) / family);
    return { ...values, confidenceInterval: { low, high, level }, pValue: Math.abs(estimate) > rounding ? Math.min(1, family * pow(2, -df)) : 1 };
  }
  const reach = studentTQuantile(1 - normalUpperTail(quantileSorted(largest, level)), df);
  // The statistic on the scale of the deviations, whose spread is known.
  const size = -normalQuantile(studentTUpperTail(Math.abs(estimate) / standardError, df));
  const beyond = largest.reduce((count, value) => count + (value >= size ? 1 : 0), 0);
  const margin = reach * standardError;
  return { ...values, confidenceInterval: { low: estimate - margin, high: estimate + margin, level }, pValue: (beyond + 1) / (largest.length + 1) };
}
