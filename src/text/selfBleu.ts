import { mean } from "../numeric/moments.ts";
import { type BleuOptions, bleuOptions } from "./bleuOptions.ts";
import { bleuScore } from "./bleuScore.ts";
import { countNgrams, type NgramCounts } from "./countNgrams.ts";
import { encodeTexts, type TextOrTokens } from "./encodeTexts.ts";

/** Result of {@linkcode selfBleu}. */
export interface SelfBleu {
  /** Mean of the scores; NaN for fewer than two texts. */
  readonly estimate: number;
  /** BLEU of each text with all others as references, in [0, 1], shape [n]; NaN for a single text. */
  readonly scores: Float64Array;
  /** How many texts there are. */
  readonly n: number;
}

/**
 * Self-BLEU: the mean BLEU of each text with all the others as its references. Smaller is more diverse.
 *
 * Exact, in time linear in the number of tokens, where the definition takes time quadratic in the number of texts: of every
 * n-gram only the text that has it most often, that count and the next largest are kept, which tell the clip without any one
 * text. A text never is its own reference. Self-BLEU rises with the number of texts, whatever writes them, since more
 * references hold more n-grams: compare sets of one size, or use the mean off the diagonal of {@linkcode bleuMatrix}.
 *
 * @param texts The texts, or the tokens of each, shape [n].
 * @param options Longest n-grams, smoothing, effective order, tokenizer, as {@linkcode sentenceBleu} has them.
 * @returns Mean and scores; NaN for fewer than two texts. A text without tokens scores 0 and counts in the mean.
 * @throws {TypeError} If a text is neither string nor array of strings.
 * @throws {RangeError} If an option is out of range.
 * @see Zhu et al. 2018, Texygen: a benchmarking platform for text generation models.
 * @example
 * ```ts
 * import { selfBleu } from "@divlab/core/text";
 * const texts = ["another test", "this is a test", "this is an test", "this is a fest"];
 * selfBleu(texts).estimate; // => 0.4428
 * selfBleu(texts, { maxOrder: 3, smoothing: "method1" }).estimate; // => 0.4046
 * ```
 */
export function selfBleu(texts: readonly TextOrTokens[], options: BleuOptions = {}): SelfBleu {
  const action = "compute self-BLEU";
  const settings = bleuOptions(action, options);
  const { maxOrder, tokenize } = settings;
  const orders = countNgrams(encodeTexts(action, "texts", texts, tokenize), maxOrder);
  const lengths = orders[0].totals;
  const n = lengths.length;
  if (n < 2) return { estimate: NaN, scores: new Float64Array(n).fill(NaN), n };
  const matched = orders.map(matchesWithOthers);
  const closest = closestLengths(lengths);
  const matches = new Int32Array(maxOrder);
  const precisions = new Float64Array(maxOrder);
  const scores = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    for (let k = 0; k < maxOrder; k++) matches[k] = matched[k][t];
    scores[t] = bleuScore(matches, lengths[t], closest[t], settings, precisions);
  }
  return { estimate: mean(scores), scores, n };
}

/** For each text its n-grams found in the others, each clipped at the largest count it has in one of them. */
function matchesWithOthers({ types, totals, offsets, ids, counts }: NgramCounts): Int32Array {
  const most = new Int32Array(types);
  const owner = new Int32Array(types);
  const next = new Int32Array(types);
  for (let t = 0; t < totals.length; t++) {
    for (let e = offsets[t]; e < offsets[t + 1]; e++) {
      const id = ids[e];
      const count = counts[e];
      if (count > most[id]) {
        next[id] = most[id];
        most[id] = count;
        owner[id] = t;
      } else if (count > next[id]) next[id] = count;
    }
  }
  const matched = new Int32Array(totals.length);
  for (let t = 0; t < totals.length; t++) {
    for (let e = offsets[t]; e < offsets[t + 1]; e++) {
      const id = ids[e];
      // The owner has its own count as the largest, so the next largest is the clip.
      matched[t] += owner[id] === t ? next[id] : Math.min(counts[e], most[id]);
    }
  }
  return matched;
}

/** For each text the length of the other text closest to its own, of two equally close ones the shorter. */
function closestLengths(lengths: Int32Array): Int32Array {
  const order = Int32Array.from(lengths, (_, t) => t).sort((a, b) => lengths[a] - lengths[b]);
  const closest = new Int32Array(lengths.length);
  for (let at = 0; at < order.length; at++) {
    const own = lengths[order[at]];
    const below = at > 0 ? own - lengths[order[at - 1]] : Infinity;
    const above = at + 1 < order.length ? lengths[order[at + 1]] - own : Infinity;
    closest[order[at]] = below <= above ? own - below : own + above;
  }
  return closest;
}
