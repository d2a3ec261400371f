import { checkChoice } from "../numeric/check.ts";
import type { Alternative, ConfidenceInterval } from "../numeric/types.ts";

/** Fails unless `alternative` is one of the three. */
export function checkAlternative(action: string, alternative: Alternative): void {
  checkChoice(action, "alternative", alternative, ["two-sided", "less", "greater"]);
}

/** p-value from both tails of the statistic, each with the observed value in it: two-sided is twice the smaller, at most 1. */
export function pValueFromTails(alternative: Alternative, lower: number, upper: number): number {
  if (alternative === "less") return lower;
  return alternative === "greater" ? upper : Math.min(1, 2 * Math.min(lower, upper));
}

/**
 * The parameter values that the test of this alternative does not reject: two ends, or one end and the edge of the
 * parameter's range. `low` and `high` give an end that misses with the probability they are called with.
 */
export function intervalFor(
  alternative: Alternative,
  level: number,
  low: (miss: number) => number,
  high: (miss: number) => number,
  range: { readonly low: number; readonly high: number } = { low: -Infinity, high: Infinity },
): ConfidenceInterval {
  const miss = alternative === "two-sided" ? (1 - level) / 2 : 1 - level;
  return {
    low: alternative === "less" ? range.low : low(miss),
    high: alternative === "greater" ? range.high : high(miss),
    level,
  };
}
