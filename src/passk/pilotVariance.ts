import { checkFinite } from "../numeric/check.ts";
import { mean, variance } from "../numeric/moments.ts";
import { expectedFailures } from "./betaFailure.ts";
import { type CheckedCounts, checkCounts, type Counts } from "./counts.ts";
import { distinctCounts, perProblem } from "./distinctCounts.ts";
import { enoughSamples } from "./enoughSamples.ts";
import { avoidProbability, hitProbability } from "./hypergeometric.ts";
import type { BetaShape } from "./maximiseBetaBinomial.ts";
import { pairedDifferences } from "./pairedDifferences.ts";
import { fitForPrediction } from "./predictBand.ts";
import { expectedSamplingVariance, unbiasedSamplingVariance } from "./samplingVariance.ts";

/** A beta distribution of success rates over problems. */
export interface BetaRates {
  /** First shape > 0. */
  readonly a: number;
  /** Second shape > 0. */
  readonly b: number;
}

/** What a pilot says about the two parts of the variance of mean pass@k, or of its difference between two arms. */
export interface PilotVariance {
  /** Variance between problems. */
  readonly between: number;
  /** Mean variance of one problem's estimate from n samples, both arms added; 0 for n = ∞. */
  readonly sampling: (n: number) => number;
  /** Number of arms that are sampled. */
  readonly arms: 1 | 2;
  /** Where the numbers come from. */
  readonly how: string;
}

/** Variances of one arm, of two arms with correlated true values, or of two arms that share their pilot's problems. */
export function pilotVariance(action: string, pilot: Counts | BetaRates, k: number, correlation: number | undefined, against: Counts | undefined): PilotVariance {
  if (against !== undefined) {
    if (correlation !== undefined) throw new TypeError(`Cannot ${action}: give \`correlation\` or \`against\`, got both`);
    if (isRates(pilot)) throw new TypeError(`Cannot ${action}: with \`against\` the pilot must be counts {n, c}, got shapes {a, b}`);
    return ofPair(action, pilot, against, k);
  }
  const arm = isRates(pilot) ? ofRates(action, pilot, k) : ofCounts(action, pilot, k);
  if (correlation === undefined) return arm;
  checkFinite(action, "correlation", correlation);
  if (Math.abs(correlation) > 1) throw new RangeError(`Cannot ${action}: correlation must lie between −1 and 1, got ${correlation}`);
  return { between: 2 * arm.between * (1 - correlation), sampling: (n) => 2 * arm.sampling(n), arms: 2, how: `${arm.how}, arms with correlation ${correlation}` };
}

function isRates(pilot: Counts | BetaRates): pilot is BetaRates {
  return typeof pilot === "object" && pilot !== null && "a" in pilot;
}

function ofRates(action: string, { a, b }: BetaRates, k: number): PilotVariance {
  for (const [name, value] of Object.entries({ a, b })) {
    checkFinite(action, name, value);
    if (!(value > 0)) throw new RangeError(`Cannot ${action}: ${name} must be above 0, got ${value}`);
  }
  return ofShape({ a, b, mean: a / (a + b), boundary: null }, k, `Beta(${a}, ${b}) success rates`);
}

function ofShape(shape: BetaShape, k: number, how: string): PilotVariance {
  const moments = expectedFailures(shape, 0, 0, k);
  return { between: moments[k] - moments[0] * moments[0], sampling: samplingFrom(moments, k), arms: 1, how };
}

function ofCounts(action: string, pilot: Counts, k: number): PilotVariance {
  const problems = checkCounts(action, pilot);
  const { used } = enoughSamples(action, problems, 1, "throw");
  const { moments, within, fit } = armMoments(action, problems, used, k);
  if (fit !== undefined) return ofShape(fit, k, "a beta-binomial fit to the pilot");
  const values = perProblem(problems.n, problems.c, used, (n, c) => hitProbability(n, c, k));
  return { between: Math.max(0, variance(values) - within), sampling: samplingFrom(moments, k), arms: 1, how: "the pilot's counts, without a model" };
}

function ofPair(action: string, a: Counts, b: Counts, k: number): PilotVariance {
  const { rows, rowsB, differences } = pairedDifferences(action, a, b, Float64Array.of(k), "throw");
  const first = armMoments(action, checkCounts(action, a), rows, k);
  const second = armMoments(action, checkCounts(action, b), rowsB, k);
  const samplingA = samplingFrom(first.moments, k);
  const samplingB = samplingFrom(second.moments, k);
  return {
    between: Math.max(0, variance(differences[0]) - first.within - second.within),
    sampling: (n) => samplingA(n) + samplingB(n),
    arms: 2,
    how: `the pilot's paired counts, ${first.fit === undefined && second.fit === undefined ? "without a model" : "sampling variance under a beta-binomial fit"}`,
  };
}

interface ArmMoments {
  /** Mean of (1 − p)^s over problems, s = k … 2k. */
  readonly moments: Float64Array;
  /** Mean sampling variance of the pilot's own values. */
  readonly within: number;
  /** The fit behind both, where some problem has fewer than 2k samples. */
  readonly fit: BetaShape | undefined;
}

function armMoments(action: string, { n, c }: CheckedCounts, rows: Int32Array, k: number): ArmMoments {
  if (rows.every((row) => n[row] >= 2 * k)) {
    const moments = Float64Array.from({ length: k + 1 }, (_, j) => mean(perProblem(n, c, rows, (ni, ci) => avoidProbability(ni, ci, k + j))));
    return { moments, within: mean(perProblem(n, c, rows, (ni, ci) => unbiasedSamplingVariance(ni, ci, k))), fit: undefined };
  }
  const fit = fitForPrediction(action, distinctCounts(n, c, rows), 0.95);
  const moments = expectedFailures(fit, 0, 0, k);
  return { moments, within: mean(perProblem(n, c, rows, samplingFrom(moments, k))), fit };
}

/** E V(n) from the moments of the success rates. */
function samplingFrom(moments: Float64Array, k: number): (n: number) => number {
  return (n) => (n === Infinity ? 0 : expectedSamplingVariance(n, k, (s) => moments[s - k]));
}
