import { checkInteger, checkLevel, checkOptions } from "../numeric/check.ts";
import { betaQuantile, binomialLowerTail } from "../numeric/special/index.ts";
import type { Alternative, ConfidenceInterval } from "../numeric/types.ts";
import { checkAlternative, intervalFor, pValueFromTails } from "./alternative.ts";

/** Options of {@linkcode mcnemar}. */
export interface McnemarOptions {
  /** `"greater"` means that the first kind of disagreement is the likelier one; default `"two-sided"`. */
  readonly alternative?: Alternative;
  /** Coverage of the interval, in (0, 1); default 0.95. */
  readonly level?: number;
}

/** Result of {@linkcode mcnemar}. */
export interface McnemarResult {
  /** `"McNemar's exact test"`. */
  readonly method: string;
  /** b, the pairs in which only the first succeeded. */
  readonly statistic: number;
  /** Exact binomial tail probability; 1 where no pair disagrees. */
  readonly pValue: number;
  /** Odds ratio b/c; ∞ where c = 0 < b, NaN where no pair disagrees. */
  readonly estimate: number;
  /** Clopper–Pearson interval of b/(b + c), turned into odds; never narrower than its level promises. */
  readonly confidenceInterval: ConfidenceInterval;
  /** The alternative hypothesis. */
  readonly alternative: Alternative;
  /** Number of pairs that disagree, b + c. */
  readonly n: number;
}

const action = "compute McNemar's test";

/**
 * McNemar's exact test that two paired success rates are equal.
 *
 * Of n = b + c pairs that disagree, b is binomial(n, ½) under the null; two-sided p = min(1, 2·P(X ≤ min(b, c))).
 * Pairs that agree carry no information about the difference and are not asked for.
 *
 * @param b Pairs in which only the first succeeded, an integer ≥ 0.
 * @param c Pairs in which only the second succeeded, an integer ≥ 0.
 * @param options Alternative and level.
 * @returns p-value and odds ratio b/c with an exact interval.
 * @throws {RangeError} If a count is negative or not an integer.
 * @see McNemar 1947, Psychometrika 12, 153–157; Clopper & Pearson 1934, Biometrika 26, 404–413.
 * @example 15 problems solved only by the first model, 4 only by the second
 * ```ts
 * import { mcnemar } from "@divlab/core/stats";
 * const { pValue, estimate, confidenceInterval } = mcnemar(15, 4);
 * pValue; // => 0.01921
 * estimate; // => 3.75
 * confidenceInterval.low; // => 1.195
 * mcnemar(12, 790).pValue; // => 1.036208774697758e-215
 * ```
 */
export function mcnemar(b: number, c: number, options: McnemarOptions = {}): McnemarResult {
  checkOptions(action, options, ["alternative", "level"]);
  const { alternative = "two-sided", level = 0.95 } = options;
  checkInteger(action, "b", b, 0);
  checkInteger(action, "c", c, 0);
  checkAlternative(action, alternative);
  checkLevel(action, level);
  const n = b + c;
  return {
    method: "McNemar's exact test",
    statistic: b,
    pValue: pValueFromTails(alternative, binomialLowerTail(b, n, 0.5), binomialLowerTail(c, n, 0.5)),
    estimate: b / c,
    confidenceInterval: intervalFor(
      alternative,
      level,
      (miss) => lowerOdds(b, c, miss),
      (miss) => 1 / lowerOdds(c, b, miss),
      { low: 0, high: Infinity },
    ),
    alternative,
    n,
  };
}

/** π/(1 − π) at the π for which `successes` or more are seen with probability `miss`; both terms as small tails. */
function lowerOdds(successes: number, failures: number, miss: number): number {
  if (successes === 0) return 0;
  return betaQuantile(miss, successes, failures + 1) / betaQuantile(1 - miss, failures + 1, successes);
}
