import type { PruningMethod } from "../cluster/index.ts";
import { mean, variance } from "../numeric/moments.ts";
import { studentTQuantile } from "../numeric/special/index.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import { estimateMean, estimateShare } from "../passk/estimate.ts";
import { meanDifference } from "../passk/meanDifference.ts";
import { adjustPValues, tTest } from "../stats/index.ts";
import { lowerMeanBound, upperMeanBound } from "./lowerMeanBound.ts";
import type { PrunedBatchOutcomes } from "./prunedBatchOutcomes.ts";
import type { PruningOutcomeName } from "./pruningOutcomes.ts";
import { varies } from "./varies.ts";

/** One outcome of one method at one number kept. */
export interface PruningPoint {
  /** The solver. */
  readonly solver: string;
  /** The method; `"random"` is the expectation over all subsets of k, by formula where there is one. */
  readonly method: PruningMethod;
  /** The outcome. */
  readonly outcome: PruningOutcomeName;
  /** Samples kept per batch. */
  readonly k: number;
  /** Number of batches, one a problem. */
  readonly problems: number;
  /** Mean over the batches. */
  readonly estimate: number;
  /** Its standard error over problems, the error of random draws included; NaN for a single problem. */
  readonly standardError: number;
  /** Beta interval of a share, t interval of a reward; NaN ends for a single problem. */
  readonly confidenceInterval: ConfidenceInterval;
  /** The difference to the whole batches, paired: far better known than the estimate itself where problems differ. */
  readonly overWhole: PairedEstimate;
  /** The estimate as a share of what the whole batches give; NaN where that is 0 or negative. */
  readonly retained: number;
  /**
   * How many random samples give as much: where the curve of random pruning, straight between the ks and to the whole batch, first comes to the
   * estimate. 0 if it starts above, NaN if it never does, and for `"random"` itself k.
   */
  readonly randomEquivalent: number;
  /** The difference to random pruning on the same batches; absent for `"random"` itself. */
  readonly overRandom?: OverRandom;
  /** The part of the standard error that more draws would remove; 0 where nothing was drawn. */
  readonly monteCarloError: number;
}

/** A mean of differences over batches. */
export interface PairedEstimate {
  /** Mean over the batches. */
  readonly estimate: number;
  /** Its standard error; NaN for a single problem. */
  readonly standardError: number;
  /** Against random pruning a t interval; against the whole batch one that allows for losses too rare to have been seen (Gaffke 2005), but for spread; NaN ends for a single problem. */
  readonly confidenceInterval: ConfidenceInterval;
}

/** What a method adds to pruning at random: the outcome less its expectation under random pruning, paired. */
export interface OverRandom extends PairedEstimate {
  /** Two-sided p-value of the paired t test; NaN for a single problem. */
  readonly pValue: number;
  /** The same corrected for all methods and numbers kept of this solver and outcome (Holm). */
  readonly adjustedPValue: number;
}

/** How far batches can be pruned before an outcome suffers. */
export interface PruningLimit {
  /** The solver. */
  readonly solver: string;
  /** The method. */
  readonly method: PruningMethod;
  /** The outcome. */
  readonly outcome: PruningOutcomeName;
  /** Mean of the outcome over the whole batches. */
  readonly whole: number;
  /** Number of batches. */
  readonly problems: number;
  /** Most that may be lost: the tolerance, of a reward as a share of the whole. */
  readonly margin: number;
  /** Fewest samples from which on the estimate loses no more; null where it does even at the largest k. */
  readonly observed: number | null;
  /** Fewest from which on that is sure at the confidence level, one-sided; null where it is not even at the largest k, and for a single problem. */
  readonly assured: number | null;
}

/** What {@linkcode pruningEstimates} needs to know. */
export interface PruningFrame {
  /** Names of the solvers. */
  readonly solvers: readonly string[];
  /** Numbers kept, ascending. */
  readonly ks: readonly number[];
  /** The methods. */
  readonly methods: readonly PruningMethod[];
  /** The outcomes: whether they are shares, and whether the whole batch is the best there is. */
  readonly outcomes: readonly { readonly name: PruningOutcomeName; readonly isShare: boolean; readonly isMonotone: boolean }[];
  /** What may be lost: of a share so much of it, of a reward that share of it. */
  readonly tolerance: number;
  /** Confidence level. */
  readonly level: number;
}

