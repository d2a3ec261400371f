import { mean, variance } from "../numeric/moments.ts";
import { betaQuantile, exp, expm1, ln, studentTQuantile } from "../numeric/special/index.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";

/** A mean over problems with its uncertainty: the common shape of this module's results. */
export interface Estimate {
  /** What was estimated and how, e.g. `"pass@8, unbiased"`. */
  readonly method: string;
  /** Mean over the problems used. */
  readonly estimate: number;
  /** Standard error of the estimate, problems taken as a sample of a population; NaN for a single problem. */
  readonly standardError: number;
  /** Beta interval for shares, t interval for other scales; NaN ends for a single problem. */
  readonly confidenceInterval: ConfidenceInterval;
  /** The quantity per problem used, shape [problems]. */
  readonly values: Float64Array;
  /** Number of problems used. */
  readonly problems: number;
  /** Indices of the problems left out because the quantity is undefined for them; empty unless leaving out was asked for. */
  readonly leftOut: Int32Array;
}

/** Mean, population standard error and beta interval of per-problem shares. */
export function estimateShare(method: string, values: Float64Array, leftOut: Int32Array, level: number): Estimate {
  const problems = values.length;
  const estimate = mean(values);
  const standardError = Math.sqrt(variance(values, estimate) / problems);
  return { method, estimate, standardError, confidenceInterval: betaInterval(estimate, standardError, problems, level), values, problems, leftOut };
}

/** Mean, population standard error and t interval of per-problem values on any scale. */
export function estimateMean(method: string, values: Float64Array, leftOut: Int32Array, level: number): Estimate {
  const problems = values.length;
  const estimate = mean(values);
  const standardError = Math.sqrt(variance(values, estimate) / problems);
  return { method, estimate, standardError, confidenceInterval: tInterval(estimate, standardError, problems - 1, level), values, problems, leftOut };
}

/**
 * Interval for a mean of values in [0, 1]: Jeffreys' interval for a proportion, carried over to any such values.
 *
 * The Bayesian bootstrap of U values with mean x̄ and two pseudo-values of weight ½, one at 0 and one at 1, has mean
 * m = (U·x̄ + ½)/(U + 1) and variance v = [U(U − 1)·SE² + U(x̄ − m)² + ½m² + ½(1 − m)²]/((U + 1)(U + 2)). The ends are
 * quantiles of the beta distribution with that mean and variance. Values that are all 0 or 1 give Jeffreys' interval
 * itself. The pseudo-values stand for the hard (or easy) problem that a small sample did not happen to contain, where t
 * and logit-t intervals fail most: see docs/methods/pass-at-k.md for the measured coverage.
 *
 * @param units Number of independent values U behind the estimate; NaN ends for a single one; for clustered values not an integer.
 * @see Rubin 1981, The Bayesian Bootstrap; Brown, Cai & DasGupta 2001, Interval Estimation for a Binomial Proportion.
 */
export function betaInterval(estimate: number, standardError: number, units: number, level: number): ConfidenceInterval {
  if (!(units > 1)) return { low: NaN, high: NaN, level };
  const center = (units * estimate + 0.5) / (units + 1);
  const shift = estimate - center;
  const squares = units * (units - 1) * standardError * standardError + units * shift * shift + 0.5 * center * center + 0.5 * (1 - center) * (1 - center);
  const variance = squares / ((units + 1) * (units + 2));
  // Values in [0, 1] cannot spread so much that the precision falls below 1; the error of very unequal clusters can.
  const precision = Math.max(1, (center * (1 - center)) / variance - 1);
  const quantile = (p: number): number => betaQuantile(p, center * precision, (1 - center) * precision);
  // As for Jeffreys' interval by convention, an end never passes the estimate: an estimate of 0 has the lower end 0.
  return { low: Math.min(estimate, quantile((1 - level) / 2)), high: Math.max(estimate, quantile((1 + level) / 2)), level };
}

/** The t by which an interval with these degrees of freedom multiplies its standard error; NaN for none. */
export function intervalQuantile(df: number, level: number): number {
  return df >= 1 ? studentTQuantile((1 + level) / 2, df) : NaN;
}

/** estimate ± t·SE. */
export function tInterval(estimate: number, standardError: number, df: number, level: number, quantile: number = intervalQuantile(df, level)): ConfidenceInterval {
  const margin = quantile * standardError;
  return { low: estimate - margin, high: estimate + margin, level };
}

/**
 * The t interval of the logit, turned back into a share: never outside [0, 1].
 *
 * Where every value is 0 (or 1) the logit is infinite and the spread says nothing; the interval then comes from
 * P(all M values are 0) ≤ (1 − mean)^M, true of any values in [0, 1], with all of 1 − level on the one open side.
 * `quantile` saves computing t again where many intervals share it.
 */
export function logitInterval(estimate: number, standardError: number, df: number, level: number, quantile?: number): ConfidenceInterval {
  if (!(df >= 1)) return { low: NaN, high: NaN, level };
  if (!(estimate > 0 && estimate < 1)) {
    const reach = -expm1(ln(1 - level) / (df + 1));
    return estimate <= 0 ? { low: 0, high: reach, level } : { low: 1 - reach, high: 1, level };
  }
  const logit = ln(estimate / (1 - estimate));
  const { low, high } = tInterval(logit, standardError / (estimate * (1 - estimate)), df, level, quantile);
  return { low: 1 / (1 + exp(-low)), high: 1 / (1 + exp(-high)), level };
}
