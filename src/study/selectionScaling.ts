import type { Rollouts } from "../data/index.ts";
import { checkArray, checkInteger, checkLevel, checkOptions } from "../numeric/check.ts";
import { createRng, type RngLike } from "../random/index.ts";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import type { Tokenizer } from "../text/index.ts";
import type { Finding } from "./finding.ts";
import { type SelectionCell, selectionCell } from "./selectionCell.ts";
import { type SelectionDifference, type SelectionEstimate, selectionEstimates } from "./selectionEstimates.ts";
import { selectionNotes } from "./selectionNotes.ts";
import { type SelectionRuleName, selectionRules } from "./selectionRules.ts";
import { subsetCells } from "./subsetCells.ts";
import { subsetSizes } from "./subsetSizes.ts";
import { subsetsOf } from "./subsetsOf.ts";

/** Options of {@linkcode selectionScaling}. */
export interface SelectionScalingOptions {
  /** Seed or generator of the random subsets; problem p draws from its stream `"subsets/p"`. */
  readonly rng: RngLike;
  /** Samples to choose from, ascending integers ≥ 1; unless given 4, 8, 16 … below the fewest samples of a problem, and that number. */
  readonly sizes?: readonly number[];
  /** Name of a further column (temperature …): its values never share a subset, and have results of their own. */
  readonly by?: string;
  /** Random subsets per problem and size for rules without a formula, an integer ≥ 2; where there are no more than that, all are taken. 200 unless given. */
  readonly subsets?: number;
  /** Confidence level of every interval; 0.95 unless given. */
  readonly level?: number;
  /** Which rules; all that the columns allow unless given. */
  readonly rules?: readonly SelectionRuleName[];
  /** How lexical MBR splits texts; at white space unless given. */
  readonly tokenize?: Tokenizer;
}

/** Result of {@linkcode selectionScaling}. */
export interface SelectionScaling {
  /** Which study this is. */
  readonly kind: "selection-scaling";
  /** Confidence level of every interval. */
  readonly level: number;
  /** Number of rows. */
  readonly rows: number;
  /** Number of distinct problems. */
  readonly problems: number;
  /** The solvers, in order of first appearance. */
  readonly solvers: readonly string[];
  /** Samples chosen from, ascending. */
  readonly sizes: readonly number[];
  /** The rules, in order. */
  readonly rules: readonly SelectionRuleName[];
  /** The column grouped by. */
  readonly by?: string;
  /** Its values, numbers ascending. */
  readonly values?: readonly string[];
  /** Scored rows without a value of that column; they count for nothing. */
  readonly ungrouped: number;
  /** Most random subsets per problem and size. */
  readonly subsets: number;
  /** Accuracy by solver, group, size and rule, in this order; combinations without a problem are absent. */
  readonly estimates: readonly SelectionEstimate[];
  /** Differences between rules on the same problems, by solver, group, size and pair. */
  readonly differences: readonly SelectionDifference[];
  /** What changes how the results may be read. */
  readonly findings: readonly Finding[];
}

const action = "study selection";

/**
 * How accuracy grows with the number of samples to choose from, for every way of choosing that the data allow.
 *
 * Majority vote (answers), the highest reward, and minimum Bayes risk by embedding (cosine) and by text (sentence BLEU), between the
 * frame of one sample at random (pass@1) and a perfect verifier (pass@k). The first two and the frame are exact expectations over all
 * subsets of the samples; minimum Bayes risk is the mean over random subsets drawn without replacement, the same ones for both
 * utilities and nested from size to size, or over all subsets where they are few. Ties count as the mean of the tied.
 *
 * @param rollouts Sampled answers with `correct`, and any of `answer`, `reward`, `embedding`, `text`.
 * @param options Seed, sizes, grouping column, number of subsets, level, rules, tokeniser.
 * @returns Accuracies and paired differences. Standard errors and intervals take problems as a sample of a population and hold the error of
 *   random subsets, which `monteCarloError` gives by itself; they are NaN for a single problem. With `by`, results without a group are means over the
 *   values of a problem and then over problems. Utilities of n samples take memory in n².
 * @throws {RangeError} If there is no correctness, a rule's column is missing, an option is out of range, or no problem has enough samples.
 * @see docs/methods/selection-scaling.md for formulas and sources.
 * @example
 * ```ts
 * import { fromRows, selectionScaling } from "@divlab/core";
 *
 * const answers = { p1: "aabab", p2: "xyxzx", p3: "nnnnm" };
 * const rows = Object.entries(answers).flatMap(([problem, own]) => [...own].map((answer) => ({ problem, answer, correct: "axm".includes(answer) })));
 * const rollouts = fromRows(rows, { problem: "problem", answer: "answer", correct: "correct" });
 * const { estimates } = selectionScaling(rollouts, { rng: 0, sizes: [1, 3, 5] });
 * estimates.filter(({ rule }) => rule === "majority-vote").map(({ estimate }) => estimate); // => [0.4666666667, 0.5, 0.6666666667]
 * ```
 */
