import { type BandedDifference, checkpointBand } from "./checkpointBand.ts";
import { type CheckpointCurves, highest } from "./checkpointCurves.ts";

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

/** The change of pass@k from the peak to the last checkpoint, the family being those from all earlier ones; none, with an interval of no width, where the peak is the last. */
export interface PeakToLast extends BandedDifference {
  /** Mean at the peak. */
  readonly peak: number;
  /** Mean at the last. */
  readonly last: number;
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
  const band = checkpointBand(curves, positions.slice(0, -1).map((_, t) => ({ a: t, b: final })), level);
  const change = (k: "first" | "last"): PeakToLast => {
    const j = k === "first" ? 0 : width - 1;
    const values = { peak: curves.means[peak * width + j], last: curves.means[final * width + j] };
    if (peak === final) return { ...values, estimate: 0, standardError: 0, confidenceInterval: { low: 0, high: 0, level }, pValue: 1 };
    return { ...values, ...band({ a: peak, b: final }, k) };
  };
  const passAt1 = change("first");
  const passAtK = change("last");
  const shape = { series, k: curves.ks[width - 1], peak: positions[peak], last: positions[final], problems: curves.problems };
  const rises = passAt1.estimate > 0;
  const pValue = rises && passAtK.estimate < 0 ? Math.max(passAt1.pValue, passAtK.pValue) : 1;
  const falls = passAtK.pValue <= 1 - level;
  const outcome = peak === final ? "no-fall" : !falls ? "unclear" : pValue <= 1 - level ? "collapse" : "fall";
  return { ...shape, outcome, passAt1, passAtK, pValue };
}
