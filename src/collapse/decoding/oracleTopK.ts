import { checkArray, checkChoice, checkInteger, checkLevel, checkOptions, show } from "../../numeric/check.ts";
import { mean } from "../../numeric/moments.ts";
import { enoughSamples } from "../../passk/enoughSamples.ts";
import { estimateMean, estimateShare } from "../../passk/estimate.ts";
import type { Estimate, TooFew, Votes } from "../../passk/index.ts";
import { listKs } from "../../passk/listKs.ts";
import { type AnswerTable, answerTables } from "./answerTable.ts";
import { independentSuccess } from "./independentSuccess.ts";
import { subsampleSuccess } from "./subsampleSuccess.ts";
import { topAnswersSuccess } from "./topAnswersSuccess.ts";

/** The marginal distribution of one problem's answers, known exactly. */
export interface AnswerDistribution {
  /** Probability of each distinct answer, ≥ 0; with `abstention` they sum to 1 within 1e-6; shape [answers]. */
  readonly probabilities: ArrayLike<number>;
  /** Whether each answer is correct, true, false or a credit in [0, 1], shape [answers]; several may be. */
  readonly correct: ArrayLike<number | boolean>;
  /** Probability of a draw without an answer. 0 unless given. */
  readonly abstention?: number;
  /** Name of the problem, for error messages. */
  readonly problem?: string;
}

/** Options of {@linkcode oracleTopK}. */
export interface OracleTopKOptions {
  /**
   * Sizes m of the subsamples to rank answers by, integers ≥ 1 that ascend, none above the fewest samples of a problem.
   * An eighth, a quarter, a half and all of the fewest unless given; an empty list saves the time. Only for samples.
   */
  readonly sizes?: ArrayLike<number>;
  /** Problems with fewer samples than the largest k: `"throw"` (default) refuses them, `"skip"` leaves them out at every k. */
  readonly tooFew?: TooFew;
  /** Confidence level of the intervals; 0.95 unless given. */
  readonly level?: number;
}

/** The two strategies at one k. */
export interface OracleAtK {
  /** Answers given per problem. */
  readonly k: number;
  /** pass@k of k independent draws. */
  readonly independent: Estimate;
  /** Probability that one of the k most probable (for samples: most frequent) distinct answers is correct. */
  readonly optimal: Estimate;
  /** `optimal` less `independent`, problem by problem; t interval. It can be negative: see the function. */
  readonly gap: Estimate;
  /**
   * For samples: the mean of `optimal` had it been computed from m of each problem's samples, for every m of `sizes`,
   * shape [sizes]. At m = k it is `independent` (credits of 0 and 1), below pass@m; where it still climbs at the end, so would `optimal` with more samples.
   */
  readonly path: Float64Array;
}

/** Result of {@linkcode oracleTopK}. */
export interface OracleTopK {
  /** Whether the distributions were exact or estimated from samples, and how. */
  readonly method: string;
  /** One entry per k, ascending. */
  readonly atK: readonly OracleAtK[];
  /** The subsample sizes of every `path`, ascending; empty for exact distributions. */
  readonly sizes: Int32Array;
  /** Confidence level of the intervals. */
  readonly level: number;
  /** Number of problems used. */
  readonly problems: number;
  /** Indices of the problems with fewer samples than the largest k; empty unless leaving out was asked for. */
  readonly leftOut: Int32Array;
}

/**
 * pass@k of independent draws against the best use of k guesses: to give the k most probable distinct answers.
 *
 * With p the marginal probabilities of a problem's answers and ρ that of a correct one, independent draws succeed with
 * probability 1 − (1 − ρ)^k; the k most probable answers succeed if one of them is correct, a lot deciding between
 * equally probable ones for the last places. A draw without an answer is a wasted draw; the strategy never gives one.
 * A credit between 0 and 1 is the probability that an answer is right whenever it is given.
 *
 * Giving the top k is optimal for whoever knows p and believes it, that is, on average over problems if answers are
 * right as often as p says. On a problem whose correct answer ranks below k it scores 0 where independent draws do not.
 *
 * From n samples the k most frequent answers stand for the k most probable. This is what a strategy that draws n samples
 * and submits k answers achieves, estimated without bias; as an estimate of the optimum it is biased, downwards where
 * the correct answer belongs among the top k, upwards where it does not. `path` shows it for the subsamples of m
 * samples, exactly, as a mean over all of them: k = 1 is maj@m; with credits of 0 and 1, m = k is pass@k.
 *
 * @param problems Counts of distinct answers per problem (see `tallyVotes` of passk), or exact distributions; one or several.
 * @param ks The largest k for k = 1 … ks, or the wanted k in ascending order, integers ≥ 1.
 * @param options Subsample sizes, treatment of problems with too few samples, confidence level.
 * @returns Both strategies and their difference per k with per-problem values, standard errors and intervals over
 * problems (NaN for a single problem), and for samples the path. The path takes polynomial time: milliseconds per problem
 * and size at a hundred samples, half a second at a thousand samples of forty answers.
 * @throws RangeError if a k, size, count, probability or credit is out of range, lists differ in length, probabilities do
 * not sum to 1, or a problem has fewer samples than the largest k and `tooFew` is `"throw"`, or none has as many.
 * @see Dang et al. 2025, Weight Ensembling Improves Reasoning in Language Models, section 7, table 1 and appendix F.2.
 *
 * @example
 * ```ts
 * import { oracleTopK } from "@divlab/core/collapse";
 *
 * const exact = oracleTopK({ probabilities: [0.5, 0.3, 0.2], correct: [false, true, false] }, 2);
 * exact.atK[1].independent.estimate; // => 0.5100
 * exact.atK[1].optimal.estimate; // => 1
 *
 * // Forty samples: 18, 12, 6, 3 and 1 gave the same answer; the second is right.
 * const { atK, sizes } = oracleTopK({ counts: [18, 12, 6, 3, 1], correct: [0, 1, 0, 0, 0] }, [2]);
 * sizes; // => [5, 10, 20, 40]
 * atK[0].path; // => [0.6487, 0.7699, 0.9180, 1]
 * ```
 */
