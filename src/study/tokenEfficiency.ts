import type { Rollouts } from "../data/index.ts";
import { checkInteger, checkLevel, checkOptions, show } from "../numeric/check.ts";
import { ratioEstimate, type RatioEstimate, ratioOfRatios, type RatioOfRatios } from "../stats/index.ts";
import { type TokenBucket, tokenBucket, type TokenBucketName, type TokenBucketOptions } from "./tokenBucket.ts";
import { type TokenCap, tokenCap } from "./tokenCap.ts";
import { tokenPairs } from "./tokenPairs.ts";

/** Options of {@linkcode tokenEfficiency}. */
export interface TokenEfficiencyOptions {
  /** The solver B is compared to; the first of the rollouts' solvers (other than b) unless given. */
  readonly a?: string;
  /** The other solver; the first other than a unless given. */
  readonly b?: string;
  /** Confidence level of every interval; 0.95 unless given. */
  readonly level?: number;
  /** The token budget both were sampled with, an integer ≥ 1: samples that reach it are counted as truncated. Inferred per solver unless given. */
  readonly maxTokens?: number;
}

/** Tokens and correct answers of the scored pairs, problem by problem; every column of shape [problems]. */
export interface ProblemTokens {
  /** Names of the problems that have pairs. */
  readonly problem: readonly string[];
  /** Scored pairs. */
  readonly pairs: Int32Array;
  /** Tokens of A, summed. */
  readonly tokensA: Float64Array;
  /** Tokens of B, summed. */
  readonly tokensB: Float64Array;
  /** Correct samples of A. */
  readonly correctA: Int32Array;
  /** Correct samples of B. */
  readonly correctB: Int32Array;
}

/** Result of {@linkcode tokenEfficiency}. */
export interface TokenEfficiency {
  /** Which study this is. */
  readonly kind: "token-efficiency";
  /** The solver that ratios have below. */
  readonly a: string;
  /** The solver that ratios have above. */
  readonly b: string;
  /** Confidence level of every interval. */
  readonly level: number;
  /** Pairs with tokens in both samples: what everything rests on. */
  readonly pairs: number;
  /** Whether all were matched by sample number; otherwise those without one by their order within the problem. */
  readonly numbered: boolean;
  /** Samples of A without a partner, not used. */
  readonly unpairedA: number;
  /** Samples of B without a partner, not used. */
  readonly unpairedB: number;
  /** Further pairs in which a sample has no token count, not used. */
  readonly withoutTokens: number;
  /** Pairs in which a sample is not scored: in the bucket `"all"` only. */
  readonly unscored: number;
  /** Where A's samples were cut off. */
  readonly capA: TokenCap;
  /** Where B's samples were cut off. */
  readonly capB: TokenCap;
  /** Pairs by who is correct, and all; without correctness only all. */
  readonly buckets: readonly TokenBucket[];
  /** Tokens of A spent on scored pairs per correct answer, problems as clusters; absent without scored pairs. */
  readonly tokensPerCorrectA?: RatioEstimate;
  /** The same of B. */
  readonly tokensPerCorrectB?: RatioEstimate;
  /** B's tokens per correct answer over A's, paired by problem. */
  readonly tokensPerCorrectRatio?: RatioOfRatios;
  /** What these are computed from. */
  readonly byProblem?: ProblemTokens;
}

const action = "compare token costs";

/**
 * What correctness costs in tokens: two solvers on shared problems, sample against sample.
 *
 * Samples are paired by problem and sample number, or by order where they are not numbered. Pairs fall into buckets by who
 * is correct; in each, medians, ratios, who is longer how often, and signed-rank tests over pairs and over problems. Tokens
 * per correct answer are ratios of sums over all scored pairs, with intervals that take problems as the units.
 * Truncated samples are counted, not dropped: where there are any, B/A is too small or too large, whichever is cut.
 *
 * @param rollouts Samples with `tokens`, and for all but one bucket `correct`.
 * @param options The solvers, level, token budget.
 * @returns The comparison; undefined where no pair has tokens in both samples, as when there is no column `tokens`.
 * @throws {RangeError} If there are not two solvers, one named is not among them, a sample number occurs twice, or an option is out of range.
 * @see docs/methods/cost.md for formulas and measured coverage.
 * @example
 * ```ts
 * import { fromRows, tokenEfficiency } from "@divlab/core";
 *
 * const tokens = { panel: [[600, 700], [900, 800], [500, 650]], think: [[4100, 5200], [9900, 7000], [3000, 4500]] };
 * const wrong = new Set(["panel/1/0", "panel/1/1", "think/1/1"]);
 * const rows = Object.entries(tokens).flatMap(([arm, problems]) =>
 *   problems.flatMap((own, i) => own.map((count, j) => ({ arm, problem: `p${i}`, count, correct: !wrong.has(`${arm}/${i}/${j}`) }))),
 * );
 * const result = tokenEfficiency(fromRows(rows, { problem: "problem", solver: "arm", tokens: "count", correct: "correct" }));
 * result?.buckets.map(({ bucket, pairs }) => `${bucket} ${pairs}`); // => ["both 4", "only-a 0", "only-b 1", "neither 1", "all 6"]
 * result?.tokensPerCorrectA?.estimate; // => 1037.5
 * result?.tokensPerCorrectRatio?.estimate; // => 6.496
 * ```
 */
