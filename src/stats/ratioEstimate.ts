import { checkArray, checkFiniteArray, checkLevel, checkOptions, checkSameLength } from "../numeric/check.ts";
import { mean, variance } from "../numeric/moments.ts";
import { exp, log1p, studentTQuantile } from "../numeric/special/index.ts";
import { sum } from "../numeric/sum.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";

/** Options of {@linkcode ratioEstimate} and {@linkcode ratioOfRatios}. */
export interface RatioOptions {
  /** A label per row, shape [rows]: rows that share one (samples of one problem) depend on each other. Default: every row by itself. */
  readonly clusters?: ArrayLike<number | string>;
  /** Coverage of the interval, in (0, 1); default 0.95. */
  readonly level?: number;
}

/** Result of {@linkcode ratioEstimate}. */
export interface RatioEstimate {
  /** What was estimated, from which units, and which interval it is. */
  readonly method: string;
  /** The ratio of the two sums; ∞ where only the denominators sum to 0, NaN where both do. */
  readonly estimate: number;
  /** Jackknife standard error of ln(estimate), times the estimate; ∞ where one unit holds all of a sum, NaN where a sum is 0 or there is one unit. */
  readonly standardError: number;
  /** estimate·exp(±t·standardError/estimate); from 0 to ∞ where a sum, or all of it but one unit's, is 0; NaN ends for a single unit. */
  readonly confidenceInterval: ConfidenceInterval;
  /** Degrees of freedom of t: units − 1. */
  readonly df: number;
  /** Number of units left out one by one: rows, or clusters. */
  readonly units: number;
  /** Sum of the numerators. */
  readonly numerator: number;
  /** Sum of the denominators. */
  readonly denominator: number;
}

/**
 * Ratio of two sums over the same units, such as tokens spent per correct answer, with its sampling error.
 *
 * R = Σy/Σx, not the mean of y/x: units with x = 0 count. The error of ln R is the delete-one jackknife over the units, the
 * interval t on units − 1 degrees of freedom on the logarithmic scale: positive, asymmetric as such ratios are, and turned
 * over exactly by turning over the ratio. Where the denominator rests on few units it is wide, where on one, unbounded.
 *
 * @param numerators Numbers ≥ 0, shape [rows].
 * @param denominators Numbers ≥ 0, shape [rows].
 * @param options Clusters, level.
 * @returns The ratio with standard error and interval.
 * @throws {RangeError} If lists differ in length or are empty, a number is negative or not finite, or the level is out of range.
 * @see Cochran 1977, Sampling Techniques, chapter 6; Durbin 1959, Biometrika 46, 477–480, for its jackknife; docs/methods/cost.md
 * for the measured coverage of this and other intervals.
 * @example Tokens per correct answer over eight problems
 * ```ts
 * import { ratioEstimate } from "@divlab/core/stats";
 * const tokens = [5200, 9100, 3100, 12500, 800, 7400, 2900, 15100];
 * const correct = [6, 2, 7, 0, 8, 3, 8, 1];
 * const result = ratioEstimate(tokens, correct);
 * result.estimate; // => 1602.857
 * result.confidenceInterval; // => { low: 477.46, high: 5380.91, level: 0.95 }
 * ```
 */
export function ratioEstimate(numerators: ArrayLike<number>, denominators: ArrayLike<number>, options: RatioOptions = {}): RatioEstimate {
  const action = "estimate a ratio";
  checkOptions(action, options, ["clusters", "level"]);
  const { clusters, level = 0.95 } = options;
  checkLevel(action, level);
  const [y, x] = sumsByUnit(action, { numerators, denominators }, clusters);
  const numerator = sum(y);
  const denominator = sum(x);
  const { estimate, ...error } = ratioOfTotals([y], [x], level);
  const method = `Ratio of sums, ${describeJackknife(clusters)}`;
  return { method, estimate, ...error, numerator, denominator };
}

/** Which interval it is, for `method`. */
export function describeJackknife(clusters: object | undefined): string {
  return `jackknife over ${clusters === undefined ? "rows" : "clusters"}, t interval of the logarithm`;
}

/** The columns summed within each cluster, clusters in order of first appearance; copies where every row is by itself. */
export function sumsByUnit(action: string, columns: Readonly<Record<string, ArrayLike<number>>>, clusters: ArrayLike<number | string> | undefined): Float64Array[] {
  const named = Object.entries(columns);
  const [firstName, first] = named[0];
  for (const [name, values] of named) {
    checkFiniteArray(action, name, values, 1);
    checkSameLength(action, firstName, first.length, name, values.length);
    for (let i = 0; i < values.length; i++) {
      if (values[i] < 0) throw new RangeError(`Cannot ${action}: ${name} must be ≥ 0, got ${values[i]} at index ${i}`);
    }
  }
  if (clusters === undefined) return named.map(([, values]) => Float64Array.from(values));
  checkArray(action, "clusters", clusters);
  checkSameLength(action, "clusters", clusters.length, firstName, first.length);
  const units = new Map<number | string, number>();
  const unitOf = Int32Array.from({ length: first.length }, (_, i) => {
    const unit = units.get(clusters[i]) ?? units.size;
    units.set(clusters[i], unit);
    return unit;
  });
  return named.map(([, values]) => {
    const sums = new Float64Array(units.size);
    for (let i = 0; i < values.length; i++) sums[unitOf[i]] += values[i];
    return sums;
  });
}

/** The product of the ratios of totals top[j]/bottom[j], with its jackknife error on the logarithmic scale; columns are ≥ 0, one entry per unit. */
export function ratioOfTotals(
  top: readonly Float64Array[],
  bottom: readonly Float64Array[],
  level: number,
): Pick<RatioEstimate, "estimate" | "standardError" | "confidenceInterval" | "df" | "units"> {
  const units = top[0].length;
  const df = units - 1;
  const tops = top.map(sum);
  const bottoms = bottom.map(sum);
  const estimate = tops.reduce((product, total, j) => product * (total / bottoms[j]), 1);
  if (units === 1) return { estimate, standardError: NaN, confidenceInterval: { low: NaN, high: NaN, level }, df, units };
  if (Math.min(...tops, ...bottoms) === 0) return { estimate, standardError: NaN, confidenceInterval: { low: 0, high: Infinity, level }, df, units };
  const shifts = new Float64Array(units);
  top.forEach((column, j) => addShifts(shifts, column, tops[j], 1));
  bottom.forEach((column, j) => addShifts(shifts, column, bottoms[j], -1));
  // A unit without which a total is 0 leaves no finite ratio: the error is unbounded.
  const logError = shifts.every(Number.isFinite) ? Math.sqrt((df / units) * df * variance(shifts, mean(shifts))) : Infinity;
  const reach = studentTQuantile((1 + level) / 2, df) * logError;
  return {
    estimate,
    standardError: estimate * logError,
    confidenceInterval: { low: estimate * exp(-reach), high: estimate * exp(reach), level },
    df,
    units,
  };
}

/** Adds how far the logarithm of a total moves when each unit is left out. */
function addShifts(shifts: Float64Array, column: Float64Array, total: number, sign: number): void {
  for (let i = 0; i < column.length; i++) shifts[i] += column[i] >= total ? -sign * Infinity : sign * log1p(-column[i] / total);
}