/**
 * Means over batches, differences to random pruning, and how far pruning can go.
 *
 * @param batches Outcomes of the batches.
 * @param frame Names, ks, tolerance, level.
 * @returns Points by solver, outcome, method and k, and limits by solver, outcome and method.
 */
export function pruningEstimates(
  batches: readonly PrunedBatchOutcomes[],
  frame: PruningFrame,
): { readonly points: readonly PruningPoint[]; readonly limits: readonly PruningLimit[] } {
  const { solvers, ks, methods, outcomes, level } = frame;
  const points: PruningPoint[] = [];
  const limits: PruningLimit[] = [];
  const random = methods.indexOf("random");
  solvers.forEach((solver, code) => {
    const own = batches.filter((batch) => batch.solver === code);
    outcomes.forEach(({ name: outcome, isShare, isMonotone }, o) => {
      const ofOutcome: PruningPoint[] = [];
      methods.forEach((method, m) => {
        const atKs = ks.map((_, j) => collect(own, m, o, j, random, isShare));
        atKs.forEach(({ used, values, whole, baseline, errors, least }, j) => {
          if (values.length === 0) return;
          const { estimate, standardError, confidenceInterval } = (isShare ? estimateShare : estimateMean)("", values, new Int32Array(0), level);
          const full = mean(whole);
          ofOutcome.push({
            solver,
            method,
            outcome,
            k: ks[j],
            problems: values.length,
            estimate,
            standardError,
            confidenceInterval,
            overWhole: overWhole(values.map((value, i) => value - whole[i]), least, isShare, isMonotone, level),
            retained: full > 0 ? estimate / full : NaN,
            randomEquivalent: m === random ? ks[j] : reachedAt(estimate, ks, used, o, random),
            ...(m !== random && { overRandom: { ...difference(values.map((value, i) => value - baseline[i]), isShare, level), adjustedPValue: NaN } }),
            monteCarloError: Math.sqrt(errors.reduce((total, error) => total + error, 0)) / values.length,
          });
        });
        const limit = limitOf(atKs, isShare, frame);
        if (limit !== undefined) limits.push({ solver, method, outcome, ...limit });
      });
      points.push(...adjusted(ofOutcome));
    });
  });
  return { points, limits };
}

/** One outcome of one method at one k, per batch that has it. */
interface AtK {
  readonly used: readonly PrunedBatchOutcomes[];
  readonly values: Float64Array;
  readonly whole: Float64Array;
  readonly baseline: Float64Array;
  readonly errors: Float64Array;
  /** The least that the difference to the whole batch can be: of rewards the least less the highest of the batch in which they are farthest apart; NaN where unknown. */
  readonly least: number;
}

function collect(batches: readonly PrunedBatchOutcomes[], method: number, outcome: number, j: number, random: number, isShare: boolean): AtK {
  const used = batches.filter(({ estimates }) => !Number.isNaN(estimates[method][outcome][j]));
  return {
    used,
    values: Float64Array.from(used, ({ estimates }) => estimates[method][outcome][j]),
    whole: Float64Array.from(used, ({ whole }) => whole[outcome]),
    baseline: Float64Array.from(used, ({ estimates }) => estimates[random][outcome][j]),
    errors: Float64Array.from(used, ({ errors }) => errors[method][outcome][j]),
    least: isShare ? -1 : used.reduce((least, { worst, whole }) => Math.min(least, worst[method][outcome] - whole[outcome]), 0),
  };
}

/** Where the random curve of the same batches first comes to a value; a batch smaller than k is whole there, and at the end all are. */
function reachedAt(value: number, ks: readonly number[], batches: readonly PrunedBatchOutcomes[], outcome: number, random: number): number {
  const size = batches.reduce((most, batch) => Math.max(most, batch.size), 0);
  const atK = ({ estimates, whole }: PrunedBatchOutcomes, j: number): number => (Number.isNaN(estimates[random][outcome][j]) ? whole[outcome] : estimates[random][outcome][j]);
  const points = ks.map((k, j) => ({ k, y: mean(Float64Array.from(batches, (batch) => atK(batch, j))) })).filter(({ k }) => k < size);
  points.push({ k: size, y: mean(Float64Array.from(batches, ({ whole }) => whole[outcome])) });
  const next = points.findIndex(({ y }) => y >= value);
  if (next <= 0) return next === 0 ? (points[0].y === value ? points[0].k : 0) : NaN;
  const a = points[next - 1];
  const b = points[next];
  return a.k + ((b.k - a.k) * (value - a.y)) / (b.y - a.y);
}

