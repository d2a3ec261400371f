import { checkArray } from "../numeric/check.ts";
import { type BleuOptions, bleuOptions } from "./bleuOptions.ts";
import { bleuScore, brevityPenalty } from "./bleuScore.ts";
import { countNgrams, type NgramCounts } from "./countNgrams.ts";
import { encodeTexts, type TextOrTokens } from "./encodeTexts.ts";

/** Result of {@linkcode sentenceBleu}. */
export interface SentenceBleu {
  /** BLEU, between 0 and 1. */
  readonly estimate: number;
  /** Precision of each order as it entered, smoothed; NaN for an order that has no n-gram and is left out; shape [maxOrder]. */
  readonly precisions: Float64Array;
  /** n-grams of the candidate found in a reference, each at most as often as in the one that has it most; shape [maxOrder]. */
  readonly matches: Int32Array;
  /** n-grams of the candidate, shape [maxOrder]. */
  readonly totals: Int32Array;
  /** min(1, exp(1 − referenceLength/length)); 0 for a candidate without tokens. */
  readonly brevityPenalty: number;
  /** Tokens of the candidate. */
  readonly length: number;
  /** Tokens of the reference closest in length, of two equally close ones the shorter. */
  readonly referenceLength: number;
}

const action = "compute BLEU";

/**
 * BLEU of one text against one or more references, between 0 and 1: the geometric mean of its clipped n-gram precisions, times
 * a penalty for being shorter than the reference closest in length.
 *
 * BLEU = BP·exp(Σ_n ln p_n / N). Smoothing and the treatment of short candidates change the number a great deal; both are
 * options and have names. The defaults give sacreBLEU's `sentence_bleu` (divided by 100) with `tokenize="none"`;
 * `smoothing: "method1"` gives NLTK's `sentence_bleu` with `SmoothingFunction().method1`.
 *
 * @param candidate The text to be scored, or its tokens.
 * @param references The texts it is compared to, or their tokens, at least one.
 * @param options Longest n-grams, smoothing, effective order, tokenizer.
 * @returns BLEU with what it is made of; 0 for a candidate without tokens or without a token in common.
 * @throws {TypeError} If a text is neither string nor array of strings.
 * @throws {RangeError} If there is no reference or an option is out of range.
 * @see Papineni et al. 2002, BLEU: a method for automatic evaluation of machine translation; Post 2018, A call for clarity in
 * reporting BLEU scores; Chen & Cherry 2014, A systematic comparison of smoothing techniques for sentence-level BLEU.
 * @example
 * ```ts
 * import { sentenceBleu } from "@divlab/core/text";
 * sentenceBleu("this is a fest", ["this is a test"]).estimate; // => 0.5946
 * sentenceBleu("this is a fest", ["this is a test"], { smoothing: "method1" }).estimate; // => 0.3976
 * ```
 */
export function sentenceBleu(candidate: TextOrTokens, references: readonly TextOrTokens[], options: BleuOptions = {}): SentenceBleu {
  const settings = bleuOptions(action, options);
  const { maxOrder, tokenize } = settings;
  checkArray(action, "references", references, 1);
  const texts = encodeTexts(action, "texts", [candidate, ...Array.from(references)], tokenize);
  const orders = countNgrams(texts, maxOrder);
  const lengths = orders[0].totals;
  const length = lengths[0];
  const referenceLength = closestLength(length, lengths.subarray(1));
  const matches = Int32Array.from(orders, clippedMatches);
  const precisions = new Float64Array(maxOrder);
  const estimate = bleuScore(matches, length, referenceLength, settings, precisions);
  const totals = Int32Array.from(orders, (own) => own.totals[0]);
  return { estimate, precisions, matches, totals, brevityPenalty: brevityPenalty(length, referenceLength), length, referenceLength };
}

/** Matches of text 0 with the others, each n-gram clipped at the largest of their counts. */
function clippedMatches({ types, offsets, ids, counts }: NgramCounts): number {
  const most = new Int32Array(types);
  for (let e = offsets[1]; e < ids.length; e++) most[ids[e]] = Math.max(most[ids[e]], counts[e]);
  let matched = 0;
  for (let e = 0; e < offsets[1]; e++) matched += Math.min(counts[e], most[ids[e]]);
  return matched;
}

function closestLength(length: number, lengths: Int32Array): number {
  let closest = lengths[0];
  for (const other of lengths) {
    const nearer = Math.abs(other - length) - Math.abs(closest - length);
    if (nearer < 0 || (nearer === 0 && other < closest)) closest = other;
  }
  return closest;
}
