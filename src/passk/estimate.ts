import { mean, variance } from "../numeric/moments.ts";
import { exp, expm1, ln, studentTQuantile } from "../numeric/special/index.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";

/** A mean over problems with its uncertainty: the common shape of this module's results. */
export interface Estimate {
  /** What was estimated and how, e.g. `"pass@8, unbiased"`. */
  readonly method: string;
  /** Mean over the problems used. */
  readonly estimate: number;
  /** Standard error of the estimate, problems taken as a sample of a population; NaN for a single problem. */
  readonly standardError: number;
  /** Logit-t interval for shares, t interval for other scales; NaN ends for a single problem. */
  readonly confidenceInterval: ConfidenceInterval;
  /** The quantity per problem used, shape [problems]. */
  readonly values: Float64Array;
  /** Number of problems used. */
  readonly problems: number;
  /** Indices of the problems left out because the quantity is undefined for them; empty unless leaving out was asked for. */
  readonly leftOut: Int32Array;
}

/** Mean, population standard error and logit-t interval of per-problem shares. */
export function estimateShare(method: string, values: Float64Array, leftOut: Int32Array, level: number): Estimate {
  const problems = values.length;
  const estimate = mean(values);
  const standardError = Math.sqrt(variance(values, estimate) / problems);
  return { method, estimate, standardError, confidenceInterval: logitInterval(estimate, standardError, problems - 1, level), values, problems, leftOut };
}

/** Mean, population standard error and t interval of per-problem values on any scale. */
export function estimateMean(method: string, values: Float64Array, leftOut: Int32Array, level: number): Estimate {
  const problems = values.length;
  const estimate = mean(values);
  const standardError = Math.sqrt(variance(values, estimate) / problems);
  return { method, estimate, standardError, confidenceInterval: tInterval(estimate, standardError, problems - 1, level), values, problems, leftOut };
}

/** estimate ± t·SE. */
export function tInterval(estimate: number, standardError: number, df: number, level: number): ConfidenceInterval {
  const margin = df >= 1 ? studentTQuantile((1 + level) / 2, df) * standardError : NaN;
  return { low: estimate - margin, high: estimate + margin, level };
}

/**
 * The t interval of the logit, turned back into a share: never outside [0, 1].
 *
 * Where every value is 0 (or 1) the logit is infinite and the spread says nothing; the interval then comes from
 * P(all M values are 0) ≤ (1 − mean)^M, true of any values in [0, 1], with all of 1 − level on the one open side.
 */
export function logitInterval(estimate: number, standardError: number, df: number, level: number): ConfidenceInterval {
  if (!(df >= 1)) return { low: NaN, high: NaN, level };
  if (!(estimate > 0 && estimate < 1)) {
    const reach = -expm1(ln(1 - level) / (df + 1));
    return estimate <= 0 ? { low: 0, high: reach, level } : { low: 1 - reach, high: 1, level };
  }
  const logit = ln(estimate / (1 - estimate));
  const { low, high } = tInterval(logit, standardError / (estimate * (1 - estimate)), df, level);
  return { low: 1 / (1 + exp(-low)), high: 1 / (1 + exp(-high)), level };
}
