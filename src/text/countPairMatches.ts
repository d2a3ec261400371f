import type { NgramCounts } from "./countNgrams.ts";

/**
 * Calls `visit(i, j, matches)` for every pair of texts i ≤ j, in order of i, with the n-grams they share: `matches[k]` is the sum
 * of the smaller of both counts over the n-grams of `orders[k]`. The array is used again for the next pair.
 *
 * Only pairs that share an n-gram cost anything for it: each n-gram leads to the texts that have it.
 */
export function countPairMatches(orders: readonly NgramCounts[], visit: (i: number, j: number, matches: Int32Array) => void): void {
  const texts = orders[0].totals.length;
  const postings = orders.map(postingsOf);
  const shared = orders.map(() => new Int32Array(texts));
  const matches = new Int32Array(orders.length);
  for (let i = 0; i < texts; i++) {
    for (let k = 0; k < orders.length; k++) addMatches(orders[k], postings[k], i, shared[k]);
    for (let j = i; j < texts; j++) {
      for (let k = 0; k < orders.length; k++) matches[k] = shared[k][j];
      visit(i, j, matches);
    }
  }
}

/** For each n-gram the texts that have it, ascending, and how often; those of n-gram g end at `ends[g]`, and `next[g]` moves up. */
interface Postings {
  readonly texts: Int32Array;
  readonly counts: Int32Array;
  readonly next: Int32Array;
  readonly ends: Int32Array;
}

function postingsOf({ types, totals, offsets, ids, counts }: NgramCounts): Postings {
  const ends = new Int32Array(types);
  for (let e = 0; e < ids.length; e++) ends[ids[e]]++;
  const next = new Int32Array(types);
  for (let id = 1; id < types; id++) {
    next[id] = ends[id - 1];
    ends[id] += ends[id - 1];
  }
  const postings = { texts: new Int32Array(ids.length), counts: new Int32Array(ids.length), next: Int32Array.from(next), ends };
  for (let t = 0; t < totals.length; t++) {
    for (let e = offsets[t]; e < offsets[t + 1]; e++) {
      const at = next[ids[e]]++;
      postings.texts[at] = t;
      postings.counts[at] = counts[e];
    }
  }
  return postings;
}

/** Fills `shared` with the matches of text i with itself and every later one, and leaves i behind in the postings. */
function addMatches({ offsets, ids }: NgramCounts, { texts, counts, next, ends }: Postings, i: number, shared: Int32Array): void {
  shared.fill(0, i);
  for (let e = offsets[i]; e < offsets[i + 1]; e++) {
    const id = ids[e];
    const own = counts[next[id]];
    const end = ends[id];
    for (let p = next[id]; p < end; p++) shared[texts[p]] += Math.min(own, counts[p]);
    next[id]++;
  }
}
