import type { ConfidenceInterval } from "../numeric/index.ts";
import type { EstimateAtK } from "../passk/index.ts";

/** One point of a curve over k: an estimate without its per-problem values. */
export interface PointEstimate {
  /** Samples drawn per problem. */
  readonly k: number;
  /** What was estimated and how. */
  readonly method: string;
  /** Mean over the problems used. */
  readonly estimate: number;
  /** Standard error, problems taken as a sample of a population; NaN for a single problem. */
  readonly standardError: number;
  /** Interval for this k alone; NaN ends for a single problem. */
  readonly confidenceInterval: ConfidenceInterval;
  /** Number of problems used. */
  readonly problems: number;
}

/** The estimate without its per-problem values, which a report of many k would repeat needlessly. */
export function pointEstimate({ k, method, estimate, standardError, confidenceInterval, problems }: EstimateAtK): PointEstimate {
  return { k, method, estimate, standardError, confidenceInterval, problems };
}
