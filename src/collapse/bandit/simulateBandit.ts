import { checkBetween, checkChoice, checkInteger, checkLevel, checkOptions, show } from "../../numeric/check.ts";
import { listKs } from "../../passk/listKs.ts";
import { createRng, type RngLike } from "../../random/index.ts";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../../steps/index.ts";
import { addCoverage, collapseShares, type CollapseShares, type CoverageCurves, coverageSums, meanCoverage, policyColumns, type PolicyColumns, recordPolicy } from "./banditRecords.ts";
import { type BanditAlgorithm, checkBanditSettings, checkPolicy } from "./banditSettings.ts";
import { advanceWalk, startWalk } from "./banditWalk.ts";
import { recordTimes } from "../recordTimes.ts";

/** Options of {@linkcode simulateBandit}. */
export interface BanditOptions {
  /** Number of good arms K, an integer ≥ 1; each has reward 1. One bad arm with reward 0 comes after them. */
  readonly goodArms: number;
  /** Initial probabilities, the bad arm last, all above 0, summing to 1; shape [K + 1]. Uniform unless given. */
  readonly initial?: ArrayLike<number>;
  /** `"reinforce"` (default) or `"grpo"`. */
  readonly algorithm?: BanditAlgorithm;
  /** GRPO's group size G, an integer from 2 to 1000; 8 unless given. */
  readonly groupSize?: number;
  /** Learning rate η > 0; 0.1 unless given. */
  readonly learningRate?: number;
  /** Strength β ≥ 0 of the KL penalty towards the initial policy; 0 unless given. */
  readonly beta?: number;
  /** `"sampled"` (default): the arms are drawn. `"expected"`: every step is the mean of the updates, one run without chance. */
  readonly updates?: "sampled" | "expected";
  /**
   * Number of steps, an integer from 1 to 2⁵³ − 1. Sampled GRPO is charged for mixed groups only, so that 1e15 steps may take milliseconds: without
   * penalty, or with one too weak to hold the bad arm. Where it holds it (β from `leastBeta` of {@linkcode banditFixedPoint} on), as for REINFORCE
   * and expected updates, every step is work, about a million a second.
   */
  readonly steps: number;
  /** Number of runs; run r draws from the stream `"bandit/r"`. 1 unless given. */
  readonly runs?: number;
  /** The steps after which the policy is recorded, ascending integers from 0 to `steps`; 0, ten to a decade and the last unless given. */
  readonly recordAt?: ArrayLike<number>;
  /** The k of the coverage curves: ascending integers ≥ 1, or the largest for 1 … ks; 1, 2, 4, 8, 16, 32 unless given. */
  readonly ks?: number | ArrayLike<number>;
  /** A run has collapsed once a good arm has probability above 1 − ε, compared in double precision; ε in (0, 1), 0.01 unless given. */
  readonly epsilon?: number;
  /** Coverage of the interval of the collapsed share, in (0, 1); 0.95 unless given. */
  readonly level?: number;
  /** Seed or generator; needed for `"sampled"`, not looked at for `"expected"`. */
  readonly rng?: RngLike;
}

/** Result of {@linkcode simulateBandit}: R runs recorded at T times. */
export interface BanditSimulation extends PolicyColumns, CoverageCurves, CollapseShares {
  /** What was simulated. */
  readonly method: string;
  /** The steps after which the policy was recorded, shape [T]. */
  readonly steps: Float64Array;
  /** First step after which a good arm had probability above 1 − ε, 0 for the start, Infinity where none did; shape [R]. */
  readonly collapseStep: Float64Array;
  /** ε. */
  readonly epsilon: number;
}

const action = "simulate a bandit";

/**
 * A softmax policy over K equally good arms and a bad one, trained by REINFORCE or GRPO: does it keep the good arms?
 *
 * p_i ∝ e^θ_i; reward 1 for arms 1 … K, 0 for arm K + 1. REINFORCE draws one arm I per step and adds η·r_I·(1(i = I) − p_i)
 * to θ_i. GRPO draws G arms; with S good ones among them a good draw has advantage √((G − S)/S), a bad one −√(S/(G − S)),
 * and θ_i gains η/G times the advantages of its draws. A group that is all good or all bad is skipped, penalty and all.
 * The penalty takes η·β·∇KL(p‖p₀).
 *
 * Without penalty the good arms drive one another out (Theorem C.1), though GRPO sees a mixed group ever more rarely as the
 * bad arm vanishes. Skipped groups change nothing: how many there are before the next mixed one is drawn from its geometric
 * law, then the group given that it is mixed. The law of the run is that of drawing every group.
 *
 * @param options Arms, algorithm, steps, runs, what to record.
 * @returns Policies over steps for every run, coverage at k averaged over runs, and when runs collapsed.
 * @throws {RangeError} If an option is out of range, probabilities do not fit the arms, or `runs` is above 1 with expected updates.
 * @see Dang et al. 2025, Weight Ensembling Improves Reasoning in Language Models, Appendix C.
 * @example Four good arms become one
 * ```ts
 * import { simulateBandit } from "@divlab/core/collapse";
 *
 * const result = simulateBandit({ goodArms: 4, learningRate: 0.3, steps: 20_000, runs: 20, recordAt: [0, 20_000], ks: [1, 4], rng: 1 });
 * result.collapsedShare; // => [0, 1]
 * result.passAtK.data; // => [0.8, 0.9984, 0.99997, 1.000]
 * result.coverageAtK.data; // => [0.2, 0.5904, 0.24999, 0.2512]
 * ```
 */
