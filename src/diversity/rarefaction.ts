import { checkArray, checkInteger } from "../numeric/check.ts";
import { countsOfCounts } from "./countsOfCounts.ts";

/** Result of {@linkcode rarefaction}. */
export interface Rarefaction {
  /** Numbers of draws, shape [ks]. */
  readonly k: Int32Array;
  /** Expected number of distinct kinds in k draws without replacement, shape [ks]. */
  readonly estimate: Float64Array;
  /** Its standard error, the n samples being a sample of a population; NaN for n < 2, shape [ks]. */
  readonly standardError: Float64Array;
  /** Number of samples. */
  readonly n: number;
  /** Number of kinds seen, the estimate at k = n. */
  readonly distinct: number;
  /** Good's estimate of the share of the population that the kinds seen make up, 1 − f₁/n with f₁ kinds seen once; NaN for n = 0. */
  readonly coverage: number;
  /** Chao's estimate from below of the number of kinds in the population, distinct + f₁(f₁ − 1)/(2(f₂ + 1)). */
  readonly chao1: number;
  /** Unbiased Simpson index: the probability that two draws are of one kind, Σc(c − 1)/(n(n − 1)); NaN for n < 2. */
  readonly simpson: number;
}

const action = "compute a rarefaction curve";

/**
 * Rarefaction: the expected number of distinct kinds (answers, n-grams, clusters) among k of the n samples.
 *
 * Σ over kinds of 1 − C(n − c, k)/C(n, k), the mean over all subsets of k samples, unbiased for the expected number in k fresh samples.
 * The number of distinct answers grows with n, this does not: samples of unequal size are compared at one k. One curve costs
 * O(k·√n) by a recurrence in k whose terms are all positive.
 *
 * Standard error: k·√(s²/n) with s² the variance over samples of the probability that k − 1 of the others do not show the sample's kind
 * (the first-order term of a U-statistic, Hoeffding 1948). In simulations it is 0.95 to 1.8 times the true spread for k up to n
 * (docs/methods/diversity.md). Where all kinds were seen equally often, each once for example, it is 0 and says nothing.
 *
 * @param counts How often each kind was seen, integers ≥ 0, shape [kinds].
 * @param ks Numbers of draws, integers from 1 to n in any order; 1, 2, …, n unless given.
 * @returns The curve with Good–Turing coverage, Chao1 and Simpson's index.
 * @throws {RangeError} If a count is no integer ≥ 0 or a k lies outside 1 … n.
 * @see Hurlbert 1971, Ecology 52, 577–586; Good 1953, Biometrika 40, 237–264; Chao 1984, Scandinavian Journal of
 * Statistics 11, 265–270, bias-corrected as in Chao 2005.
 * @example
 * ```ts
 * import { rarefaction } from "@divlab/core/diversity";
 *
 * // Ten samples gave four distinct answers; how many are there among two, five, ten?
 * const { estimate, coverage, chao1 } = rarefaction([5, 3, 1, 1], [2, 5, 10]);
 * estimate; // => Float64Array [1.7111111111, 2.9126984127, 4]
 * coverage; // => 0.8
 * chao1; // => 5
 * ```
 */
export function rarefaction(counts: ArrayLike<number>, ks?: ArrayLike<number>): Rarefaction {
  const { size, kinds, n } = countsOfCounts(action, counts);
  const k = listDraws(ks, n);
  const { estimate, standardError } = curve(size, kinds, n, k.reduce((most, draws) => Math.max(most, draws), 0));
  let distinct = 0;
  let pairs = 0;
  let once = 0;
  let twice = 0;
  for (let i = 0; i < size.length; i++) {
    distinct += kinds[i];
    pairs += kinds[i] * size[i] * (size[i] - 1);
    if (size[i] === 1) once = kinds[i];
    if (size[i] === 2) twice = kinds[i];
  }
  return {
    k,
    estimate: Float64Array.from(k, (draws) => (draws === n ? distinct : estimate[draws])),
    standardError: Float64Array.from(k, (draws) => standardError[draws]),
    n,
    distinct,
    coverage: n === 0 ? NaN : 1 - once / n,
    chao1: distinct + (once * (once - 1)) / (2 * (twice + 1)),
    simpson: n < 2 ? NaN : pairs / n / (n - 1),
  };
}

function listDraws(ks: ArrayLike<number> | undefined, n: number): Int32Array {
  if (ks === undefined) return new Int32Array(n).map((_, i) => i + 1);
  checkArray(action, "ks", ks);
  for (let i = 0; i < ks.length; i++) checkInteger(action, `ks[${i}]`, ks[i], 1, n);
  return Int32Array.from(ks);
}

/**
 * Estimates and standard errors for 1 … kMax draws, at those indices.
 *
 * unseen_c = C(n − c, k − 1)/C(n − 1, k − 1) is the probability that k − 1 of the other samples avoid a kind seen c times; its mean over
 * samples is the expected gain of the k-th draw.
 */
function curve(size: Float64Array, kinds: Float64Array, n: number, kMax: number): { estimate: Float64Array; standardError: Float64Array } {
  const estimate = new Float64Array(kMax + 1);
  const standardError = new Float64Array(kMax + 1);
  const unseen = new Float64Array(size.length).fill(1);
  for (let k = 1; k <= kMax; k++) {
    let gain = 0;
    for (let i = 0; i < size.length; i++) gain += kinds[i] * size[i] * unseen[i];
    gain /= n;
    let squares = 0;
    for (let i = 0; i < size.length; i++) {
      squares += kinds[i] * size[i] * (unseen[i] - gain) * (unseen[i] - gain);
      unseen[i] *= Math.max(0, n - size[i] - k + 1) / (n - k);
    }
    estimate[k] = estimate[k - 1] + gain;
    standardError[k] = k * Math.sqrt(squares / (n - 1) / n);
  }
  return { estimate, standardError };
}
