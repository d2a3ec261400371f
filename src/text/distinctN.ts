import { checkFinite, checkInteger, checkOptions, show } from "../numeric/check.ts";
import { mean } from "../numeric/moments.ts";
import { expm1, log1p } from "../numeric/special/index.ts";
import { sum } from "../numeric/sum.ts";
import { countNgrams, type NgramCounts } from "./countNgrams.ts";
import { encodeTexts, type TextOrTokens } from "./encodeTexts.ts";
import { tokenize as splitAtWhiteSpace, type Tokenizer } from "./tokenize.ts";

/** Options of {@linkcode distinctN}. */
export interface DistinctNOptions {
  /** How texts are cut into tokens; at white space unless given. */
  readonly tokenize?: Tokenizer;
  /** Number of n-grams for the rarefied value, an integer ≥ 1. */
  readonly budget?: number;
  /** Number V of different n-grams that could occur, for the expectation-adjusted value; the same for all that is compared. */
  readonly vocabulary?: number;
}

/** Result of {@linkcode distinctN}. */
export interface DistinctN {
  /** Different n-grams of all texts together per n-gram, distinct/total; NaN if no text has n tokens. */
  readonly estimate: number;
  /** How many different n-grams there are. */
  readonly distinct: number;
  /** How many n-grams there are, repeats counted. */
  readonly total: number;
  /** Mean over the texts with n-grams of their own distinct/total; NaN if there is none. */
  readonly perText: number;
  /** Expected distinct/total of `budget` n-grams drawn from the total without replacement; NaN unless 1 ≤ budget ≤ total. */
  readonly rarefied: number;
  /** distinct over its expectation if all V n-grams were equally likely; NaN without `vocabulary` or n-grams. */
  readonly expectationAdjusted: number;
  /** Length of the n-grams. */
  readonly n: number;
  /** How many texts have n-grams; the others count for nothing. */
  readonly texts: number;
}

const action = "compute distinct-n";

/**
 * distinct-n: the share of different n-grams among the n-grams of a set of texts. Larger is more diverse.
 *
 * The pooled share falls as texts get more or longer, whatever writes them, because common n-grams come again. Two ways to
 * compare sets of different size: the *rarefied* share Σ_g [1 − C(T − c_g, m)/C(T, m)]/m at one budget m of n-grams (T n-grams,
 * c_g of them equal to g), exact and without randomness; or the *expectation-adjusted* D/(V·(1 − (1 − 1/V)^T)), which takes
 * all n-grams for equally likely and so still moves with size where they are not, as in any language. n-grams never cross from one text to the next.
 *
 * @param texts The texts, or the tokens of each, shape [N].
 * @param n Length of the n-grams, an integer ≥ 1.
 * @param options Tokenizer, budget, vocabulary.
 * @returns The pooled share with the others; NaN where no text has n tokens. Takes O(n·tokens).
 * @throws {TypeError} If a text is neither string nor array of strings.
 * @throws {RangeError} If n or budget is no integer ≥ 1, or fewer than `distinct` n-grams could occur.
 * @see Li et al. 2016, A diversity-promoting objective function for neural conversation models; Liu et al. 2022,
 * Rethinking and refining the distinct metric, for the adjusted value; Hurlbert 1971, Ecology 52, 577–586, for rarefaction.
 * @example
 * ```ts
 * import { distinctN } from "@divlab/core/text";
 * const { estimate, distinct, total, rarefied } = distinctN(["to be or not to be", "to be is to do"], 2, { budget: 5 });
 * distinct; // => 7
 * total; // => 9
 * estimate; // => 0.7778
 * rarefied; // => 0.8571
 * ```
 */
export function distinctN(texts: readonly TextOrTokens[], n: number, options: DistinctNOptions = {}): DistinctN {
  checkOptions(action, options, ["tokenize", "budget", "vocabulary"]);
  const { tokenize = splitAtWhiteSpace, budget, vocabulary } = options;
  checkInteger(action, "n", n, 1);
  if (budget !== undefined) checkInteger(action, "budget", budget, 1);
  const ngrams = countNgrams(encodeTexts(action, "texts", texts, tokenize), n)[n - 1];
  const { types: distinct, totals } = ngrams;
  const total = sum(totals);
  if (vocabulary !== undefined) checkVocabulary(vocabulary, distinct);
  const shares = sharesPerText(ngrams);
  return {
    estimate: total === 0 ? NaN : distinct / total,
    distinct,
    total,
    perText: mean(shares),
    rarefied: budget === undefined || budget > total ? NaN : expectedDistinct(ngrams, total, budget) / budget,
    expectationAdjusted: vocabulary === undefined || total === 0 ? NaN : distinct / expectedIfUniform(vocabulary, total),
    n,
    texts: shares.length,
  };
}

function checkVocabulary(vocabulary: number, distinct: number): void {
  checkFinite(action, "vocabulary", vocabulary);
  if (vocabulary < Math.max(1, distinct)) {
    throw new RangeError(`Cannot ${action}: vocabulary must be at least the number of different n-grams, ${distinct}, got ${show(vocabulary)}`);
  }
}

function sharesPerText({ totals, offsets }: NgramCounts): Float64Array {
  const shares: number[] = [];
  for (let t = 0; t < totals.length; t++) if (totals[t] > 0) shares.push((offsets[t + 1] - offsets[t]) / totals[t]);
  return Float64Array.from(shares);
}

/** V·(1 − (1 − 1/V)^T). */
function expectedIfUniform(vocabulary: number, total: number): number {
  return -vocabulary * expm1(total * log1p(-1 / vocabulary));
}

/** Expected number of different n-grams among `budget` of them, over the n-grams that occur equally often together. */
function expectedDistinct({ types, ids, counts }: NgramCounts, total: number, budget: number): number {
  const frequency = new Int32Array(types);
  for (let e = 0; e < ids.length; e++) frequency[ids[e]] += counts[e];
  const alike = new Map<number, number>();
  for (const times of frequency) alike.set(times, (alike.get(times) ?? 0) + 1);
  const terms = Array.from(alike.keys()).toSorted((a, b) => a - b).map((times) => alike.get(times)! * drawnAtLeastOnce(total, times, budget));
  return sum(terms);
}

/**
 * 1 − C(n − c, k)/C(n, k), the chance that k draws without replacement from n meet one of c. Summed over the draw that is
 * the first to do so: all terms are positive and nothing cancels, however rare it is.
 */
function drawnAtLeastOnce(n: number, c: number, k: number): number {
  if (c + k > n) return 1;
  const fewer = Math.min(c, k);
  const more = Math.max(c, k);
  let hit = 0;
  let missed = 1;
  for (let i = 0; i < fewer && missed > 0; i++) {
    const step = missed / (n - i);
    hit += step * more;
    missed = step * (n - more - i);
  }
  return Math.min(1, hit);
}