export function oracleTopK(
  problems: Votes | AnswerDistribution | readonly Votes[] | readonly AnswerDistribution[],
  ks: number | ArrayLike<number>,
  options: OracleTopKOptions = {},
): OracleTopK {
  const action = "compare decoding with the top k answers";
  checkOptions(action, options, ["sizes", "tooFew", "level"]);
  const { sizes, tooFew = "throw", level = 0.95 } = options;
  checkChoice(action, "tooFew", tooFew, ["throw", "skip"]);
  checkLevel(action, level);
  const kList = listKs(action, ks);
  if (typeof problems !== "object" || problems === null) {
    throw new TypeError(`Cannot ${action}: problems must be {counts, correct} or {probabilities, correct}, got ${show(problems)}`);
  }
  const list: readonly (Votes | AnswerDistribution)[] = "counts" in problems || "probabilities" in problems ? [problems] : problems;
  const sampled = !(typeof list[0] === "object" && list[0] !== null && "probabilities" in list[0]);
  const tables = answerTables(action, list, sampled);
  const { used, leftOut } = enoughTables(action, tables, sampled ? kList[kList.length - 1] : 1, tooFew);
  const chosen = Array.from(used, (i) => tables[i]);
  const sizeList = listSizes(action, sizes, chosen, sampled);
  return { method: describe(sampled), atK: compare(chosen, kList, sizeList, sampled, leftOut, level), sizes: sizeList, level, problems: chosen.length, leftOut };
}

function enoughTables(action: string, tables: readonly AnswerTable[], k: number, tooFew: TooFew): { readonly used: Int32Array; readonly leftOut: Int32Array } {
  return enoughSamples(action, { size: tables.length, n: tables.map(({ total }) => total), name: (i) => tables[i].name }, k, tooFew);
}

function describe(sampled: boolean): string {
  return sampled ? "the k most frequent answers of all samples against k draws without replacement" : "the k most probable answers against k independent draws, exact";
}

/** The sizes asked for, checked, or the halves of the fewest samples. */
function listSizes(action: string, sizes: ArrayLike<number> | undefined, tables: readonly AnswerTable[], sampled: boolean): Int32Array {
  if (!sampled) {
    if (sizes !== undefined) throw new RangeError(`Cannot ${action}: sizes are for samples, got exact distributions`);
    return new Int32Array(0);
  }
  const fewest = tables.reduce((n, { total }) => Math.min(n, total), Infinity);
  if (sizes === undefined) return Int32Array.from(new Set([8, 4, 2, 1].map((part) => Math.max(1, Math.floor(fewest / part)))));
  checkArray(action, "sizes", sizes);
  for (let i = 0; i < sizes.length; i++) {
    checkInteger(action, `sizes[${i}]`, sizes[i], 1, fewest);
    if (i > 0 && sizes[i] <= sizes[i - 1]) throw new RangeError(`Cannot ${action}: sizes must ascend without repeats, got ${sizes[i]} after ${sizes[i - 1]} at index ${i}`);
  }
  return Int32Array.from(sizes);
}

function compare(tables: readonly AnswerTable[], ks: Float64Array, sizes: Int32Array, sampled: boolean, leftOut: Int32Array, level: number): OracleAtK[] {
  const independent = tables.map((table) => independentSuccess(table, ks, sampled));
  const optimal = tables.map(({ weights, credits }) => topAnswersSuccess(weights, credits, ks));
  const paths = tables.map((table) => Array.from(sizes, (m) => subsampleSuccess(table, m, ks)));
  const by = sampled ? "n samples" : "known probabilities";
  return Array.from(ks, (k, j) => {
    const column = (rows: readonly Float64Array[]): Float64Array => Float64Array.from(rows, (row) => row[j]);
    const [draws, top] = [column(independent), column(optimal)];
    return {
      k,
      independent: estimateShare(`pass@${k} of independent draws, ${sampled ? "unbiased" : "exact"}`, draws, leftOut, level),
      optimal: estimateShare(`top ${k} distinct answers by ${by}, ties by lot`, top, leftOut, level),
      gap: estimateMean(`top ${k} distinct answers less pass@${k}`, top.map((value, i) => value - draws[i]), leftOut, level),
      path: Float64Array.from(sizes, (_, s) => mean(paths.map((path) => path[s][j]))),
    };
  });
}
