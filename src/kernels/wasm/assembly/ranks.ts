// Midranks by sorting. A record is 8 bytes: the upper part of a number's key and, in as many low bits as indices need, the number's index.

const DIGITS: u32 = 2048;

/** Numbers that share the upper half of their keys are sorted one by one up to so many. */
const FEW: u32 = 32;

/**
 * Midranks of n finite numbers.
 *
 * @param values 8n bytes; @param out 8n bytes for the ranks; @param records 16n bytes; @param counts Room for 3 · 2048 integers.
 */
export function midranks(values: usize, n: u32, out: usize, records: usize, counts: usize): void {
  const spare = records + (<usize>n << 3);
  const bits = <u64>(32 - clz<u32>(n - 1));
  for (let i: u32 = 0; i < n; i++) store<u64>(records + (<usize>i << 3), recordOf(values, i, bits));
  let sorted = sortRecords(records, spare, n, counts);
  if (!rankRuns(values, n, sorted, out, bits)) {
    // Many numbers share the upper halves of their keys: by the lower halves first, then again by the upper ones.
    for (let i: u32 = 0; i < n; i++) store<u64>(records + (<usize>i << 3), (key(values, i) << 32) | <u64>i);
    sorted = sortRecords(records, spare, n, counts);
    for (let i: u32 = 0; i < n; i++) store<u64>(sorted + (<usize>i << 3), recordOf(values, load<u32>(sorted + (<usize>i << 3)), bits));
    sorted = sortRecords(sorted, sorted == records ? spare : records, n, counts);
    rankRuns(values, n, sorted, out, bits);
  }
}

/** 64 bits that are in the order of the numbers; those of −0 are those of 0. */
function key(values: usize, i: u32): u64 {
  const bits = reinterpret<i64>(load<f64>(values + (<usize>i << 3)) + 0);
  return <u64>(bits ^ ((bits >> 63) | i64.MIN_VALUE));
}

function recordOf(values: usize, i: u32, bits: u64): u64 {
  return ((key(values, i) >> bits) << bits) | <u64>i;
}

/** Sorts records by their upper halves, stably, eleven bits at a time; returns where they are in the end. */
function sortRecords(records: usize, spare: usize, n: u32, counts: usize): usize {
  memory.fill(counts, 0, <usize>DIGITS * 12);
  countDigits(records, n, counts);
  for (let digit: u32 = 0; digit < 3; digit++, counts += <usize>DIGITS * 4) {
    const shift = <u64>(32 + 11 * digit);
    // Nothing to do where all digits are that of the first record.
    if (load<u32>(counts + (digitOf(load<u64>(records), shift) << 2)) == n) continue;
    let start: u32 = 0;
    for (let d: usize = 0; d < <usize>DIGITS * 4; d += 4) {
      const count = load<u32>(counts + d);
      store<u32>(counts + d, start);
      start += count;
    }
    distribute(records, n, spare, counts, shift);
    const other = records;
    records = spare;
    spare = other;
  }
  return records;
}

function digitOf(record: u64, shift: u64): usize {
  return <usize>(record >> shift) & <usize>(DIGITS - 1);
}

function countDigits(records: usize, n: u32, counts: usize): void {
  for (const end = records + (<usize>n << 3); records < end; records += 8) {
    const record = load<u64>(records);
    const low = counts + (digitOf(record, 32) << 2);
    const middle = counts + (digitOf(record, 43) << 2);
    const high = counts + (digitOf(record, 54) << 2);
    store<u32>(low, load<u32>(low) + 1);
    store<u32>(middle, load<u32>(middle, DIGITS * 4) + 1, DIGITS * 4);
    store<u32>(high, load<u32>(high, DIGITS * 8) + 1, DIGITS * 8);
  }
}

function distribute(records: usize, n: u32, to: usize, starts: usize, shift: u64): void {
  for (const end = records + (<usize>n << 3); records < end; records += 8) {
    const record = load<u64>(records);
    const start = starts + (digitOf(record, shift) << 2);
    const place = load<u32>(start);
    store<u32>(start, place + 1);
    store<u64>(to + (<usize>place << 3), record);
  }
}

/** Orders each run of records of equal upper halves and ranks it; false where one out of order is too long for that. */
function rankRuns(values: usize, n: u32, records: usize, out: usize, bits: u64): bool {
  for (let start: u32 = 0, end: u32 = 0; start < n; start = end) {
    const half = load<u32>(records + (<usize>start << 3), 4);
    end = start + 1;
    while (end < n && load<u32>(records + (<usize>end << 3), 4) == half) end++;
    if (end - start == 1) store<f64>(out + (indexOf(load<u64>(records + (<usize>start << 3)), bits) << 3), <f64>end);
    else if (!rankRun(values, records, start, end, out, bits)) return false;
  }
  return true;
}

function rankRun(values: usize, records: usize, start: u32, end: u32, out: usize, bits: u64): bool {
  for (let i = start + 1; i < end; i++) {
    const record = load<u64>(records + (<usize>i << 3));
    let j = i;
    while (j > start && order(values, load<u64>(records + (<usize>(j - 1) << 3)), record, bits) > 0) {
      if (end - start > FEW) return false;
      store<u64>(records + (<usize>j << 3), load<u64>(records + (<usize>(j - 1) << 3)));
      j--;
    }
    store<u64>(records + (<usize>j << 3), record);
  }
  for (let from = start, to = start; from < end; from = to) {
    const record = load<u64>(records + (<usize>from << 3));
    while (to < end && order(values, load<u64>(records + (<usize>to << 3)), record, bits) == 0) to++;
    const rank = <f64>(from + 1 + to) / 2;
    for (let i = from; i < to; i++) store<f64>(out + (indexOf(load<u64>(records + (<usize>i << 3)), bits) << 3), rank);
  }
  return true;
}

/** Above 0 where the number of the first record is the larger one, 0 where both are equal; the numbers are read only where the records do not tell. */
function order(values: usize, a: u64, b: u64, bits: u64): i32 {
  const difference = <i64>(a >> bits) - <i64>(b >> bits);
  if (difference != 0) return difference > 0 ? 1 : -1;
  const first = load<f64>(values + (indexOf(a, bits) << 3));
  const second = load<f64>(values + (indexOf(b, bits) << 3));
  return i32(first > second) - i32(first < second);
}

function indexOf(record: u64, bits: u64): usize {
  return <usize>(record & ((1 << bits) - 1));
}
