import { expm1, ln, log1p } from "../../numeric/special/index.ts";
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

/** Both coverage curves of the records. */
export function coverageCurves({ probabilities }: PolicyColumns, ks: Float64Array): CoverageCurves {
  const { data, shape } = probabilities;
  const [runs, times, arms] = shape;
  const pass = new Float64Array(ks.length * times);
  const coverage = new Float64Array(ks.length * times);
  for (let row = 0; row < runs * times; row++) {
    const t = row % times;
    for (let i = 0; i < arms; i++) {
      const p = data[row * arms + i];
      const good = i < arms - 1;
      const logMiss = good ? log1p(-p) : ln(p);
      for (let j = 0; j < ks.length; j++) {
        const hit = -expm1(ks[j] * logMiss);
        if (good) coverage[t * ks.length + j] += hit;
        else pass[t * ks.length + j] += hit;
      }
    }
  }
  const curve = (sums: Float64Array, terms: number): StepsByK => ({ data: sums.map((sum) => sum / terms), shape: [times, ks.length] });
  return { ks, passAtK: curve(pass, runs), coverageAtK: curve(coverage, runs * (arms - 1)) };
}

/** Which share of the runs had collapsed by each time. */
export function collapseShares(collapseStep: Float64Array, times: Float64Array, level: number): CollapseShares {
  const runs = collapseStep.length;
  const collapsedShare = times.map((time) => collapseStep.reduce((count, step) => (step <= time ? count + 1 : count), 0) / runs);
  const ends = Array.from(collapsedShare, (share) => betaInterval(share, Math.sqrt((share * (1 - share)) / (runs - 1)), runs, level));
  const low = Float64Array.from(ends, (end) => end.low);
  const high = Float64Array.from(ends, (end) => end.high);
  return { collapsedShare, collapsedInterval: { low, high, level } };
}
