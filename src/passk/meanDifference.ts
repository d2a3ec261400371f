import { mean } from "../numeric/moments.ts";
import { exp, ln, pow, studentTUpperTail } from "../numeric/special/index.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import { tInterval } from "./estimate.ts";
import { type ClusterCodes, meanError } from "./meanError.ts";

/** A mean of differences with its t interval and t test. */
export interface MeanDifference {
  /** Mean of the differences. */
  readonly estimate: number;
  /** Its standard error. */
  readonly standardError: number;
  /** Degrees of freedom of the error. */
  readonly df: number;
  /** t interval; where all differences agree, the one of {@linkcode constantInterval}. */
  readonly confidenceInterval: ConfidenceInterval;
  /** Two-sided p-value that the mean is 0; where all differences agree, the sign-flip test's 2^(1 − U). */
  readonly pValue: number;
  /** Whether all differences agree. */
  readonly constant: boolean;
}

/** Mean of differences in [−1, 1], independent or in clusters. */
export function meanDifference(values: Float64Array, clusters: ClusterCodes | undefined, level: number): MeanDifference {
  const estimate = mean(values);
  const { standardError, df } = meanError(values, estimate, clusters);
  const [value] = values;
  if (values.every((other) => other === value)) {
    const pValue = value === 0 ? 1 : pow(2, -df);
    return { estimate: value, standardError: 0, df, confidenceInterval: constantInterval(value, df + 1, level), pValue, constant: true };
  }
  const confidenceInterval = tInterval(estimate, standardError, df, level);
  return { estimate, standardError, df, confidenceInterval, pValue: 2 * studentTUpperTail(Math.abs(estimate) / standardError, df), constant: false };
}

/**
 * Interval where U independent differences all are δ, so that their spread says nothing: from
 * P(all are ≥ δ) ≤ ((1 + mean)/(1 + δ))^U, true of any values in [−1, 1] (Markov), and its mirror image.
 */
export function constantInterval(value: number, units: number, level: number): ConfidenceInterval {
  const factor = exp(ln((1 - level) / 2) / units);
  return { low: (1 + value) * factor - 1, high: 1 - (1 - value) * factor, level };
}