export function simulateBandit(options: BanditOptions): BanditSimulation {
  return runSteps(banditSteps(options));
}

/**
 * {@linkcode simulateBandit} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param options As for {@linkcode simulateBandit}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the result; rejects with the signal's reason if aborted.
 * @example
 * ```ts
 * import { simulateBanditAsync } from "@divlab/core/collapse";
 *
 * const result = await simulateBanditAsync({ goodArms: 2, algorithm: "grpo", steps: 1e12, runs: 10, rng: 1, signal: AbortSignal.timeout(60_000) });
 * result.collapsedShare.at(-1); // => 1
 * ```
 */
export async function simulateBanditAsync(options: BanditOptions & AsyncOptions): Promise<BanditSimulation> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...rest } = options;
  return runStepsAsync(banditSteps(rest), options);
}

/** Arms looked at between two turns of the event loop: well under a millisecond. */
const SLICE = 40_000;

const optionNames = ["goodArms", "initial", "algorithm", "groupSize", "learningRate", "beta", "updates", "steps", "runs", "recordAt", "ks", "epsilon", "level", "rng"];

function* banditSteps(options: BanditOptions): Steps<BanditSimulation> {
  checkOptions(action, options, optionNames);
  const { goodArms, initial, algorithm = "reinforce", groupSize, learningRate = 0.1, beta = 0, updates = "sampled", steps, runs = 1 } = options;
  const { recordAt, ks = [1, 2, 4, 8, 16, 32], epsilon = 0.01, level = 0.95, rng } = options;
  checkInteger(action, "goodArms", goodArms, 1);
  const settings = checkBanditSettings(action, algorithm, groupSize, learningRate, beta);
  checkChoice(action, "updates", updates, ["sampled", "expected"]);
  checkInteger(action, "steps", steps, 1, Number.MAX_SAFE_INTEGER);
  checkInteger(action, "runs", runs, 1);
  if (updates === "expected" && runs > 1) throw new RangeError(`Cannot ${action}: runs must be 1 with expected updates, which have no chance in them, got ${runs}`);
  checkBetween(action, "epsilon", epsilon, 0, 1);
  checkLevel(action, level);
  if (updates === "sampled" && rng === undefined) throw new TypeError(`Cannot ${action}: rng must be a seed or a generator, got ${show(rng)}`);
  const arms = goodArms + 1;
  const start = initial === undefined ? new Float64Array(arms).fill(1 / arms) : checkPolicy(action, "initial", initial, arms);
  const times = recordTimes(action, steps, recordAt);
  const kList = listKs(action, ks);

  const streams = updates === "sampled" ? createRng(rng as RngLike).stream("bandit") : undefined;
  const most = Math.max(1, Math.floor(SLICE / (arms * (3 + settings.groupSize))));
  const columns = policyColumns(runs, times.length, arms);
  const coverage = coverageSums(times.length, kList);
  const collapseStep = new Float64Array(runs);
  for (let run = 0; run < runs; run++) {
    const walk = startWalk(start, settings, epsilon, streams?.stream(run));
    for (let t = 0; t <= times.length; t++) {
      const until = t < times.length ? times[t] : steps;
      while (walk.step < until) {
        advanceWalk(walk, until, most);
        yield (run + walk.step / steps) / runs;
      }
      if (t < times.length) {
        recordPolicy(columns, run * times.length + t, walk);
        addCoverage(coverage, columns, run * times.length + t);
      }
    }
    collapseStep[run] = walk.collapsedAt;
  }
  return {
    method: describe(settings.algorithm, settings.groupSize, goodArms, learningRate, beta, updates),
    steps: times,
    ...columns,
    ...meanCoverage(coverage, runs, goodArms),
    ...collapseShares(collapseStep, times, level),
    collapseStep,
    epsilon,
  };
}

function describe(algorithm: BanditAlgorithm, groupSize: number, goodArms: number, learningRate: number, beta: number, updates: string): string {
  const name = algorithm === "grpo" ? `GRPO, groups of ${groupSize}` : "REINFORCE";
  return `${name}, ${goodArms} good arm${goodArms === 1 ? "" : "s"} and a bad one, learning rate ${learningRate}, KL penalty ${beta}, ${updates} updates`;
}
