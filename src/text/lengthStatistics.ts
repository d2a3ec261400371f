import { checkFiniteArray } from "../numeric/check.ts";
import { mean as meanOf, variance } from "../numeric/moments.ts";
import { median } from "../numeric/quantile.ts";

/** Result of {@linkcode lengthStatistics}. */
export interface LengthStatistics {
  /** How many lengths there are. */
  readonly n: number;
  /** Their mean; NaN for none. */
  readonly mean: number;
  /** Their median; NaN for none. */
  readonly median: number;
  /** Their standard deviation, divisor n − 1; NaN for fewer than two. */
  readonly standardDeviation: number;
  /** Standard deviation over mean; NaN for fewer than two lengths or a mean of 0. */
  readonly coefficientOfVariation: number;
}

/**
 * Mean, median and spread of lengths. Their coefficient of variation within the samples of one problem is a cheap proxy of
 * diversity that needs no text.
 *
 * @param lengths Lengths in tokens or characters, finite and not negative, shape [n].
 * @returns The statistics; NaN where too few lengths define them.
 * @throws {RangeError} If a length is negative or not finite.
 * @see Everitt & Skrondal 2010, The Cambridge Dictionary of Statistics, coefficient of variation.
 * @example
 * ```ts
 * import { lengthStatistics } from "@divlab/core/text";
 * const { mean, coefficientOfVariation } = lengthStatistics([120, 180, 150]);
 * mean; // => 150
 * coefficientOfVariation; // => 0.2
 * ```
 */
export function lengthStatistics(lengths: ArrayLike<number>): LengthStatistics {
  const action = "describe lengths";
  checkFiniteArray(action, "lengths", lengths);
  for (let i = 0; i < lengths.length; i++) {
    if (lengths[i] < 0) throw new RangeError(`Cannot ${action}: lengths must not be negative, got ${lengths[i]} at index ${i}`);
  }
  const mean = meanOf(lengths);
  // Rounding may leave the variance of equal lengths a trace below 0.
  const standardDeviation = Math.sqrt(Math.max(0, variance(lengths, mean)));
  return { n: lengths.length, mean, median: median(lengths), standardDeviation, coefficientOfVariation: mean === 0 ? NaN : standardDeviation / mean };
}
