import { checkArray, checkFinite, checkInteger, checkOptions, show } from "../numeric/check.ts";
import { countNgrams, type NgramCounts } from "./countNgrams.ts";
import { countPairMatches } from "./countPairMatches.ts";
import { encodeTexts } from "./encodeTexts.ts";

/** Options of {@linkcode chrF} and {@linkcode chrFMatrix}. */
export interface ChrFOptions {
  /** Longest character n-grams that count, an integer ≥ 1; 6 unless given. */
  readonly maxOrder?: number;
  /** How much more recall weighs than precision, a number > 0; 2 unless given. */
  readonly beta?: number;
}

/** Result of {@linkcode chrF}. */
export interface ChrF {
  /** chrF, between 0 and 1. */
  readonly estimate: number;
  /** Mean n-gram precision over the orders that both texts have; 0 if there is none. */
  readonly precision: number;
  /** Mean n-gram recall over these orders; 0 if there is none. */
  readonly recall: number;
}

/**
 * chrF: the F-score of character n-grams of a text against a reference, between 0 and 1. It needs no tokenizer.
 *
 * (1 + β²)·P·R/(β²·P + R) with P and R the means over n = 1 … maxOrder of the shares of matched n-grams in the candidate and
 * in the reference; orders that one of them is too short for do not count. White space is taken out first; a character is a
 * Unicode code point. The defaults give sacreBLEU's chrF2, divided by 100.
 *
 * @param candidate The text to be scored.
 * @param reference The text it is compared to.
 * @param options Longest n-grams, weight of recall.
 * @returns chrF with precision and recall; 0 if one of the texts is empty or nothing matches.
 * @throws {TypeError} If a text is not a string.
 * @throws {RangeError} If an option is out of range.
 * @see Popović 2015, chrF: character n-gram F-score for automatic MT evaluation; Popović 2016, chrF deconstructed, for β = 2.
 * @example
 * ```ts
 * import { chrF } from "@divlab/core/text";
 * chrF("this is a fest", "this is a test").estimate; // => 0.60628
 * ```
 */
export function chrF(candidate: string, reference: string, options: ChrFOptions = {}): ChrF {
  const action = "compute chrF";
  const { maxOrder, beta } = chrFOptions(action, options);
  const orders = characterNgrams(action, [candidate, reference], maxOrder);
  const means = { precision: 0, recall: 0 };
  countPairMatches(orders, (i, j, matches) => {
    if (i < j) meanShares(orders, matches, 0, 1, means);
  });
  return { estimate: fScore(means.precision, means.recall, beta), ...means };
}

/** The options, checked, with defaults in place of what is not given. */
export function chrFOptions(action: string, options: ChrFOptions): Required<ChrFOptions> {
  checkOptions(action, options, ["maxOrder", "beta"]);
  const { maxOrder = 6, beta = 2 } = options;
  checkInteger(action, "maxOrder", maxOrder, 1);
  checkFinite(action, "beta", beta);
  if (beta <= 0) throw new RangeError(`Cannot ${action}: beta must be positive, got ${beta}`);
  return { maxOrder, beta };
}

/** The n-grams of the characters of texts without their white space. */
export function characterNgrams(action: string, texts: readonly string[], maxOrder: number): NgramCounts[] {
  checkArray(action, "texts", texts);
  for (let t = 0; t < texts.length; t++) {
    if (typeof texts[t] !== "string") throw new TypeError(`Cannot ${action}: texts must be strings, got ${show(texts[t])} at index ${t}`);
  }
  return countNgrams(encodeTexts(action, "texts", texts, charactersOf), maxOrder);
}

/** Writes the mean precision and recall of text i against text j. */
export function meanShares(
  orders: readonly NgramCounts[],
  matches: Int32Array,
  i: number,
  j: number,
  means: { precision: number; recall: number },
): void {
  let precision = 0;
  let recall = 0;
  let used = 0;
  while (used < orders.length && orders[used].totals[i] > 0 && orders[used].totals[j] > 0) {
    precision += matches[used] / orders[used].totals[i];
    recall += matches[used] / orders[used].totals[j];
    used++;
  }
  means.precision = used === 0 ? 0 : precision / used;
  means.recall = used === 0 ? 0 : recall / used;
}

/** F-score with recall weighing β times as much; 0 if nothing matches. */
export function fScore(precision: number, recall: number, beta: number): number {
  const weight = beta * beta;
  return precision === 0 ? 0 : ((1 + weight) * precision * recall) / (weight * precision + recall);
}

function charactersOf(text: string): string[] {
  return Array.from(text.replaceAll(/\p{White_Space}+/gu, ""));
}
