import type { CondensedDistances } from "../distance/index.ts";
import { checkChoice, checkInteger, checkOptions } from "../numeric/check.ts";
import { countNgrams, type NgramCounts } from "./countNgrams.ts";
import { encodeTexts, type TextOrTokens } from "./encodeTexts.ts";
import { tokenize as splitAtSpaces, type Tokenizer } from "./tokenize.ts";

/** Options of {@linkcode textDistances}. */
export interface TextDistancesOptions {
  /** Longest n-grams: those of 1 … n tokens are counted; 2 unless given. */
  readonly n?: number;
  /** `"cosine"` (default) of the counts, or `"jaccard"` of the sets. */
  readonly distance?: "cosine" | "jaccard";
  /** Cuts a text into tokens; at white space unless given. */
  readonly tokenize?: Tokenizer;
}

const action = "compute distances of texts";

/**
 * Distances of all pairs of texts by the n-grams of 1 … n tokens they share: 0 for the same, 1 for nothing in common.
 *
 * cosine: 1 − Σ aᵍbᵍ/√(Σ aᵍ²·Σ bᵍ²), a and b the counts of n-gram g; jaccard: 1 − |A ∩ B|/|A ∪ B| of the sets. Both have a
 * similarity 1 − d that is positive semidefinite (a Gram matrix; the Tanimoto kernel), so that determinantal point processes can be built
 * on it. Sums of counts are exact integers and nothing cancels: near duplicates keep all digits, equal texts are at exactly 0.
 * Texts without tokens are at 0 from one another and at 1 from all others.
 *
 * @param texts The texts, or their tokens, shape [N].
 * @param options Longest n-grams, distance, tokenizer.
 * @returns The condensed distances, as `pairwiseDistances` has them. Time goes with the pairs of texts that share an n-gram.
 * @throws {TypeError} If a text is neither a string nor an array of strings.
 * @throws {RangeError} If an option is out of range.
 * @see Bouchard, Jousselme & Doré 2013, A proof for the positive definiteness of the Jaccard index matrix; docs/methods/pruning.md.
 * @example
 * ```ts
 * import { textDistances } from "@divlab/core/text";
 *
 * const texts = ["4 * 6 = 24", "6 * 4 = 24", "3 * 8 = 24"];
 * textDistances(texts).data; // => Float64Array [0.3333333333, 0.5555555556, 0.5555555556]
 * textDistances(texts, { distance: "jaccard" }).data; // => Float64Array [0.5, 0.7142857143, 0.7142857143]
 * ```
 */
export function textDistances(texts: readonly TextOrTokens[], options: TextDistancesOptions = {}): CondensedDistances {
  checkOptions(action, options, ["n", "distance", "tokenize"]);
  const { n = 2, distance = "cosine", tokenize = splitAtSpaces } = options;
  checkInteger(action, "n", n, 1);
  checkChoice(action, "distance", distance, ["cosine", "jaccard"]);
  const encoded = encodeTexts(action, "texts", texts, tokenize);
  let longest = 1;
  for (let t = 0; t < texts.length; t++) longest = Math.max(longest, encoded.offsets[t + 1] - encoded.offsets[t]);
  const orders = countNgrams(encoded, Math.min(n, longest));
  const isSet = distance === "jaccard";
  const postings = orders.map((order) => postingsOf(order, isSet));
  const size = texts.length;
  const norms = new Float64Array(size);
  for (let i = 0; i < size; i++) for (const order of orders) norms[i] += ownProduct(order, i, isSet);
  const data = new Float64Array((size * (size - 1)) / 2);
  const products = new Float64Array(size);
  let at = 0;
  for (let i = 0; i < size; i++) {
    products.fill(0, i);
    for (let k = 0; k < orders.length; k++) addProducts(orders[k], postings[k], i, products);
    for (let j = i + 1; j < size; j++) data[at++] = (isSet ? jaccard : cosine)(products[j], norms[i], norms[j]);
  }
  return { data, n: size };
}

/** 1 − p/√(ab) for integers p ≥ 0, a and b, the last two not 0 unless the text is empty. */
function cosine(p: number, a: number, b: number): number {
  if (p === 0) return a === b && a === 0 ? 0 : 1;
  // 4(ab − p²) by the squared difference of both count vectors: integers all, small ones for near duplicates.
  const apart = a + b - 2 * p;
  const numerator = (2 * apart * (a + b) - apart * apart - (a - b) * (a - b)) / 4;
  const root = Math.sqrt(a * b);
  return numerator > 0 ? numerator / (root * (root + p)) : 0;
}

/** 1 − p/(a + b − p) for p shared n-grams of a and b. */
function jaccard(p: number, a: number, b: number): number {
  return a + b === 0 ? 0 : (a + b - 2 * p) / (a + b - p);
}

/** For each n-gram the texts that have it, ascending, and how often (once, of sets); those of n-gram g end at `ends[g]`, and `next[g]` moves up. */
interface Postings {
  readonly texts: Int32Array;
  readonly counts: Int32Array;
  readonly next: Int32Array;
  readonly ends: Int32Array;
}

function postingsOf({ types, totals, offsets, ids, counts }: NgramCounts, isSet: boolean): Postings {
  const ends = new Int32Array(types);
  for (let e = 0; e < ids.length; e++) ends[ids[e]]++;
  const next = new Int32Array(types);
  for (let id = 1; id < types; id++) {
    next[id] = ends[id - 1];
    ends[id] += ends[id - 1];
  }
  const postings = { texts: new Int32Array(ids.length), counts: new Int32Array(ids.length).fill(1), next: Int32Array.from(next), ends };
  for (let t = 0; t < totals.length; t++) {
    for (let e = offsets[t]; e < offsets[t + 1]; e++) {
      const at = next[ids[e]]++;
      postings.texts[at] = t;
      if (!isSet) postings.counts[at] = counts[e];
    }
  }
  return postings;
}

/** Product of a text's counts with themselves, or the number of its n-grams. */
function ownProduct({ offsets, counts }: NgramCounts, text: number, isSet: boolean): number {
  if (isSet) return offsets[text + 1] - offsets[text];
  let total = 0;
  for (let e = offsets[text]; e < offsets[text + 1]; e++) total += counts[e] * counts[e];
  return total;
}

/** Adds the products of text i with every later one, and leaves i behind in the postings. */
function addProducts({ offsets, ids }: NgramCounts, { texts, counts, next, ends }: Postings, i: number, products: Float64Array): void {
  for (let e = offsets[i]; e < offsets[i + 1]; e++) {
    const id = ids[e];
    const first = next[id]++;
    const own = counts[first];
    const end = ends[id];
    for (let p = first + 1; p < end; p++) products[texts[p]] += own * counts[p];
  }
}
