import { checkLevel, checkOptions, show } from "../numeric/check.ts";
import { sum } from "../numeric/sum.ts";
import { describeJackknife, type RatioEstimate, type RatioOptions, ratioOfTotals, sumsByUnit } from "./ratioEstimate.ts";

/** The two columns of a ratio of sums. */
export interface RatioColumns {
  /** Numbers ≥ 0, shape [rows]. */
  readonly numerators: ArrayLike<number>;
  /** Numbers ≥ 0, shape [rows]. */
  readonly denominators: ArrayLike<number>;
}

/** Result of {@linkcode ratioOfRatios}. */
export interface RatioOfRatios extends Pick<RatioEstimate, "method" | "standardError" | "confidenceInterval" | "df" | "units"> {
  /** first/second; NaN where both are 0 or both infinite. */
  readonly estimate: number;
  /** The first ratio of sums. */
  readonly first: number;
  /** The second ratio of sums. */
  readonly second: number;
}

/**
 * How many times as large one ratio of sums is as another over the same units: two arms' tokens per correct answer on shared problems.
 *
 * θ = (Σy₁/Σx₁)/(Σy₂/Σx₂). Row i of all four columns belongs to one unit (a problem), so leaving a unit out moves both ratios
 * at once: the jackknife of ln θ holds the covariance of the arms. Interval as in {@linkcode ratioEstimate}.
 *
 * @param first Columns of the ratio above, shape [rows] each.
 * @param second Columns of the ratio below, the same rows.
 * @param options Clusters, level.
 * @returns The ratio of the ratios with standard error and interval.
 * @throws {RangeError} If the columns differ in length or are empty, a number is negative or not finite, or the level is out of range.
 * @see docs/methods/cost.md for its measured coverage.
 * @example Four problems, two arms
 * ```ts
 * import { ratioOfRatios } from "@divlab/core/stats";
 * const thinking = { numerators: [9000, 21000, 15000, 12000], denominators: [4, 3, 4, 3] };
 * const panel = { numerators: [1500, 2600, 1900, 1700], denominators: [3, 1, 3, 2] };
 * const result = ratioOfRatios(thinking, panel);
 * result.estimate; // => 4.7588
 * result.confidenceInterval; // => { low: 3.4229, high: 6.6161, level: 0.95 }
 * ```
 */
export function ratioOfRatios(first: RatioColumns, second: RatioColumns, options: RatioOptions = {}): RatioOfRatios {
  const action = "estimate a ratio of ratios";
  checkOptions(action, options, ["clusters", "level"]);
  const { clusters, level = 0.95 } = options;
  checkLevel(action, level);
  for (const [name, columns] of Object.entries({ first, second })) {
    if (typeof columns !== "object" || columns === null) throw new TypeError(`Cannot ${action}: ${name} must be {numerators, denominators}, got ${show(columns)}`);
  }
  const [y1, x1, y2, x2] = sumsByUnit(
    action,
    {
      "first.numerators": first.numerators,
      "first.denominators": first.denominators,
      "second.numerators": second.numerators,
      "second.denominators": second.denominators,
    },
    clusters,
  );
  const method = `Ratio of two ratios of sums, ${describeJackknife(clusters)}`;
  return { method, ...ratioOfTotals([y1, x2], [x1, y2], level), first: sum(y1) / sum(x1), second: sum(y2) / sum(x2) };
}
