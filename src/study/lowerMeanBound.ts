import { betaQuantile } from "../numeric/special/index.ts";

/**
 * Lower confidence bound of a mean of values that are at least `least`, by Gaffke's argument.
 *
 * The Bayesian bootstrap of the n values and one pseudo-value at `least`, for the loss that a small sample did not happen to contain: its
 * (1 − level) quantile. Where all values are 0 and the least is −1 that is −(1 − (1 − level)^(1/n)), the exact bound for events never seen (3/n at 95 %); a t interval would be
 * empty there and too narrow wherever losses are rare. The quantile is that of the beta distribution on [least, max] with the same mean and
 * variance, which in these two cases is the distribution itself.
 *
 * @param values Independent values ≥ `least`, shape [n], n ≥ 1.
 * @param level One-sided confidence, strictly between 0 and 1.
 * @param least The least possible value.
 * @returns The bound, in [least, max].
 * @see Gaffke 2005, Three test statistics for a nonparametric one-sided hypothesis on the mean of a nonnegative variable.
 */
export function lowerMeanBound(values: Float64Array, level: number, least: number = -1): number {
  const n = values.length;
  let largest = least;
  for (const value of values) largest = Math.max(largest, value);
  const range = largest - least;
  if (!(range > 0)) return least;
  let total = 0;
  for (const value of values) total += (value - least) / range;
  const center = total / (n + 1);
  let squares = center * center;
  for (const value of values) {
    const difference = (value - least) / range - center;
    squares += difference * difference;
  }
  const variance = squares / ((n + 1) * (n + 2));
  const precision = (center * (1 - center)) / variance - 1;
  return range * betaQuantile(1 - level, center * precision, (1 - center) * precision) + least;
}

/** Upper bound of a mean of values that are at most 1: the mirror image. */
export function upperMeanBound(values: Float64Array, level: number): number {
  return -lowerMeanBound(values.map((value) => -value), level);
}