export function tokenEfficiency(rollouts: Rollouts, options: TokenEfficiencyOptions = {}): TokenEfficiency | undefined {
  checkOptions(action, options, ["a", "b", "level", "maxTokens"]);
  const { level = 0.95, maxTokens } = options;
  checkLevel(action, level);
  if (maxTokens !== undefined) checkInteger(action, "maxTokens", maxTokens, 1);
  const [a, b] = chooseSolvers(rollouts.solver.levels, options.a, options.b);
  const { tokens, correct, problem, solver } = rollouts;
  if (tokens === undefined) return undefined;
  const { rowA, rowB, numbered, unpairedA, unpairedB } = tokenPairs(action, rollouts, a, b);
  const counted = Int32Array.from(rowA.keys()).filter((pair) => tokens[rowA[pair]] !== -1 && tokens[rowB[pair]] !== -1);
  if (counted.length === 0) return undefined;

  const paired = {
    a: Float64Array.from(counted, (pair) => tokens[rowA[pair]]),
    b: Float64Array.from(counted, (pair) => tokens[rowB[pair]]),
    problem: Int32Array.from(counted, (pair) => problem.codes[rowA[pair]]),
  };
  const markA = Int8Array.from(counted, (pair) => correct?.[rowA[pair]] ?? -1);
  const markB = Int8Array.from(counted, (pair) => correct?.[rowB[pair]] ?? -1);
  const all = Int32Array.from(counted.keys());
  const scored = all.filter((pair) => markA[pair] !== -1 && markB[pair] !== -1);
  const tokensOf = (code: number): Int32Array => tokens.filter((_, row) => solver.codes[row] === code);
  const capA = tokenCap(tokensOf(a), paired.a, maxTokens);
  const capB = tokenCap(tokensOf(b), paired.b, maxTokens);
  const bucketOptions: TokenBucketOptions = { level, capA: capA.cap, capB: capB.cap };
  const bucket = (name: TokenBucketName, chosen: Int32Array): TokenBucket => tokenBucket(name, paired, chosen, bucketOptions);
  const marked = (name: TokenBucketName, inA: number, inB: number): TokenBucket =>
    bucket(name, scored.filter((pair) => markA[pair] === inA && markB[pair] === inB));
  const byCorrectness = scored.length === 0 ? [] : [marked("both", 1, 1), marked("only-a", 1, 0), marked("only-b", 0, 1), marked("neither", 0, 0)];
  return {
    kind: "token-efficiency",
    a: solver.levels[a],
    b: solver.levels[b],
    level,
    pairs: counted.length,
    numbered,
    unpairedA,
    unpairedB,
    withoutTokens: rowA.length - counted.length,
    unscored: counted.length - scored.length,
    capA,
    capB,
    buckets: [...byCorrectness, bucket("all", all)],
    ...(scored.length > 0 && costs(sumByProblem(scored, paired, markA, markB, problem.levels), level)),
  };
}

/** Codes of the two solvers: those named, or the first that are free. */
function chooseSolvers(levels: readonly string[], a: string | undefined, b: string | undefined): readonly [a: number, b: number] {
  if (levels.length < 2) throw new RangeError(`Cannot ${action}: there must be two solvers, got ${levels.length}`);
  const [codeA, codeB] = [a, b].map((name, i) => {
    if (name === undefined) return -1;
    const code = levels.indexOf(name);
    if (code === -1) throw new RangeError(`Cannot ${action}: ${"ab"[i]} must be one of the solvers ${levels.map(show).join(", ")}, got ${show(name)}`);
    return code;
  });
  if (codeA !== -1 && codeA === codeB) throw new RangeError(`Cannot ${action}: a and b must differ, got ${show(a)} for both`);
  const chosenA = codeA === -1 ? (codeB === 0 ? 1 : 0) : codeA;
  return [chosenA, codeB === -1 ? (chosenA === 0 ? 1 : 0) : codeB];
}

function costs(byProblem: ProblemTokens, level: number) {
  const { tokensA, tokensB, correctA, correctB } = byProblem;
  return {
    tokensPerCorrectA: ratioEstimate(tokensA, correctA, { level }),
    tokensPerCorrectB: ratioEstimate(tokensB, correctB, { level }),
    tokensPerCorrectRatio: ratioOfRatios({ numerators: tokensB, denominators: correctB }, { numerators: tokensA, denominators: correctA }, { level }),
    byProblem,
  };
}

function sumByProblem(
  scored: Int32Array,
  { a, b, problem }: { readonly a: Float64Array; readonly b: Float64Array; readonly problem: Int32Array },
  markA: Int8Array,
  markB: Int8Array,
  names: readonly string[],
): ProblemTokens {
  const present = [...new Set(Array.from(scored, (pair) => problem[pair]))];
  const placeOf = new Int32Array(names.length);
  present.forEach((code, place) => (placeOf[code] = place));
  const size = present.length;
  const result = {
    problem: present.map((code) => names[code]),
    pairs: new Int32Array(size),
    tokensA: new Float64Array(size),
    tokensB: new Float64Array(size),
    correctA: new Int32Array(size),
    correctB: new Int32Array(size),
  };
  for (const pair of scored) {
    const place = placeOf[problem[pair]];
    result.pairs[place]++;
    result.tokensA[place] += a[pair];
    result.tokensB[place] += b[pair];
    result.correctA[place] += markA[pair];
    result.correctB[place] += markB[pair];
  }
  return result;
}
