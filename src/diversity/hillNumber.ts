import { checkFiniteArray } from "../numeric/check.ts";
import { sum } from "../numeric/sum.ts";
import { checkOrder, hillOfShares } from "./hillOfShares.ts";

/** Result of {@linkcode hillNumber}. */
export interface HillNumber {
  /** Effective number of kinds, between 1 and the number of kinds seen; NaN where nothing was counted. */
  readonly estimate: number;
  /** Order: how much frequent kinds weigh. */
  readonly q: number;
  /** Sum of the counts. */
  readonly n: number;
  /** Number of kinds with a positive count. */
  readonly distinct: number;
}

/**
 * Hill number: the effective number of kinds of order q, (Σ p^q)^(1/(1 − q)) with p = count/n.
 *
 * That many equally frequent kinds would be as diverse. q = 0 counts the kinds; q = 1 is exp of Shannon's entropy; q = 2 is 1/Σp², the
 * inverse of Simpson's index; q = ∞ is 1/max p. Put in shares of the sample as they are, so it is biased low in small samples
 * (the smaller q, the more): compare samples of one size, or see {@linkcode rarefaction}.
 *
 * @param counts How often each kind was seen, numbers ≥ 0 (shares will do), shape [kinds].
 * @param q The order, ≥ 0 or Infinity.
 * @returns The effective number; NaN if all counts are 0.
 * @throws {RangeError} If a count is negative or not finite, or q is negative or NaN.
 * @see Hill 1973, Diversity and Evenness, Ecology 54, 427–432.
 * @example
 * ```ts
 * import { hillNumber } from "@divlab/core/diversity";
 *
 * // Ten samples gave four distinct answers.
 * hillNumber([5, 3, 1, 1], 1).estimate; // => 3.2164634553
 * hillNumber([5, 3, 1, 1], 2).estimate; // => 2.7777777778
 * ```
 */
export function hillNumber(counts: ArrayLike<number>, q: number): HillNumber {
  const action = "compute a Hill number";
  checkAbundances(action, counts);
  checkOrder(action, q);
  const n = sum(counts);
  const shares = Float64Array.from(counts, (count) => count / n);
  return { estimate: n === 0 ? NaN : hillOfShares(shares, q), q, n, distinct: Array.from(counts).filter((count) => count > 0).length };
}

function checkAbundances(action: string, counts: ArrayLike<number>): void {
  checkFiniteArray(action, "counts", counts);
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] < 0) throw new RangeError(`Cannot ${action}: counts must be ≥ 0, got ${counts[i]} at index ${i}`);
  }
}
