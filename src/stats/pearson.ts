import { checkArray, checkLevel, checkOptions, checkSameLength } from "../numeric/check.ts";
import { checkAlternative } from "./alternative.ts";
import {
  type CorrelationOptions,
  type CorrelationResult,
  correlateUnits,
  correlationPValue,
  correlationStatistic,
  fisherInterval,
  unitVector,
} from "./correlation.ts";

const action = "compute Pearson's correlation";

/**
 * Pearson's product-moment correlation.
 *
 * r = Σ(xᵢ − x̄)(yᵢ − ȳ)/√(Σ(xᵢ − x̄)²·Σ(yᵢ − ȳ)²), tested by t = r·√((n − 2)/(1 − r²)) on n − 2 degrees of freedom;
 * interval tanh(artanh r ± z/√(n − 3)).
 *
 * @param x First column, shape [n], n ≥ 3.
 * @param y Second column, shape [n].
 * @param options Alternative and level.
 * @returns r with t test and interval (NaN ends for n = 3).
 * @throws {NumericalError} `no-variation` if a column is constant.
 * @throws {RangeError} If the columns are too short, not finite or differ in length.
 * @see Fisher 1921, Metron 1, 3–32.
 * @example
 * ```ts
 * import { pearson } from "@divlab/core/stats";
 * const { estimate, pValue, confidenceInterval } = pearson([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 7, 5]);
 * estimate; // => 0.7918
 * pValue; // => 0.06051
 * confidenceInterval.low; // => -0.0553
 * ```
 */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>, options: CorrelationOptions = {}): CorrelationResult {
  checkOptions(action, options, ["alternative", "level"]);
  const { alternative = "two-sided", level = 0.95 } = options;
  checkAlternative(action, alternative);
  checkLevel(action, level);
  checkArray(action, "x", x, 3);
  checkArray(action, "y", y);
  checkSameLength(action, "x", x.length, "y", y.length);
  const n = x.length;
  const correlation = correlateUnits(unitVector(action, "x", x), unitVector(action, "y", y));
  const df = n - 2;
  const statistic = correlationStatistic(correlation, df);
  return {
    method: "Pearson's correlation, t test",
    statistic,
    df,
    pValue: correlationPValue(statistic, df, alternative),
    estimate: correlation.r,
    confidenceInterval: fisherInterval(correlation, 1 / (n - 3), alternative, level),
    alternative,
    n,
  };
}
