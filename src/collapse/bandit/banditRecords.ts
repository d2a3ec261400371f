import { expm1, ln, log1p } from "../../numeric/special/index.ts";
import type { ConfidenceInterval } from "../../numeric/types.ts";
import { betaInterval } from "../../passk/estimate.ts";
import type { StepsByK } from "../stepsByK.ts";
import type { BanditWalk } from "./banditWalk.ts";
import { logNormaliser } from "./softmaxPolicy.ts";

/** The policies of R runs at T times. */
export interface PolicyColumns {
  /** Probability of each arm, the bad one last, shape [R, T, K + 1]. */
  readonly probabilities: { readonly data: Float64Array; readonly shape: readonly [runs: number, times: number, arms: number] };
  /** Probability of the likeliest good arm, shape [R, T]. */
  readonly maxGoodProbability: { readonly data: Float64Array; readonly shape: readonly [runs: number, times: number] };
  /** Entropy over all arms in nats, shape [R, T]. */
  readonly entropy: { readonly data: Float64Array; readonly shape: readonly [runs: number, times: number] };
  /** Probability of the bad arm, shape [R, T]. */
  readonly badProbability: { readonly data: Float64Array; readonly shape: readonly [runs: number, times: number] };
  /** Number of steps so far that changed the policy (for GRPO the mixed groups), shape [R, T]; with expected updates the sum of their probabilities. */
  readonly updates: { readonly data: Float64Array; readonly shape: readonly [runs: number, times: number] };
}

/** Coverage at k, averaged over runs. */
export interface CoverageCurves {
  /** The k of the two curves, shape [ks]. */
  readonly ks: Float64Array;
  /** Mean over runs of 1 − p_bad^k: the probability that k draws hold a good arm; shape [T, ks]. */
  readonly passAtK: StepsByK;
  /**
   * Mean over runs and good arms of 1 − (1 − p_i)^k: the probability that k draws hold one given good arm, which is pass@k
   * on a problem that only one of the ways to solve happens to fit. Collapse brings it down to 1/K. Shape [T, ks].
   */
  readonly coverageAtK: StepsByK;
}

/** How many runs have collapsed by each time. */
export interface CollapseShares {
  /** Share of runs in which a good arm has had probability above 1 − ε at some step so far, shape [T]. */
  readonly collapsedShare: Float64Array;
  /** Jeffreys intervals of the share, ends of shape [T]; NaN for a single run. */
  readonly collapsedInterval: { readonly low: Float64Array; readonly high: Float64Array; readonly level: number };
}

/** Room for the records. */
export function policyColumns(runs: number, times: number, arms: number): PolicyColumns {
  const column = (): PolicyColumns["entropy"] => ({ data: new Float64Array(runs * times), shape: [runs, times] });
  return {
    probabilities: { data: new Float64Array(runs * times * arms), shape: [runs, times, arms] },
    maxGoodProbability: column(),
    entropy: column(),
    badProbability: column(),
    updates: column(),
  };
}

/** Writes the present policy of a run into a row of the records. */
export function recordPolicy(columns: PolicyColumns, row: number, { policy, updates }: BanditWalk): void {
  const { theta, weight, total, largestGood } = policy;
  const arms = theta.length;
  const normaliser = logNormaliser(policy);
  let entropy = 0;
  for (let i = 0; i < arms; i++) {
    const p = weight[i] / total;
    columns.probabilities.data[row * arms + i] = p;
    entropy += p * (normaliser - theta[i]);
  }
  columns.maxGoodProbability.data[row] = largestGood / total;
  columns.entropy.data[row] = Math.max(0, entropy);
  columns.badProbability.data[row] = weight[arms - 1] / total;
  columns.updates.data[row] = updates;
}

/** Room for the coverage curves: sums over runs, until {@linkcode meanCoverage} divides them. */
export function coverageSums(times: number, ks: Float64Array): CoverageCurves {
  const curve = (): StepsByK => ({ data: new Float64Array(times * ks.length), shape: [times, ks.length] });
  return { ks, passAtK: curve(), coverageAtK: curve() };
}

/** Adds the policy in a row of the records to the sums of its time. */
export function addCoverage({ ks, passAtK, coverageAtK }: CoverageCurves, { probabilities }: PolicyColumns, row: number): void {
  const { data, shape } = probabilities;
  const [, times, arms] = shape;
  const first = (row % times) * ks.length;
  for (let i = 0; i < arms; i++) {
    const p = data[row * arms + i];
    const good = i < arms - 1;
    const logMiss = good ? log1p(-p) : ln(p);
    const sums = good ? coverageAtK.data : passAtK.data;
    for (let j = 0; j < ks.length; j++) sums[first + j] -= expm1(ks[j] * logMiss);
  }
}

/** The coverage curves of R runs from their sums. */
export function meanCoverage({ ks, passAtK, coverageAtK }: CoverageCurves, runs: number, goodArms: number): CoverageCurves {
  const divided = ({ data, shape }: StepsByK, terms: number): StepsByK => ({ data: data.map((sum) => sum / terms), shape });
  return { ks, passAtK: divided(passAtK, runs), coverageAtK: divided(coverageAtK, runs * goodArms) };
}

/** Which share of the runs had collapsed by each time. */
export function collapseShares(collapseStep: Float64Array, times: Float64Array, level: number): CollapseShares {
  const runs = collapseStep.length;
  const inOrder = collapseStep.toSorted();
  const collapsedShare = new Float64Array(times.length);
  const low = new Float64Array(times.length);
  const high = new Float64Array(times.length);
  let collapsed = 0;
  let interval = shareInterval(0, runs, level);
  for (let t = 0; t < times.length; t++) {
    const before = collapsed;
    while (collapsed < runs && inOrder[collapsed] <= times[t]) collapsed++;
    // Quantiles take long: once for every share there is, however many times are recorded.
    if (collapsed > before) interval = shareInterval(collapsed / runs, runs, level);
    collapsedShare[t] = collapsed / runs;
    low[t] = interval.low;
    high[t] = interval.high;
  }
  return { collapsedShare, collapsedInterval: { low, high, level } };
}

function shareInterval(share: number, runs: number, level: number): ConfidenceInterval {
  return betaInterval(share, Math.sqrt((share * (1 - share)) / (runs - 1)), runs, level);
}
