import { NumericalError } from "../numeric/errors.ts";
import { exp, expm1 } from "../numeric/special/index.ts";
import { logExpectedFailure } from "./betaFailure.ts";
import type { DistinctCounts } from "./distinctCounts.ts";
import { type Estimate, intervalQuantile, logitInterval } from "./estimate.ts";
import { type BetaBinomialFit, fitPairs } from "./fitBetaBinomial.ts";
import { fromMode } from "./hypergeometric.ts";
import type { BetaShape } from "./maximiseBetaBinomial.ts";
import { shapeError } from "./shapeError.ts";
import type { BandShares } from "./varianceBand.ts";

/**
 * Variance band of groups larger than the samples at hand, from a beta-binomial fit: estimates are the fitted
 * population's, with delta-method errors; values are each problem's expectation given its counts.
 */
export function predictBand(action: string, pairs: DistinctCounts, G: number, method: string, level: number): BandShares {
  const fit = fitForPrediction(action, pairs, level);
  const predict = (f: (shape: BetaShape, n: number, c: number) => number): Estimate => {
    const estimate = f(fit, 0, 0);
    const standardError = shapeError(fit, (shape) => f(shape, 0, 0));
    const quantile = intervalQuantile(Infinity, level);
    const problems = pairs.pairOf.length;
    const ofPair = pairs.n.map((n, pair) => f(fit, n, pairs.c[pair]));
    return {
      method,
      estimate,
      standardError,
      confidenceInterval: logitInterval(estimate, standardError, problems - 1, level, quantile),
      values: Float64Array.from(pairs.pairOf, (pair) => ofPair[pair]),
      problems,
      leftOut: new Int32Array(0),
    };
  };
  const allZero = (shape: BetaShape, n: number, c: number): number => exp(logExpectedFailure(shape, n, c, G));
  const allOne = (shape: BetaShape, n: number, c: number): number => allZero(mirrored(shape), n, n - c);
  return {
    allZero: predict(allZero),
    band: predict((shape, n, c) => (shape.boundary === "all-or-nothing" ? 0 : -expm1(logExpectedFailure(shape, n, c, G)) - allOne(shape, n, c))),
    allOne: predict(allOne),
    groupStandardDeviation: halved(predict((shape, n, c) => 2 * groupDeviation(shape, n, c, G))),
  };
}

/** The fit, refused where it would make predictions out of nothing. */
export function fitForPrediction(action: string, pairs: DistinctCounts, level: number): BetaBinomialFit {
  const fit = fitPairs(pairs, level);
  const why = { "all-zero": "no sample is correct", "all-one": "every sample is correct", "no-repeats": "no problem has two samples" };
  if (fit.boundary === "all-zero" || fit.boundary === "all-one" || fit.boundary === "no-repeats") {
    throw new NumericalError("no-variation", `Cannot ${action}: counts must show how success rates differ, got counts in which ${why[fit.boundary]}`);
  }
  return fit;
}

/** An estimate in [0, ½] from that of its double, a share. */
export function halved({ estimate, standardError, confidenceInterval: { low, high, level }, values, ...rest }: Estimate): Estimate {
  return { ...rest, estimate: estimate / 2, standardError: standardError / 2, confidenceInterval: { low: low / 2, high: high / 2, level }, values: values.map((value) => value / 2) };
}

/** Right and wrong exchanged. */
function mirrored({ a, b, mean, boundary }: BetaShape): BetaShape {
  return { a: b, b: a, mean: 1 - mean, boundary };
}

/** E √(X(G − X))/G for the number X of correct ones among G fresh samples, which is beta-binomial or, with equal rates, binomial. */
function groupDeviation({ a, b, mean, boundary }: BetaShape, n: number, c: number, G: number): number {
  if (boundary === "all-or-nothing") return 0;
  const odds = mean / (1 - mean);
  let total = 0;
  let weighted = 0;
  fromMode(
    Math.round(G * (boundary === null ? (a + c) / (a + b + n) : mean)),
    0,
    G,
    (x) => ((G - x) / (x + 1)) * (boundary === null ? (x + a + c) / (G - 1 - x + b + n - c) : odds),
    (x, weight) => {
      total += weight;
      weighted += weight * Math.sqrt(x * (G - x));
    },
  );
  return weighted / total / G;
}
