import { countsByProblem, groupSamples, type Rollouts } from "../data/index.ts";
import { checkChoice, checkInteger, checkLevel, checkOptions } from "../numeric/check.ts";
import { createRng, type RngLike } from "../random/index.ts";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import { checkKs } from "./chooseKs.ts";
import { type ArmComparison, comparePairs } from "./comparePair.ts";
import { type DiversityMeasureName, diversityMeasures } from "./diversityMeasures.ts";
import type { Finding } from "./finding.ts";
import { lengthColumn } from "./lengthColumn.ts";
import { noteMissing } from "./noteMissing.ts";

/** Options of {@linkcode compareArms}. */
export interface CompareArmsOptions {
  /** Seed or generator of the bootstrap. */
  readonly rng: RngLike;
  /** Values of k, ascending integers ≥ 1; unless given, powers of two up to the fewest samples of the pair, and that number. */
  readonly ks?: readonly number[];
  /** Confidence level of every interval; 0.95 unless given. */
  readonly level?: number;
  /** Problems with fewer than k samples: `"throw"` (default) refuses them, `"skip"` leaves them out and says so. */
  readonly tooFew?: "throw" | "skip";
  /** Diversity measures; unless given, all that the columns allow. */
  readonly measures?: readonly DiversityMeasureName[];
  /** Name of a further column: results for each of its values, too. */
  readonly by?: string;
  /** Token limit of the sampling: samples that reach it count as truncated. Unless given it is inferred, see {@linkcode tokenEfficiency}. */
  readonly maxTokens?: number;
}

/** Result of {@linkcode compareArms}. */
export interface ArmsComparison {
  /** Which study this is. */
  readonly kind: "arms-comparison";
  /** Confidence level of every interval. */
  readonly level: number;
  /** The solvers, in order of first appearance. */
  readonly solvers: readonly string[];
  /** Every pair of up to eight solvers that shares two problems; of more, each with the first. */
  readonly comparisons: readonly ArmComparison[];
  /** The column grouped by. */
  readonly by?: string;
  /** What changes how the results may be read. */
  readonly findings: readonly Finding[];
}

const action = "compare arms";

/**
 * Compares ways of sampling on the problems they share, pair by pair and problem by problem: pass@k with closure of the gap
 * and crossing, variance bands, rewards, diversity of answers, texts and embeddings, tokens and tokens per correct answer.
 *
 * @param rollouts Sampled answers of two or more solvers; every column they have is compared.
 * @param options Seed, values of k, level, problems with too few samples, diversity measures, grouping column, token limit.
 * @returns One comparison per pair, and findings: unpaired problems, curves that cross, missing values.
 * @throws {RangeError} If there are fewer than two solvers, no two share two problems, nothing can be compared, or a k asked for exceeds a problem's samples and `tooFew` is `"throw"`.
 * @see {@linkcode comparePassAtK}, {@linkcode crossBands}, {@linkcode diversityMeasures} and {@linkcode tokenEfficiency} for what is computed; docs/methods/compare-arms.md.
 * @example
 * ```ts
 * import { compareArms, fromRows } from "@divlab/core";
 *
 * const flags = { a: [[1, 0], [0, 0], [1, 1]], b: [[1, 1], [1, 0], [1, 1]] };
 * const rows = Object.entries(flags).flatMap(([arm, problems]) =>
 *   problems.flatMap((own, i) => own.map((correct, sample) => ({ arm, problem: `p${i}`, sample, correct, answer: correct ? "7" : `${sample}` }))),
 * );
 * const rollouts = fromRows(rows, { problem: "problem", solver: "arm", sample: "sample", correct: "correct", answer: "answer" });
 * const [comparison] = compareArms(rollouts, { rng: 0 }).comparisons;
 * comparison.passAtK?.points.map(({ estimate }) => estimate); // => [-0.3333333333, -0.3333333333]
 * comparison.bands?.table; // => [[0, 1, 0], [0, 0, 1], [0, 0, 1]]
 * comparison.diversity.map(({ measure, a, b }) => ({ measure, a, b })); // => [{ measure: "unique-answers", a: 0.8333333333, b: 0.6666666667 }]
 * ```
 */
export function compareArms(rollouts: Rollouts, options: CompareArmsOptions): ArmsComparison {
  return runSteps(compareArmsSteps(rollouts, options));
}

/**
 * {@linkcode compareArms} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param rollouts Sampled answers of two or more solvers.
 * @param options As for {@linkcode compareArms}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the result; rejects with the signal's reason if aborted.
 * @example
 * ```ts
 * import { compareArmsAsync, fromRows } from "@divlab/core";
 *
 * const rows = ["a", "b"].flatMap((arm) => ["p1", "p2"].map((problem) => ({ arm, problem, correct: arm === "a" })));
 * const rollouts = fromRows(rows, { problem: "problem", solver: "arm", correct: "correct" });
 * const { comparisons } = await compareArmsAsync(rollouts, { rng: 0 });
 * comparisons[0].passAtK?.points[0].estimate; // => 1
 * ```
 */
export async function compareArmsAsync(rollouts: Rollouts, options: CompareArmsOptions & AsyncOptions): Promise<ArmsComparison> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...own } = options;
  return runStepsAsync(compareArmsSteps(rollouts, own), options);
}

function* compareArmsSteps(rollouts: Rollouts, options: CompareArmsOptions): Steps<ArmsComparison> {
  checkOptions(action, options, ["rng", "ks", "level", "tooFew", "measures", "by", "maxTokens"]);
  const { rng, ks, level = 0.95, tooFew = "throw", measures, by, maxTokens } = options;
  checkLevel(action, level);
  checkChoice(action, "tooFew", tooFew, ["throw", "skip"]);
  checkKs(action, ks);
  if (maxTokens !== undefined) checkInteger(action, "maxTokens", maxTokens, 1);
  const { levels } = rollouts.solver;
  if (levels.length < 2) {
    throw new RangeError(`Cannot ${action}: there must be at least two solvers, got ${levels.length}${levels.length === 0 ? "" : ` ("${levels[0]}")`}`);
  }
  const usable = diversityMeasures(rollouts, measures === undefined ? {} : { measures });
  if (rollouts.correct === undefined && rollouts.reward === undefined && usable.length === 0) {
    throw new RangeError(`Cannot ${action}: the rollouts must have correctness, rewards, answers, tokens, texts or embeddings, got none of them`);
  }
  const findings: Finding[] = [];
  if (rollouts.correct === undefined) findings.push({ code: "no-correctness" });
  const counts = rollouts.correct === undefined ? [] : countsByProblem(rollouts);
  for (const { solver, unscored } of counts) if (unscored > 0) findings.push({ code: "unscored", solver, rows: unscored });
  noteMissing(rollouts, ["reward", "answer", "tokens", "text", "embedding"], findings);
  const pairOptions = { ks, level, tooFew, rng: createRng(rng), measures: usable, lengths: lengthColumn(rollouts), by, maxTokens };
  const comparisons = yield* comparePairs(rollouts, groupSamples(rollouts), counts, pairOptions, findings);
  if (comparisons.length === 0) throw new RangeError(`Cannot ${action}: the solvers must share at least two problems, got fewer`);
  return { kind: "arms-comparison", level, solvers: levels, comparisons, ...(by !== undefined && { by }), findings };
}
