import { radixRanks } from "./radixRanks.ts";

/** From so many values on, sorting by digits is faster than merging. */
const MANY = 2048;

/** Places that are sorted one by one before they are merged. */
const RUN = 12;

/** Working memory; what is ranked ends before anything else runs. */
let room: { readonly keys: Float64Array; readonly order: Int32Array; readonly otherKeys: Float64Array; readonly otherOrder: Int32Array } | undefined;

/** {@linkcode Kernels.midranks} */
export function midranks(values: Float64Array, out: Float64Array): void {
  const n = values.length;
  if (n >= MANY) {
    radixRanks(values, out);
    return;
  }
  room ??= { keys: new Float64Array(MANY), order: new Int32Array(MANY), otherKeys: new Float64Array(MANY), otherOrder: new Int32Array(MANY) };
  let { keys, order, otherKeys, otherOrder } = room;
  for (let start = 0; start < n; start += RUN) sortRun(values, start, Math.min(start + RUN, n), keys, order);
  for (let length = RUN; length < n; length *= 2) {
    for (let start = 0; start < n; start += 2 * length) {
      merge(keys, order, start, Math.min(start + length, n), Math.min(start + 2 * length, n), otherKeys, otherOrder);
    }
    [keys, otherKeys] = [otherKeys, keys];
    [order, otherOrder] = [otherOrder, order];
  }
  for (let start = 0, end = 0; start < n; start = end) {
    const value = keys[start];
    while (end < n && keys[end] === value) end++;
    for (let i = start; i < end; i++) out[order[i]] = (start + 1 + end) / 2;
  }
}

/** Copies a few values and their indices in ascending order. */
function sortRun(values: Float64Array, start: number, end: number, keys: Float64Array, order: Int32Array): void {
  for (let i = start; i < end; i++) {
    const value = values[i];
    let j = i;
    for (; j > start && keys[j - 1] > value; j--) {
      keys[j] = keys[j - 1];
      order[j] = order[j - 1];
    }
    keys[j] = value;
    order[j] = i;
  }
}

/** Merges the sorted places start … middle − 1 and middle … end − 1. */
function merge(keys: Float64Array, order: Int32Array, start: number, middle: number, end: number, toKeys: Float64Array, toOrder: Int32Array): void {
  let i = start;
  let j = middle;
  for (let to = start; to < end; to++) {
    const from = j >= end || (i < middle && keys[i] <= keys[j]) ? i++ : j++;
    toKeys[to] = keys[from];
    toOrder[to] = order[from];
  }
}
