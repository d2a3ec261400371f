import { countsByProblem, groupSamples, type Rollouts } from "../data/index.ts";
import { checkChoice, checkInteger, checkLevel, checkOptions } from "../numeric/check.ts";
import { createRng, type RngLike } from "../random/index.ts";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import { checkKs } from "./chooseKs.ts";
import { type ArmComparison, comparePairs } from "./comparePair.ts";
import { diversityMeasures } from "./diversityMeasures.ts";
import type { Finding } from "./finding.ts";
import { type GroupCurve, groupCurves } from "./groupCurves.ts";
import { lengthColumn } from "./lengthColumn.ts";
import { type SolverStudy, type SolverStudyOptions, solverStudySteps } from "./solverStudy.ts";

/** Options of {@linkcode samplingStudy}. */
export interface SamplingStudyOptions {
  /** Seed or generator of the bootstrap behind comparisons. */
  readonly rng: RngLike;
  /** Values of k, ascending integers ≥ 1; unless given, powers of two up to each solver's fewest samples, and that number. */
  readonly ks?: readonly number[];
  /** Name of a further column: pass@k for each of its values, too. */
  readonly by?: string;
  /** Group size G of the variance bands, an integer ≥ 2; unless given 8, or the fewest samples if those are fewer. */
  readonly groupSize?: number;
  /** Confidence level of every interval; 0.95 unless given. */
  readonly level?: number;
  /** Problems with fewer than k samples: `"throw"` (default) refuses them, `"skip"` leaves them out and says so. */
  readonly tooFew?: "throw" | "skip";
}

/** Result of {@linkcode samplingStudy}: what a report shows. Parts the data leave undefined are absent, and `findings` says why. */
export interface SamplingStudy {
  /** Which study this is. */
  readonly kind: "sampling-study";
  /** Confidence level of every interval. */
  readonly level: number;
  /** Number of rows. */
  readonly rows: number;
  /** Number of distinct problems. */
  readonly problems: number;
  /** One entry per solver, in order of first appearance. */
  readonly solvers: readonly SolverStudy[];
  /** Every pair of up to eight solvers that shares two problems; of more, each with the first. */
  readonly comparisons: readonly ArmComparison[];
  /** The column grouped by. */
  readonly by?: string;
  /** pass@k for each of its values. */
  readonly groups?: readonly GroupCurve[];
  /** What changes how the results may be read. */
  readonly findings: readonly Finding[];
}

const action = "study rollouts";

/**
 * The main job: everything a report on repeated sampling says, from rollouts.
 *
 * Per solver pass@k and pass^k with intervals, variance bands, the bias-variance bound, the spread of success rates, exact
 * majority vote and best-of-k; every pair of solvers compared problem by problem; and findings: unequal numbers of samples,
 * unpaired problems, curves that cross, statistics the data leave undefined.
 *
 * @param rollouts Sampled answers, with `correct` or `reward` or both; `answer` adds votes.
 * @param options Seed, values of k, grouping column, group size, level, problems with too few samples.
 * @returns The results.
 * @throws {RangeError} If a k asked for exceeds a problem's samples and `tooFew` is `"throw"`, or an option is out of range.
 * @see docs/methods/pass-at-k.md for formulas and sources.
 * @example
 * ```ts
 * import { fromRows, samplingStudy } from "@divlab/core";
 *
 * const flags = { p1: [1, 0, 1, 0], p2: [0, 0, 0, 1], p3: [1, 1, 1, 1] };
 * const rows = Object.entries(flags).flatMap(([problem, own]) => own.map((correct) => ({ problem, correct })));
 * const study = samplingStudy(fromRows(rows, { problem: "problem", correct: "correct" }), { rng: 0 });
 * study.solvers[0].passAtK?.k; // => [1, 2, 4]
 * study.solvers[0].passAtK?.estimate; // => [0.5833333333, 0.7777777778, 1]
 * ```
 */
export function samplingStudy(rollouts: Rollouts, options: SamplingStudyOptions): SamplingStudy {
  return runSteps(samplingStudySteps(rollouts, options));
}

/**
 * {@linkcode samplingStudy} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param rollouts Sampled answers.
 * @param options As for {@linkcode samplingStudy}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the results; rejects with the signal's reason if aborted.
 * @example
 * ```ts
 * import { fromRows, samplingStudyAsync } from "@divlab/core";
 *
 * const rows = [{ problem: "p1", correct: true }, { problem: "p2", correct: false }];
 * const study = await samplingStudyAsync(fromRows(rows, { problem: "problem", correct: "correct" }), { rng: 0 });
 * study.findings.map(({ code }) => code); // => ["one-sample"]
 * ```
 */
export async function samplingStudyAsync(rollouts: Rollouts, options: SamplingStudyOptions & AsyncOptions): Promise<SamplingStudy> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...own } = options;
  return runStepsAsync(samplingStudySteps(rollouts, own), options);
}

function* samplingStudySteps(rollouts: Rollouts, options: SamplingStudyOptions): Steps<SamplingStudy> {
  checkOptions(action, options, ["rng", "ks", "by", "groupSize", "level", "tooFew"]);
  const { rng, ks, by, groupSize, level = 0.95, tooFew = "throw" } = options;
  checkLevel(action, level);
  checkChoice(action, "tooFew", tooFew, ["throw", "skip"]);
  if (groupSize !== undefined) checkInteger(action, "groupSize", groupSize, 2);
  checkKs(action, ks);
  const generator = createRng(rng);

  const findings: Finding[] = [];
  const hasCorrectness = rollouts.correct !== undefined;
  if (!hasCorrectness) findings.push({ code: "no-correctness" });
  const counts = hasCorrectness ? countsByProblem(rollouts) : [];
  const groups = groupSamples(rollouts);
  const solverOptions: SolverStudyOptions = { ks, tooFew, level, groupSize };
  const solvers: SolverStudy[] = [];
  const solverCount = rollouts.solver.levels.length;
  for (let solver = 0; solver < solverCount; solver++) {
    const steps = solverStudySteps(rollouts, groups, solver, counts[solver], solverOptions, findings);
    let step = steps.next();
    for (; !step.done; step = steps.next()) yield (0.5 * solver) / solverCount;
    solvers.push(step.value);
  }

  const pairOptions = { ks, level, tooFew, rng: generator.stream("compare"), measures: diversityMeasures(rollouts), lengths: lengthColumn(rollouts), by: undefined, maxTokens: undefined };
  const compared = comparePairs(rollouts, groups, counts, pairOptions, findings);
  let step = compared.next();
  for (; !step.done; step = compared.next()) yield 0.5 + 0.5 * step.value;
  const comparisons = step.value;

  const grouped = by === undefined || !hasCorrectness ? {} : { by, groups: groupCurves(rollouts, by, solverOptions) };
  return { kind: "sampling-study", level, rows: rollouts.size, problems: rollouts.problem.levels.length, solvers, comparisons, ...grouped, findings };
}