export function selectionScaling(rollouts: Rollouts, options: SelectionScalingOptions): SelectionScaling {
  return runSteps(selectionScalingSteps(rollouts, options));
}

/**
 * {@linkcode selectionScaling} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param rollouts Sampled answers.
 * @param options As for {@linkcode selectionScaling}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the results; rejects with the signal's reason if aborted.
 * @example
 * ```ts
 * import { fromRows, selectionScalingAsync } from "@divlab/core";
 *
 * const rows = [0.9, 0.2, 0.4].map((reward) => ({ problem: "p", reward, correct: reward > 0.3 }));
 * const study = await selectionScalingAsync(fromRows(rows, { problem: "problem", reward: "reward", correct: "correct" }), { rng: 0, sizes: [2] });
 * study.estimates.map(({ rule }) => rule); // => ["coverage", "share-correct", "best-of-n"]
 * study.estimates.map(({ estimate }) => estimate); // => [1, 0.6666666667, 1]
 * ```
 */
export async function selectionScalingAsync(rollouts: Rollouts, options: SelectionScalingOptions & AsyncOptions): Promise<SelectionScaling> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...own } = options;
  return runStepsAsync(selectionScalingSteps(rollouts, own), options);
}

function* selectionScalingSteps(rollouts: Rollouts, options: SelectionScalingOptions): Steps<SelectionScaling> {
  checkOptions(action, options, ["rng", "sizes", "by", "subsets", "level", "rules", "tokenize"]);
  const { rng, sizes: wanted, by, subsets = 200, level = 0.95, rules: wantedRules, tokenize } = options;
  checkLevel(action, level);
  checkInteger(action, "subsets", subsets, 2);
  if (wantedRules !== undefined) checkArray(action, "rules", wantedRules, 1);
  const streams = createRng(rng).stream("subsets");
  const findings: Finding[] = [];
  const { cells, values, ungrouped } = subsetCells(action, rollouts, by, findings);
  const rules = selectionRules(action, rollouts, wantedRules, tokenize);
  const sizes = subsetSizes(action, wanted, cells, rollouts, findings);
  selectionNotes(rollouts, rules, cells, findings);

  const results: SelectionCell[] = [];
  let subsetsOfProblem = subsetsOf(subsets, streams);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    // Cells of one problem stand together and share their subsets.
    if (i === 0 || cell.problem !== cells[i - 1].problem) subsetsOfProblem = subsetsOf(subsets, streams.stream(rollouts.problem.levels[cell.problem]));
    results.push(selectionCell(cell, rules, sizes, subsetsOfProblem));
    yield (i + 1) / cells.length;
  }
  const names = rules.map(({ name }) => name);
  const solvers = rollouts.solver.levels;
  return {
    kind: "selection-scaling",
    level,
    rows: rollouts.size,
    problems: rollouts.problem.levels.length,
    solvers,
    sizes,
    rules: names,
    ...(by !== undefined && values !== undefined && { by, values }),
    ungrouped,
    subsets,
    ...selectionEstimates(results, { solvers, values, sizes, rules: names, level }),
    findings,
  };
}