function difference(values: Float64Array, isShare: boolean, level: number): Omit<OverRandom, "adjustedPValue"> {
  const estimate = mean(values);
  const nothing = { estimate, standardError: NaN, confidenceInterval: { low: NaN, high: NaN, level }, pValue: NaN };
  if (values.length < 2) return nothing;
  if (isShare) {
    const { standardError, confidenceInterval, pValue } = meanDifference(values, undefined, level);
    return { estimate, standardError, confidenceInterval, pValue };
  }
  if (!varies(Math.sqrt(variance(values, estimate) / values.length), estimate)) return { ...nothing, standardError: 0, confidenceInterval: { low: estimate, high: estimate, level }, pValue: estimate === 0 ? 1 : NaN };
  const { standardError, confidenceInterval, pValue } = tTest(values, { level });
  return { estimate, standardError, confidenceInterval, pValue };
}

/** The difference to the whole batch; above 0 nothing is possible for what further samples never make worse. */
function overWhole(values: Float64Array, least: number, isShare: boolean, isMonotone: boolean, level: number): PairedEstimate {
  const { estimate, standardError, confidenceInterval } = difference(values, false, level);
  if (values.length < 2) return { estimate, standardError, confidenceInterval };
  const side = (1 + level) / 2;
  const low = lowerBound(values, least, side);
  const high = isShare ? upperMeanBound(values, side) : confidenceInterval.high;
  return { estimate, standardError, confidenceInterval: { low, high: isMonotone ? Math.min(0, high) : high, level } };
}

function adjusted(points: readonly PruningPoint[]): PruningPoint[] {
  const tested = points.flatMap(({ overRandom }) => (overRandom === undefined || Number.isNaN(overRandom.pValue) ? [] : [overRandom.pValue]));
  const corrected = tested.length === 0 ? new Float64Array(0) : adjustPValues(tested, "holm");
  let next = 0;
  return points.map((point) => {
    const { overRandom } = point;
    return overRandom === undefined || Number.isNaN(overRandom.pValue) ? point : { ...point, overRandom: { ...overRandom, adjustedPValue: corrected[next++] } };
  });
}

/**
 * From the largest k down as long as no more than the tolerance is lost. Tested in this fixed order the chance that any k is wrongly passed
 * stays at 1 − level, without a correction (Maurer, Hothorn and Lehmacher 1995).
 */
function limitOf(atKs: readonly AtK[], isShare: boolean, { ks, tolerance, level }: PruningFrame): Omit<PruningLimit, "solver" | "method" | "outcome"> | undefined {
  const defined = atKs.flatMap((point, j) => (point.values.length === 0 ? [] : [{ ...point, k: ks[j] }]));
  if (defined.length === 0) return undefined;
  let observed: number | null = null;
  let assured: number | null = null;
  let isAssured = true;
  for (const { used, values, whole, least, k } of defined.toReversed()) {
    const lost = values.map((value, i) => value - whole[i]);
    const margin = marginOf(whole, isShare, tolerance);
    if (mean(lost) < -margin * (1 + ROUNDING)) break;
    // Where nothing is pruned nothing is lost.
    const isWhole = used.every(({ size }) => size <= k);
    isAssured &&= isWhole || (values.length > 1 && lowerBound(lost, least, level) >= -margin * (1 + ROUNDING));
    observed = k;
    if (isAssured && values.length > 1) assured = k;
  }
  const [{ values, whole }] = defined;
  return { whole: mean(whole), margin: marginOf(whole, isShare, tolerance), problems: values.length, observed, assured };
}

function marginOf(whole: Float64Array, isShare: boolean, tolerance: number): number {
  return isShare ? tolerance : tolerance * Math.abs(mean(whole));
}

/** One-sided lower bound of the mean difference; by t where nothing is known of the least it can be. */
function lowerBound(values: Float64Array, least: number, level: number): number {
  if (!Number.isNaN(least)) return lowerMeanBound(values, level, least);
  const estimate = mean(values);
  const spread = Math.sqrt(variance(values, estimate) / values.length);
  return spread > 0 ? estimate - studentTQuantile(level, values.length - 1) * spread : estimate;
}

/** Sums of the same numbers in another order may differ by this share. */
const ROUNDING = 1e-12;
