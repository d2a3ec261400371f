const DIGITS = 2048;

/** Values that share the upper half of their keys are sorted one by one up to so many. */
const FEW = 32;

/** Where the upper half of a double lies among its two halves. */
const UPPER = new Uint8Array(Uint32Array.of(1).buffer)[0];

/** Halves of keys, and the indices of the values they belong to. */
interface Records {
  readonly halves: Uint32Array;
  readonly order: Uint32Array;
}

/**
 * Midranks by sorting digits of eleven bits: of the upper halves of the values' keys, which tell nearly all values apart; also of
 * the lower ones where many share the upper ones. A key is 64 bits in the order of the values.
 *
 * @param values Finite numbers, shape [n]; −0 equals 0.
 * @param out The ranks, shape [n].
 */
export function radixRanks(values: Float64Array, out: Float64Array): void {
  const n = values.length;
  const plain = new Float64Array(n);
  // −0 becomes 0.
  for (let i = 0; i < n; i++) plain[i] = values[i] + 0;
  const words = new Uint32Array(plain.buffer);
  const newRecords = (): Records => ({ halves: new Uint32Array(n), order: new Uint32Array(n) });
  const records = newRecords();
  const spare = newRecords();
  const counts = new Uint32Array(3 * DIGITS);
  for (let i = 0; i < n; i++) {
    records.halves[i] = upperHalf(words, i);
    records.order[i] = i;
  }
  let sorted = sortRecords(records, spare, counts);
  if (rankRuns(values, sorted, out)) return;
  for (let i = 0; i < n; i++) {
    records.halves[i] = words[2 * i + UPPER] >>> 31 === 1 ? ~words[2 * i + 1 - UPPER] : words[2 * i + 1 - UPPER];
    records.order[i] = i;
  }
  sorted = sortRecords(records, spare, counts);
  for (let i = 0; i < n; i++) sorted.halves[i] = upperHalf(words, sorted.order[i]);
  rankRuns(values, sortRecords(sorted, sorted === records ? spare : records, counts), out);
}

/** Upper half of a key: negative values turned round, the others put behind them. */
function upperHalf(words: Uint32Array, i: number): number {
  const word = words[2 * i + UPPER] | 0;
  return (word ^ ((word >> 31) | 0x80000000)) >>> 0;
}

/** Sorts records by their halves, stably; returns where they are in the end. */
function sortRecords(records: Records, spare: Records, counts: Uint32Array): Records {
  const n = records.halves.length;
  counts.fill(0);
  countDigits(records.halves, counts);
  for (let digit = 0; digit < 3; digit++) {
    const at = digit * DIGITS;
    const shift = 11 * digit;
    // Nothing to do where all digits are that of the first record.
    if (counts[at + ((records.halves[0] >>> shift) & (DIGITS - 1))] === n) continue;
    for (let d = at, start = 0; d < at + DIGITS; d++) {
      const count = counts[d];
      counts[d] = start;
      start += count;
    }
    distribute(records.halves, records.order, spare.halves, spare.order, counts, at, shift);
    [records, spare] = [spare, records];
  }
  return records;
}

function countDigits(halves: Uint32Array, counts: Uint32Array): void {
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i];
    counts[half & (DIGITS - 1)]++;
    counts[DIGITS + ((half >>> 11) & (DIGITS - 1))]++;
    counts[2 * DIGITS + (half >>> 22)]++;
  }
}

function distribute(halves: Uint32Array, order: Uint32Array, toHalves: Uint32Array, toOrder: Uint32Array, starts: Uint32Array, at: number, shift: number): void {
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i];
    const place = starts[at + ((half >>> shift) & (DIGITS - 1))]++;
    toHalves[place] = half;
    toOrder[place] = order[i];
  }
}

/** Orders each run of equal halves by the values and ranks it; false where one out of order is too long for that. */
function rankRuns(values: Float64Array, { halves, order }: Records, out: Float64Array): boolean {
  const n = halves.length;
  for (let start = 0, end = 0; start < n; start = end) {
    const half = halves[start];
    end = start + 1;
    while (end < n && halves[end] === half) end++;
    if (end - start === 1) out[order[start]] = end;
    else if (!rankRun(values, order, start, end, out)) return false;
  }
  return true;
}

function rankRun(values: Float64Array, order: Uint32Array, start: number, end: number, out: Float64Array): boolean {
  for (let i = start + 1; i < end; i++) {
    const index = order[i];
    let j = i;
    for (; j > start && values[order[j - 1]] > values[index]; j--) {
      if (end - start > FEW) return false;
      order[j] = order[j - 1];
    }
    order[j] = index;
  }
  for (let from = start, to = start; from < end; from = to) {
    while (to < end && values[order[to]] === values[order[from]]) to++;
    for (let i = from; i < to; i++) out[order[i]] = (from + 1 + to) / 2;
  }
  return true;
}
