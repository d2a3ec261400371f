import { checkFinite, checkFiniteArray, checkLevel, checkOptions } from "../numeric/check.ts";
import { findRoot } from "../numeric/findRoot.ts";
import { mean, variance } from "../numeric/moments.ts";
import { exp, logGamma, noncentralTUpperTail } from "../numeric/special/index.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import { checkVariation, differences, readArguments } from "./samples.ts";

/** Options of {@linkcode cohenD}. */
export interface CohenDOptions {
  /** Mean, or difference of means, that counts as no effect; default 0. */
  readonly mu?: number;
  /** Whether x[i] and y[i] belong together; default false. */
  readonly paired?: boolean;
  /** Coverage of the interval, in (0, 1); default 0.95. */
  readonly level?: number;
}

/** Result of {@linkcode cohenD}. */
export interface CohenDResult {
  /** Which standard deviation the difference is measured in, and how the interval was found. */
  readonly method: string;
  /** Cohen's d. */
  readonly estimate: number;
  /** Hedges' g, d without its small-sample bias: d·Γ(ν/2)/(√(ν/2)·Γ((ν − 1)/2)); NaN for ν = 1. */
  readonly hedgesG: number;
  /** Large-sample standard error of d: √(1/ñ + d²/(2n)), ñ = n or nm/(n + m), n counting all values. */
  readonly standardError: number;
  /** Exact interval for the population's d if the data are normal, from the noncentral t distribution. */
  readonly confidenceInterval: ConfidenceInterval;
  /** Degrees of freedom ν of the standard deviation. */
  readonly df: number;
  /** Number of values in x, which is the number of pairs if paired. */
  readonly n: number;
  /** Number of values in y; only for two unpaired samples. */
  readonly nY?: number;
}

const action = "compute Cohen's d";

/**
 * Cohen's d: a difference of means in standard deviations.
 *
 * One sample and pairs (d_z): (d̄ − μ)/s. Two samples: (x̄ − ȳ − μ)/s_p with s_p² pooled on n + m − 2 degrees of freedom.
 * The interval holds the δ for which the observed t = d·√ñ is not in a tail of the noncentral t distribution.
 *
 * @param x First sample, or the differences themselves; shape [n], n ≥ 2.
 * @param y Second sample (shape [n] if paired, [m ≥ 2] otherwise), or the options.
 * @param options Null value, pairing, level.
 * @returns d, Hedges' g, standard error and interval.
 * @throws {NumericalError} `no-variation` if the data are constant.
 * @throws {RangeError} If a sample is too short, not finite, or pairs differ in number.
 * @see Hedges 1981, J. Educ. Statist. 6, 107–128; Steiger & Fouladi 1997 (interval).
 * @example
 * ```ts
 * import { cohenD } from "@divlab/core/stats";
 * const { estimate, hedgesG, confidenceInterval } = cohenD([5, 7, 8, 6, 9], [4, 6, 5, 5, 3]);
 * estimate; // => 1.741
 * hedgesG; // => 1.572
 * confidenceInterval.low; // => 0.208
 * confidenceInterval.high; // => 3.202
 * ```
 */
export function cohenD(x: ArrayLike<number>, y?: ArrayLike<number> | CohenDOptions, options?: CohenDOptions): CohenDResult {
  const { y: second, options: chosen } = readArguments(action, y, options);
  checkOptions(action, chosen, ["mu", "paired", "level"]);
  const { mu = 0, paired = false, level = 0.95 } = chosen;
  checkFinite(action, "mu", mu);
  checkLevel(action, level);
  if (paired && second === undefined) throw new TypeError("Cannot compute Cohen's d: paired needs y, got only x");
  const { method, difference, sd, df, n, nY } = second === undefined || paired ? fromDifferences(x, second) : fromSamples(x, second);
  const estimate = (difference - mu) / sd;
  const effectiveN = nY === undefined ? n : n * (nY / (n + nY));
  return {
    method: `${method}; noncentral t interval`,
    estimate,
    hedgesG: df > 1 ? estimate * hedgesCorrection(df) : NaN,
    standardError: Math.sqrt(1 / effectiveN + (estimate * estimate) / (2 * (n + (nY ?? 0)))),
    confidenceInterval: noncentralInterval(estimate, Math.sqrt(effectiveN), df, level),
    df,
    n,
    ...(nY === undefined ? {} : { nY }),
  };
}

interface Summary {
  readonly method: string;
  readonly difference: number;
  readonly sd: number;
  readonly df: number;
  readonly n: number;
  readonly nY?: number;
}

function fromDifferences(x: ArrayLike<number>, y: ArrayLike<number> | undefined): Summary {
  const values = differences(action, x, y, 2);
  const difference = mean(values);
  const sd = Math.sqrt(variance(values, difference));
  checkVariation(action, y === undefined ? "x" : "the differences", sd, difference);
  return { method: y === undefined ? "Cohen's d of one sample" : "Cohen's d of paired differences", difference, sd, df: values.length - 1, n: values.length };
}

function fromSamples(x: ArrayLike<number>, y: ArrayLike<number>): Summary {
  checkFiniteArray(action, "x", x, 2);
  checkFiniteArray(action, "y", y, 2);
  const n = x.length;
  const nY = y.length;
  const meanX = mean(x);
  const meanY = mean(y);
  const df = n + nY - 2;
  const sd = Math.sqrt(((n - 1) * variance(x, meanX) + (nY - 1) * variance(y, meanY)) / df);
  checkVariation(action, "x and y", sd, Math.max(Math.abs(meanX), Math.abs(meanY)));
  return { method: "Cohen's d with pooled standard deviation", difference: meanX - meanY, sd, df, n, nY };
}

/** The δ at which the observed t has probability (1 − level)/2 above it, and below it; in units of d. */
function noncentralInterval(d: number, root: number, df: number, level: number): ConfidenceInterval {
  const t = d * root;
  const miss = (1 - level) / 2;
  return { low: noncentralityAt(t, df, miss) / root, high: -noncentralityAt(-t, df, miss) / root, level };
}

/** The δ with P(T > t; δ) = probability, which grows with δ. */
function noncentralityAt(t: number, df: number, probability: number): number {
  const excess = (delta: number): number => noncentralTUpperTail(t, df, delta) - probability;
  let reach = 2 * Math.sqrt(1 + (t * t) / (2 * df));
  while (excess(t - reach) > 0) reach *= 2;
  let above = reach;
  while (excess(t + above) < 0) above *= 2;
  return findRoot(excess, t - reach, t + above, 1e-12);
}

/** Γ(ν/2)/(√(ν/2)·Γ((ν − 1)/2)); from ν = 60 by its asymptotic series, where the logarithms would lose digits. */
function hedgesCorrection(df: number): number {
  if (df < 60) return exp(logGamma(df / 2) - logGamma((df - 1) / 2)) / Math.sqrt(df / 2);
  const u = 1 / (8 * df);
  return 1 + u * (-6 + u * (-14 + u * (-36 + u * (118 + u * (1932 + u * (-9292 + u * -342408))))));
}
