import { mean, variance } from "../numeric/moments.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import { cohenD, tTest, wilcoxonSignedRank } from "../stats/index.ts";
import { varies } from "./varies.ts";

/** A quantity of two arms on the problems they share, problem by problem. */
export interface PairedDifference {
  /** Number of problems compared. */
  readonly problems: number;
  /** Mean over these problems in the first arm; NaN without a problem. */
  readonly a: number;
  /** Mean over them in the second arm. */
  readonly b: number;
  /** a − b. */
  readonly estimate: number;
  /** a/b − 1; NaN where b is not positive. */
  readonly relative: number;
  /** Standard error of the difference from its spread over problems; NaN for a single problem. */
  readonly standardError: number;
  /** t interval of the difference; NaN ends for a single problem. */
  readonly confidenceInterval: ConfidenceInterval;
  /** Paired t test; null where the differences do not vary or there are fewer than two. */
  readonly tTest: { readonly statistic: number; readonly df: number; readonly pValue: number } | null;
  /** Wilcoxon's signed-rank test, exact up to 50 nonzero differences, and its effect size in [−1, 1]; null without a problem. */
  readonly wilcoxon: { readonly method: string; readonly statistic: number; readonly pValue: number; readonly rankBiserial: number } | null;
  /** Cohen's d of the differences (d_z) with its interval; null where there is no t test. */
  readonly cohenD: { readonly estimate: number; readonly confidenceInterval: ConfidenceInterval } | null;
  /** Problems in which a is larger. */
  readonly larger: number;
  /** Problems in which b is larger. */
  readonly smaller: number;
}

/**
 * Compares a quantity of two arms problem by problem.
 *
 * @param a Values of the first arm, shape [problems], finite.
 * @param b Values of the second arm on the same problems.
 * @param level Confidence level.
 * @returns Means, difference, tests, effect size.
 */
export function pairedDifference(a: Float64Array, b: Float64Array, level: number): PairedDifference {
  const problems = a.length;
  const differences = a.map((value, i) => value - b[i]);
  const estimate = mean(differences);
  const meanA = mean(a);
  const meanB = mean(b);
  const spread = Math.sqrt(variance(differences, estimate));
  const steps = inSteps(differences, a, b);
  const means = { problems, a: meanA, b: meanB, estimate, relative: meanB > 0 ? meanA / meanB - 1 : NaN };
  const counts = { larger: steps.filter((value) => value > 0).length, smaller: steps.filter((value) => value < 0).length };
  const { method, statistic, pValue, rankBiserial } = problems === 0 ? nothing : wilcoxonSignedRank(steps, { level });
  const wilcoxon = problems === 0 ? null : { method, statistic, pValue, rankBiserial };
  // Differences that vary by rounding alone carry no test; the rule is that of the t test itself.
  if (!varies(spread / Math.sqrt(problems), estimate)) {
    const standardError = problems < 2 ? NaN : 0;
    const end = problems < 2 ? NaN : estimate;
    return { ...means, standardError, confidenceInterval: { low: end, high: end, level }, tTest: null, wilcoxon, cohenD: null, ...counts };
  }
  const test = tTest(differences, { level });
  const effect = cohenD(differences, { level });
  return {
    ...means,
    standardError: test.standardError,
    confidenceInterval: test.confidenceInterval,
    tTest: { statistic: test.statistic, df: test.df, pValue: test.pValue },
    wilcoxon,
    cohenD: { estimate: effect.estimate, confidenceInterval: effect.confidenceInterval },
    ...counts,
  };
}

/**
 * The differences in whole steps of 10⁻¹² of the largest value: means of the same decimal numbers differ in their last bits,
 * which would break ties and turn zeros into signs. Signs and ranks are all that is taken from them.
 */
function inSteps(differences: Float64Array, a: Float64Array, b: Float64Array): Float64Array {
  const size = [...a, ...b].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (size === 0) return differences;
  let step = 1e-12;
  while (step * 1e12 < size) step *= 10;
  while (step * 1e11 >= size) step /= 10;
  return differences.map((value) => Math.round(value / step));
}

const nothing = { method: "", statistic: NaN, pValue: NaN, rankBiserial: NaN };
