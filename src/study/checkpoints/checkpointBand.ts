import { quantileSorted } from "../../numeric/quantile.ts";
import { normalQuantile, normalUpperTail, pow, studentTQuantile, studentTUpperTail } from "../../numeric/special/index.ts";
import type { ConfidenceInterval } from "../../numeric/types.ts";
import { constantInterval } from "../../passk/meanDifference.ts";
import { type CheckpointCurves, columnDeviations, columnDifference, rounding } from "./checkpointCurves.ts";

/** A difference of mean pass@k between two checkpoints. */
export interface BandedDifference {
  /** b − a. */
  readonly estimate: number;
  /** Standard error over problems. */
  readonly standardError: number;
  /** Interval from a band that holds all differences of a family at k = 1 and K at once, so that any of them may be chosen by looking. */
  readonly confidenceInterval: ConfidenceInterval;
  /** Two-sided p-value that there is no difference, from the same band. */
  readonly pValue: number;
}

/** Two checkpoints, by their index in the curves. */
export interface CheckpointPair {
  /** The one subtracted. */
  readonly a: number;
  /** The one it is subtracted from. */
  readonly b: number;
}

/**
 * A band over the differences of several pairs of checkpoints at the smallest and the largest k.
 *
 * @param curves The curves.
 * @param pairs The pairs, at least one.
 * @param level Confidence level.
 * @returns The difference of one of these pairs at k = 1 (`"first"`) or K (`"last"`).
 */
export function checkpointBand(curves: CheckpointCurves, pairs: readonly CheckpointPair[], level: number): (pair: CheckpointPair, k: "first" | "last") => BandedDifference {
  const width = curves.ks.length;
  const columnOf = (t: number, k: "first" | "last"): number => t * width + (k === "first" ? 0 : width - 1);
  const largest = new Float64Array(curves.resamples);
  for (const { a, b } of pairs) {
    for (const k of ["first", "last"] as const) {
      const deviations = columnDeviations(curves, columnOf(b, k), columnOf(a, k));
      for (let r = 0; r < largest.length; r++) largest[r] = Math.max(largest[r], Math.abs(deviations[r]));
    }
  }
  largest.sort();
  return ({ a, b }, k) => banded(curves, columnOf(b, k), columnOf(a, k), largest, level, 2 * pairs.length);
}

function banded(curves: CheckpointCurves, b: number, a: number, largest: Float64Array, level: number, family: number): BandedDifference {
  const { estimate, standardError } = columnDifference(curves, b, a);
  const df = curves.problems - 1;
  if (!(standardError > rounding)) {
    // The same difference on every problem, which no spread says anything about: each of the family takes its part of the error.
    const { low, high } = constantInterval(estimate, curves.problems, 1 - (1 - level) / family);
    return { estimate, standardError, confidenceInterval: { low, high, level }, pValue: Math.abs(estimate) > rounding ? Math.min(1, family * pow(2, -df)) : 1 };
  }
  const reach = studentTQuantile(1 - normalUpperTail(quantileSorted(largest, level)), df);
  // The statistic on the scale of the deviations, whose spread is known.
  const size = -normalQuantile(studentTUpperTail(Math.abs(estimate) / standardError, df));
  const beyond = largest.reduce((count, value) => count + (value >= size ? 1 : 0), 0);
  const margin = reach * standardError;
  return { estimate, standardError, confidenceInterval: { low: estimate - margin, high: estimate + margin, level }, pValue: (beyond + 1) / (largest.length + 1) };
}
