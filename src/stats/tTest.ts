import { checkFinite, checkFiniteArray, checkLevel, checkOptions } from "../numeric/check.ts";
import { mean, variance } from "../numeric/moments.ts";
import { studentTQuantile, studentTUpperTail } from "../numeric/special/index.ts";
import type { Alternative, ConfidenceInterval } from "../numeric/types.ts";
import { checkAlternative, intervalFor, pValueFromTails } from "./alternative.ts";
import { checkVariation, differences, readArguments } from "./samples.ts";

/** Options of {@linkcode tTest}. */
export interface TTestOptions {
  /** Mean, or difference of means, under the null hypothesis; default 0. */
  readonly mu?: number;
  /** Whether x[i] and y[i] belong together; default false. */
  readonly paired?: boolean;
  /** Whether two unpaired samples share one variance (Student); default false (Welch). */
  readonly equalVariances?: boolean;
  /** Which departure from `mu` counts; default `"two-sided"`. */
  readonly alternative?: Alternative;
  /** Coverage of the interval, in (0, 1); default 0.95. */
  readonly level?: number;
}

/** Result of {@linkcode tTest}. */
export interface TTestResult {
  /** Which of the four t tests it was. */
  readonly method: string;
  /** t = (estimate − mu) / standardError. */
  readonly statistic: number;
  /** Degrees of freedom; not an integer for Welch's test. */
  readonly df: number;
  /** Exact tail probability of Student's t. */
  readonly pValue: number;
  /** Mean of x, mean of the differences x − y, or mean of x minus mean of y. */
  readonly estimate: number;
  /** Standard error of the estimate. */
  readonly standardError: number;
  /** Interval for the estimate; one-sided alternatives leave the other end at ±∞. */
  readonly confidenceInterval: ConfidenceInterval;
  /** The alternative hypothesis. */
  readonly alternative: Alternative;
  /** Value under the null hypothesis. */
  readonly mu: number;
  /** Number of values in x, which is the number of pairs in a paired test. */
  readonly n: number;
  /** Number of values in y; only in a test of two unpaired samples. */
  readonly nY?: number;
}

const action = "compute a t test";

/**
 * Student's t test: one sample, pairs, or two samples (Welch's unequal variances by default).
 *
 * One sample and pairs: t = (d̄ − μ)/(s/√n) on n − 1 degrees of freedom. Welch: t = (x̄ − ȳ − μ)/√(s²ₓ/n + s²ᵧ/m) with
 * Satterthwaite's degrees of freedom. The small tail is computed as such, so that p = 10⁻¹⁰⁰ comes out as 10⁻¹⁰⁰.
 *
 * @param x First sample, or the differences themselves; shape [n], n ≥ 2.
 * @param y Second sample (shape [n] if paired, [m ≥ 2] otherwise), or the options.
 * @param options Null value, pairing, alternative, level.
 * @returns t, degrees of freedom, p-value, estimate with interval.
 * @throws {NumericalError} `no-variation` if the data are constant.
 * @throws {RangeError} If a sample is too short, not finite, or pairs differ in number.
 * @see Welch 1947, Biometrika 34, 28–35.
 * @example Eight problems solved by two models
 * ```ts
 * import { tTest } from "@divlab/core/stats";
 * const first = [0.42, 0.55, 0.61, 0.3, 0.78, 0.64, 0.5, 0.71];
 * const second = [0.38, 0.49, 0.6, 0.33, 0.7, 0.6, 0.41, 0.66];
 * const { statistic, df, pValue } = tTest(first, second, { paired: true });
 * statistic; // => 3.126
 * df; // => 7
 * pValue; // => 0.01670
 * ```
 */
export function tTest(x: ArrayLike<number>, y?: ArrayLike<number> | TTestOptions, options?: TTestOptions): TTestResult {
  const { y: second, options: chosen } = readArguments(action, y, options);
  checkOptions(action, chosen, ["mu", "paired", "equalVariances", "alternative", "level"]);
  const { mu = 0, paired = false, equalVariances = false, alternative = "two-sided", level = 0.95 } = chosen;
  checkFinite(action, "mu", mu);
  checkAlternative(action, alternative);
  checkLevel(action, level);
  if (paired && second === undefined) throw new TypeError("Cannot compute a t test: paired needs y, got only x");
  const summary = second === undefined || paired ? fromDifferences(x, second) : fromSamples(x, second, equalVariances);
  const { method, estimate, standardError, df, ...counts } = summary;
  const statistic = (estimate - mu) / standardError;
  const margin = (miss: number): number => -studentTQuantile(miss, df) * standardError;
  return {
    method,
    statistic,
    df,
    pValue: pValueFromTails(alternative, studentTUpperTail(-statistic, df), studentTUpperTail(statistic, df)),
    estimate,
    standardError,
    confidenceInterval: intervalFor(
      alternative,
      level,
      (miss) => estimate - margin(miss),
      (miss) => estimate + margin(miss),
    ),
    alternative,
    mu,
    ...counts,
  };
}

interface Summary {
  readonly method: string;
  readonly estimate: number;
  readonly standardError: number;
  readonly df: number;
  readonly n: number;
  readonly nY?: number;
}

function fromDifferences(x: ArrayLike<number>, y: ArrayLike<number> | undefined): Summary {
  const values = differences(action, x, y, 2);
  const n = values.length;
  const estimate = mean(values);
  const standardError = Math.sqrt(variance(values, estimate) / n);
  checkVariation(action, y === undefined ? "x" : "the differences", standardError, estimate);
  return { method: y === undefined ? "One-sample t test" : "Paired t test", estimate, standardError, df: n - 1, n };
}

function fromSamples(x: ArrayLike<number>, y: ArrayLike<number>, equalVariances: boolean): Summary {
  checkFiniteArray(action, "x", x, 2);
  checkFiniteArray(action, "y", y, 2);
  const n = x.length;
  const nY = y.length;
  const meanX = mean(x);
  const meanY = mean(y);
  const varianceX = variance(x, meanX);
  const varianceY = variance(y, meanY);
  const pooled = ((n - 1) * varianceX + (nY - 1) * varianceY) / (n + nY - 2);
  const squareX = (equalVariances ? pooled : varianceX) / n;
  const squareY = (equalVariances ? pooled : varianceY) / nY;
  const standardError = Math.sqrt(squareX + squareY);
  checkVariation(action, "x and y", standardError, Math.max(Math.abs(meanX), Math.abs(meanY)));
  const share = squareX / (squareX + squareY);
  const satterthwaite = 1 / ((share * share) / (n - 1) + ((1 - share) * (1 - share)) / (nY - 1));
  return {
    method: equalVariances ? "Student's two-sample t test" : "Welch's two-sample t test",
    estimate: meanX - meanY,
    standardError,
    df: equalVariances ? n + nY - 2 : satterthwaite,
    n,
    nY,
  };
}
