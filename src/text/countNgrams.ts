import type { EncodedTexts } from "./encodeTexts.ts";

/** The n-grams of one length n, counted text by text. None crosses from one text to the next. */
export interface NgramCounts {
  /** How many different ones there are in all texts. */
  readonly types: number;
  /** How many each text has, repeats counted: its length + 1 − n or 0; shape [texts]. */
  readonly totals: Int32Array;
  /** Where each text starts in `ids` and `counts`, and at last their length; shape [texts + 1]. */
  readonly offsets: Int32Array;
  /** The different n-grams of each text, as numbers in 0 … types − 1. */
  readonly ids: Int32Array;
  /** How often each of them occurs in that text. */
  readonly counts: Int32Array;
}

/**
 * The n-grams of texts for n = 1 … maxOrder. An n-gram is numbered by the pair of its first n − 1 tokens and its last one,
 * looked up by comparing both numbers: different n-grams never share a number.
 */
export function countNgrams(texts: EncodedTexts, maxOrder: number): NgramCounts[] {
  const { codes, offsets } = texts;
  const orders: NgramCounts[] = [];
  // The number of the n-gram that starts at each token; of no meaning where the text ends before the n-gram does.
  const starting = Int32Array.from(codes);
  let types = texts.types;
  for (let order = 1; order <= maxOrder; order++) {
    if (order > 1) types = lengthen(starting, codes, offsets, order);
    orders.push(countPerText(starting, offsets, order, types));
  }
  return orders;
}

/** Turns the numbers of (order − 1)-grams into those of the n-grams one token longer, in place; returns how many differ. */
function lengthen(starting: Int32Array, codes: Int32Array, offsets: Int32Array, order: number): number {
  const size = tableSize(codes.length);
  const mask = size - 1;
  const slots = new Int32Array(size).fill(-1);
  const heads = new Int32Array(codes.length);
  const lasts = new Int32Array(codes.length);
  let types = 0;
  for (let t = 0; t + 1 < offsets.length; t++) {
    const end = offsets[t + 1] - order + 1;
    for (let at = offsets[t]; at < end; at++) {
      const head = starting[at];
      const last = codes[at + order - 1];
      let hash = Math.imul(head, 0x9e3779b1) ^ Math.imul(last, 0x85ebca6b);
      hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
      let slot = (hash ^ (hash >>> 13)) & mask;
      let id = slots[slot];
      while (id !== -1 && (heads[id] !== head || lasts[id] !== last)) {
        slot = (slot + 1) & mask;
        id = slots[slot];
      }
      if (id === -1) {
        id = types++;
        slots[slot] = id;
        heads[id] = head;
        lasts[id] = last;
      }
      starting[at] = id;
    }
  }
  return types;
}

/** A power of two at least twice as large, so that half of the table stays empty. */
function tableSize(entries: number): number {
  let size = 2;
  while (size < 2 * entries) size *= 2;
  return size;
}

function countPerText(starting: Int32Array, offsets: Int32Array, order: number, types: number): NgramCounts {
  const texts = offsets.length - 1;
  const totals = new Int32Array(texts);
  const starts = new Int32Array(texts + 1);
  const ids = new Int32Array(starting.length);
  const counts = new Int32Array(starting.length);
  // Where an n-gram stands in `ids` and the text for which that is so.
  const place = new Int32Array(types);
  const owner = new Int32Array(types).fill(-1);
  let used = 0;
  for (let t = 0; t < texts; t++) {
    const end = offsets[t + 1] - order + 1;
    totals[t] = Math.max(0, end - offsets[t]);
    for (let at = offsets[t]; at < end; at++) {
      const id = starting[at];
      if (owner[id] !== t) {
        owner[id] = t;
        place[id] = used;
        ids[used++] = id;
      }
      counts[place[id]]++;
    }
    starts[t + 1] = used;
  }
  return { types, totals, offsets: starts, ids: ids.slice(0, used), counts: counts.slice(0, used) };
}
