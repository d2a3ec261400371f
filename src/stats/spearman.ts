import { checkChoice, checkFiniteArray, checkLevel, checkOptions, checkSameLength } from "../numeric/check.ts";
import { midranks } from "../numeric/ranks.ts";
import type { Alternative } from "../numeric/types.ts";
import { checkAlternative, pValueFromTails } from "./alternative.ts";
import {
  type CorrelationOptions,
  type CorrelationResult,
  correlateUnits,
  correlationPValue,
  correlationStatistic,
  fisherInterval,
  unitVector,
} from "./correlation.ts";

/** Options of {@linkcode spearman}. */
export interface SpearmanOptions extends CorrelationOptions {
  /** Null distribution: `"exact"` (all n! orders, n ≤ 9), `"t"`, or `"auto"` (default): exact where allowed. */
  readonly distribution?: "auto" | "exact" | "t";
}

const action = "compute Spearman's correlation";

/** 9! = 362,880 orders take a few milliseconds. */
const EXACT_UP_TO = 9;

/**
 * Spearman's rank correlation: Pearson's correlation of the midranks.
 *
 * Up to n = 9 the p-value counts the orders of y, ties kept, with Σ rank(x)·rank(y) as extreme as the one seen; beyond that
 * it is the t approximation on n − 2 degrees of freedom. The interval is tanh(artanh ρ ± z·√((1 + ρ²/2)/(n − 3))).
 *
 * @param x First column, shape [n], n ≥ 3.
 * @param y Second column, shape [n].
 * @param options Alternative, level, null distribution.
 * @returns ρ with its test and interval (NaN ends for n = 3).
 * @throws {NumericalError} `no-variation` if a column is constant.
 * @throws {RangeError} If the columns are too short, not finite, differ in length, or are too long for `"exact"`.
 * @see Bonett & Wright 2000, Psychometrika 65, 23–28 (interval).
 * @example
 * ```ts
 * import { spearman } from "@divlab/core/stats";
 * const { estimate, pValue, method } = spearman([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 70, 5]);
 * estimate; // => 0.8286
 * pValue; // => 0.05833
 * method; // => "Spearman's rank correlation, exact permutation test"
 * ```
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>, options: SpearmanOptions = {}): CorrelationResult {
  checkOptions(action, options, ["alternative", "level", "distribution"]);
  const { alternative = "two-sided", level = 0.95, distribution = "auto" } = options;
  checkAlternative(action, alternative);
  checkLevel(action, level);
  checkChoice(action, "distribution", distribution, ["auto", "exact", "t"]);
  checkFiniteArray(action, "x", x, 3);
  checkFiniteArray(action, "y", y);
  checkSameLength(action, "x", x.length, "y", y.length);
  const n = x.length;
  if (distribution === "exact" && n > EXACT_UP_TO) {
    throw new RangeError(`Cannot ${action}: the exact distribution needs at most ${EXACT_UP_TO} rows, got ${n}`);
  }
  const ranksX = midranks(x);
  const ranksY = midranks(y);
  const correlation = correlateUnits(unitVector(action, "x", ranksX), unitVector(action, "y", ranksY));
  const df = n - 2;
  const statistic = correlationStatistic(correlation, df);
  const exact = distribution !== "t" && n <= EXACT_UP_TO;
  return {
    method: `Spearman's rank correlation, ${exact ? "exact permutation test" : "t approximation"}`,
    statistic,
    df,
    pValue: exact ? exactPValue(ranksX, ranksY, alternative) : correlationPValue(statistic, df, alternative),
    estimate: correlation.r,
    confidenceInterval: fisherInterval(correlation, (1 + (correlation.r * correlation.r) / 2) / (n - 3), alternative, level),
    alternative,
    n,
  };
}

/** Runs through all orders of y by Heap's algorithm, one exchange a step; doubled ranks keep the sums integers. */
function exactPValue(ranksX: Float64Array, ranksY: Float64Array, alternative: Alternative): number {
  const a = ranksX.map((rank) => 2 * rank);
  const b = ranksY.map((rank) => 2 * rank);
  const n = a.length;
  let product = 0;
  for (let i = 0; i < n; i++) product += a[i] * b[i];
  const observed = product;
  const counters = new Uint8Array(n);
  let orders = 1;
  let atMost = 1;
  let atLeast = 1;
  for (let i = 1; i < n; ) {
    if (counters[i] === i) {
      counters[i++] = 0;
      continue;
    }
    const j = i % 2 === 0 ? 0 : counters[i];
    product += (a[i] - a[j]) * (b[j] - b[i]);
    const swapped = b[i];
    b[i] = b[j];
    b[j] = swapped;
    counters[i]++;
    i = 1;
    orders++;
    if (product <= observed) atMost++;
    if (product >= observed) atLeast++;
  }
  return pValueFromTails(alternative, atMost / orders, atLeast / orders);
}
