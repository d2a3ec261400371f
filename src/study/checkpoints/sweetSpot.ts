import { type BandedDifference, checkpointBand } from "./checkpointBand.ts";
import { type CheckpointCurves, rounding } from "./checkpointCurves.ts";

/** Whether a mixture of weights is better than both ends of a sweep at once, at pass@1 and at pass@K. */
export interface SweetSpot {
  /** The series. */
  readonly series: string;
  /** The largest k of the study. */
  readonly k: number;
  /** Number of problems that all checkpoints of the series have. */
  readonly problems: number;
  /** The mixture whose smallest lead, over both ends and at both k, is largest; not positive where none is ahead of both ends at once. */
  readonly position: number;
  /**
   * `"sweet-spot"`: it is ahead of both ends at pass@1 and pass@K, beyond doubt. `"unclear"`: ahead, but within the error.
   * `"none"`: no mixture is ahead of both ends at both.
   */
  readonly outcome: "sweet-spot" | "unclear" | "none";
  /** Its lead at pass@1 over the end that is better there. */
  readonly passAt1: LeadOverEnd;
  /** Its lead at pass@K over the end that is better there. */
  readonly passAtK: LeadOverEnd;
  /** p-value of all four leads: the largest of theirs where all are positive; 1 where one is not. */
  readonly pValue: number;
}

/** The lead of a mixture over an end of the sweep; the family of its band are the differences of all mixtures from both ends at k = 1 and K. */
export interface LeadOverEnd extends BandedDifference {
  /** Position of the end. */
  readonly end: number;
}

/**
 * The sweet spot of one series of at least three checkpoints.
 *
 * @param series The series.
 * @param positions Positions of its checkpoints, one end of the sweep first, the other last.
 * @param curves Their curves.
 * @param level Confidence level.
 * @returns The best mixture and whether it is one.
 * @see Dang et al. 2025, Section 4 and Figure 2.
 */
export function sweetSpot(series: string, positions: readonly number[], curves: CheckpointCurves, level: number): SweetSpot {
  const width = curves.ks.length;
  const ends = [0, positions.length - 1];
  const mixtures = positions.map((_, t) => t).slice(1, -1);
  const at = (t: number, k: "first" | "last"): number => curves.means[t * width + (k === "first" ? 0 : width - 1)];
  const betterEnd = (k: "first" | "last"): number => (at(ends[0], k) > at(ends[1], k) ? ends[0] : ends[1]);
  const smallestLead = (t: number): number => Math.min(at(t, "first") - at(betterEnd("first"), "first"), at(t, "last") - at(betterEnd("last"), "last"));
  const best = mixtures.reduce((a, b) => (smallestLead(b) > smallestLead(a) + rounding ? b : a));

  const band = checkpointBand(curves, mixtures.flatMap((b) => ends.map((a) => ({ a, b }))), level);
  const lead = (k: "first" | "last"): LeadOverEnd => ({ end: positions[betterEnd(k)], ...band({ a: betterEnd(k), b: best }, k) });
  const isAhead = smallestLead(best) > rounding;
  const pValue = isAhead ? Math.max(...ends.flatMap((a) => (["first", "last"] as const).map((k) => band({ a, b: best }, k).pValue))) : 1;
  const outcome = !isAhead ? "none" : pValue <= 1 - level ? "sweet-spot" : "unclear";
  return { series, k: curves.ks[width - 1], problems: curves.problems, position: positions[best], outcome, passAt1: lead("first"), passAtK: lead("last"), pValue };
}
