import { characterNgrams, type ChrFOptions, chrFOptions, fScore, meanShares } from "./chrF.ts";
import { countPairMatches } from "./countPairMatches.ts";
import type { SquareMatrix } from "./squareMatrix.ts";

/**
 * chrF of every text with every text as its reference: utilities for minimum Bayes risk, or similarities of texts.
 *
 * n-grams are counted once per text and matched once per pair; the directions differ because recall weighs more than precision.
 *
 * @param texts The texts, shape [N].
 * @param options Longest n-grams, weight of recall, as {@linkcode chrF} has them.
 * @returns Entry (i, j) is `chrF(texts[i], texts[j]).estimate`; the diagonal is 1, but 0 for empty texts.
 * @throws {TypeError} If a text is not a string.
 * @throws {RangeError} If an option is out of range.
 * @see Popović 2015, chrF: character n-gram F-score for automatic MT evaluation.
 * @example
 * ```ts
 * import { chrFMatrix } from "@divlab/core/text";
 * chrFMatrix(["a test", "this is a test"]).data; // => Float64Array [1, 0.3662, 0.6980, 1]
 * ```
 */
export function chrFMatrix(texts: readonly string[], options: ChrFOptions = {}): SquareMatrix {
  const action = "compute the chrF matrix";
  const { maxOrder, beta } = chrFOptions(action, options);
  const orders = characterNgrams(action, texts, maxOrder);
  const n = orders[0].totals.length;
  const data = new Float64Array(n * n);
  const means = { precision: 0, recall: 0 };
  countPairMatches(orders, (i, j, matches) => {
    meanShares(orders, matches, i, j, means);
    data[i * n + j] = fScore(means.precision, means.recall, beta);
    // The other way round precision and recall change places.
    data[j * n + i] = fScore(means.recall, means.precision, beta);
  });
  return { data, shape: [n, n] };
}
