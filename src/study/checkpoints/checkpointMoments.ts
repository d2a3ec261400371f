import type { SolverCounts } from "../../data/index.ts";
import { mean, variance } from "../../numeric/moments.ts";
import { betaInterval } from "../../passk/estimate.ts";
import { studentTQuantile, studentTUpperTail } from "../../numeric/special/index.ts";
import type { ConfidenceInterval } from "../../numeric/types.ts";

/** A term of the bias-variance bound at one checkpoint. */
export interface MomentEstimate {
  /** The unbiased estimate; that of a variance may be slightly negative. */
  readonly estimate: number;
  /** Jackknife standard error over problems; NaN for fewer than three. */
  readonly standardError: number;
  /** Jackknife t interval, for bias² of one checkpoint the beta interval of the mean error rate, squared; NaN ends for fewer than three problems. */
  readonly confidenceInterval: ConfidenceInterval;
}

/** A term of the bias-variance bound at two checkpoints, on the problems they share. */
export interface MomentDifference extends MomentEstimate {
  /** The term at the last checkpoint. */
  readonly last: number;
  /** The term at the earlier checkpoint. */
  readonly earlier: number;
  /** Two-sided p-value of the jackknife t test that both are equal; null where leaving out a problem never changes the difference, or with fewer than three problems. */
  readonly pValue: number | null;
  /** Number of problems compared. */
  readonly problems: number;
}

/** Both terms of the error rates 1 − ρ over problems. */
export interface ErrorMoments<Moment> {
  /** Squared mean error rate (E[1 − ρ])². */
  readonly bias2: Moment;
  /** Variance of ρ over problems. */
  readonly variance: Moment;
}

/** Samples and correct samples per problem. */
export type MomentCounts = Pick<SolverCounts, "n" | "c">;

/**
 * Unbiased bias² and variance of the error rates with jackknife errors.
 *
 * With q = 1 − c/n and the unbiased square m = (n − c)(n − c − 1)/(n(n − 1)) of each problem, bias² = Σ_{i≠j} q_i q_j/(M(M − 1)) and
 * variance = mean of m − bias². Both with a problem left out follow from the sums in O(1).
 *
 * @param counts Counts, n ≥ 2 in every problem, at least two problems.
 * @param level Confidence level.
 * @returns Both terms.
 */
export function checkpointMoments(counts: MomentCounts, level: number): ErrorMoments<MomentEstimate> {
  const { bias2, variance: spread } = leaveOneOut(counts);
  const bias = jackknife(bias2, level);
  return { bias2: { ...bias, confidenceInterval: squaredInterval(counts, bias, level) }, variance: jackknife(spread, level) };
}

/** The interval of the mean error rate, squared: the t interval of a small square covers too seldom. */
function squaredInterval({ n, c }: MomentCounts, { estimate, standardError }: MomentEstimate, level: number): ConfidenceInterval {
  if (Number.isNaN(standardError)) return { low: NaN, high: NaN, level };
  const errors = Float64Array.from(n, (samples, i) => (samples - c[i]) / samples);
  const center = mean(errors);
  const { low, high } = betaInterval(center, Math.sqrt(variance(errors, center) / n.length), n.length, level);
  return { low: Math.min(estimate, low * low), high: high * high, level };
}

/**
 * Differences last − earlier of both terms, the counts paired by problem; the jackknife leaves a problem out of both at once.
 *
 * @param last Counts of the last checkpoint, n ≥ 2.
 * @param earlier Counts of the earlier checkpoint on the same problems.
 * @param level Confidence level.
 * @returns Differences of both terms.
 */
export function checkpointMomentDifferences(last: MomentCounts, earlier: MomentCounts, level: number): ErrorMoments<MomentDifference> {
  const a = leaveOneOut(last);
  const b = leaveOneOut(earlier);
  const difference = (of: "bias2" | "variance"): MomentDifference => {
    const without = a[of].without.map((value, i) => value - b[of].without[i]);
    const found = jackknife({ whole: a[of].whole - b[of].whole, without }, level);
    const problems = without.length;
    const varies = found.standardError > 1e-12 * (Math.abs(a[of].whole) + Math.abs(b[of].whole));
    const pValue = varies ? 2 * studentTUpperTail(Math.abs(found.estimate) / found.standardError, problems - 1) : null;
    return { ...found, last: a[of].whole, earlier: b[of].whole, pValue, problems };
  };
  return { bias2: difference("bias2"), variance: difference("variance") };
}

/** A statistic and its values with each problem left out. */
interface LeftOut {
  readonly whole: number;
  readonly without: Float64Array;
}

function leaveOneOut({ n, c }: MomentCounts): ErrorMoments<LeftOut> {
  const size = n.length;
  const errors = Float64Array.from(n, (samples, i) => (samples - c[i]) / samples);
  const squares = Float64Array.from(n, (samples, i) => ((samples - c[i]) * (samples - c[i] - 1)) / (samples * (samples - 1)));
  const center = mean(errors);
  const spread = variance(errors, center);
  const second = mean(squares);
  const bias2 = center * center - spread / size;
  const ofBias = new Float64Array(size);
  const ofVariance = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    // Mean and variance of the others, from the deviation of the one left out.
    const deviation = errors[i] - center;
    const without = center - deviation / (size - 1);
    const spreadWithout = ((size - 1) * spread - (size / (size - 1)) * deviation * deviation) / (size - 2);
    ofBias[i] = without * without - spreadWithout / (size - 1);
    ofVariance[i] = second - (squares[i] - second) / (size - 1) - ofBias[i];
  }
  return { bias2: { whole: bias2, without: ofBias }, variance: { whole: second - bias2, without: ofVariance } };
}

function jackknife({ whole, without }: LeftOut, level: number): MomentEstimate {
  const size = without.length;
  if (size < 3) return { estimate: whole, standardError: NaN, confidenceInterval: { low: NaN, high: NaN, level } };
  const standardError = ((size - 1) / Math.sqrt(size)) * Math.sqrt(variance(without));
  const margin = standardError * studentTQuantile((1 + level) / 2, size - 1);
  return { estimate: whole, standardError, confidenceInterval: { low: whole - margin, high: whole + margin, level } };
}
