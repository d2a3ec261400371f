import { type BleuOptions, bleuOptions } from "./bleuOptions.ts";
import { bleuScore } from "./bleuScore.ts";
import { countNgrams } from "./countNgrams.ts";
import { countPairMatches } from "./countPairMatches.ts";
import { encodeTexts, type TextOrTokens } from "./encodeTexts.ts";
import type { SquareMatrix } from "./squareMatrix.ts";

/**
 * BLEU of every text with every single text as its reference: utilities for minimum Bayes risk, or, off the diagonal, similarities
 * whose mean does not depend on the number of texts.
 *
 * n-grams are counted once per text and matched once per pair; both directions share the matches and differ in the rest.
 *
 * @param texts The texts, or the tokens of each, shape [N].
 * @param options Longest n-grams, smoothing, effective order, tokenizer, as {@linkcode sentenceBleu} has them.
 * @returns Entry (i, j) is `sentenceBleu(texts[i], [texts[j]]).estimate`. The diagonal is 1 but for texts without tokens, which
 * score 0, and, without effective order, for texts of fewer than `maxOrder` tokens.
 * @throws {TypeError} If a text is neither string nor array of strings.
 * @throws {RangeError} If an option is out of range.
 * @see Papineni et al. 2002, BLEU: a method for automatic evaluation of machine translation.
 * @example
 * ```ts
 * import { bleuMatrix } from "@divlab/core/text";
 * bleuMatrix(["another test", "this is a test", "this is a fest"]).data; // => Float64Array [1, 0.184, 0, 0.160, 1, 0.595, 0, 0.595, 1]
 * ```
 */
export function bleuMatrix(texts: readonly TextOrTokens[], options: BleuOptions = {}): SquareMatrix {
  const action = "compute the BLEU matrix";
  const settings = bleuOptions(action, options);
  const { maxOrder, tokenize } = settings;
  const orders = countNgrams(encodeTexts(action, "texts", texts, tokenize), maxOrder);
  const lengths = orders[0].totals;
  const n = lengths.length;
  const data = new Float64Array(n * n);
  const precisions = new Float64Array(maxOrder);
  countPairMatches(orders, (i, j, matches) => {
    data[i * n + j] = bleuScore(matches, lengths[i], lengths[j], settings, precisions);
    data[j * n + i] = bleuScore(matches, lengths[j], lengths[i], settings, precisions);
  });
  return { data, shape: [n, n] };
}
