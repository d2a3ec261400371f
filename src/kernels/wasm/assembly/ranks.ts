// Midranks by sorting. A record is 8 bytes: the upper part of a number's key and, in as many low bits as it needs, where the number is.

/** Numbers that share the upper half of their keys are moved one by one, by up to so many bytes. */
const FEW: usize = 32 * 8;

/** From so many bytes of ranks on, those written one after the other should lie near each other. */
const FAR: usize = 2 ** 20;

/**
 * Midranks of finite numbers.
 *
 * @param values Their `bytes` bytes, replaced by the ranks; @param records Twice as many; @param counts 1024 bytes.
 * @returns Whether they are; 0 where many numbers that share the upper halves of their keys are out of order.
 */
export function midranks(values: usize, bytes: usize, records: usize, counts: usize): u32 {
  const bits = <u64>(32 - clz<u32>(bytes - 1));
  const mask = (<u64>1 << bits) - 1;
  for (let i: usize = 0; i < bytes; i += 8) {
    // A key is 64 bits in the order of the numbers; that of −0 is that of 0.
    const number = reinterpret<i64>(load<f64>(values + i) + 0);
    store<u64>(records + i, ((number ^ ((number >> 63) | i64.MIN_VALUE)) & ~mask) | i);
  }
  const spare = records + bytes;
  for (let shift: u64 = 30; shift < 62; shift += 16) {
    distribute(records, bytes, spare, counts, shift);
    distribute(spare, bytes, records, counts, shift + 8);
  }
  if (!rankRecords(values, records, spare, mask)) return 0;
  // By the places.
  if (bytes >= FAR) {
    distribute(records, bytes, spare, counts, bits - 10);
    records = spare;
  }
  for (const end = records + bytes; records < end; records += 8) store<f64>(values + load<u32>(records), <f64>load<u32>(records, 4) / 2);
  return 1;
}

/** Sorts records by the eight bits from shift + 2 on, stably. */
function distribute(records: usize, bytes: usize, to: usize, counts: usize, shift: u64): void {
  const end = records + bytes;
  memory.fill(counts, 0, 1024);
  for (let i = records; i < end; i += 8) {
    const count = counts + digitOf(load<u64>(i), shift);
    store<u32>(count, load<u32>(count) + 8);
  }
  for (let d = counts; d < counts + 1024; d += 4) {
    const count = load<u32>(d);
    store<u32>(d, to);
    to += count;
  }
  for (; records < end; records += 8) {
    const record = load<u64>(records);
    const place = counts + digitOf(record, shift);
    store<u64>(load<u32>(place), record);
    store<u32>(place, load<u32>(place) + 8);
  }
}

function digitOf(record: u64, shift: u64): usize {
  return <usize>(record >> shift) & 1020;
}

/** Orders each run of records of equal upper halves, and puts twice the rank there; false where one is too far from its place. */
function rankRecords(values: usize, records: usize, end: usize, mask: u64): bool {
  const both = 2 * records - 8;
  for (let from = records, stop = records; from < end; ) {
    for (stop += 8; stop < end && load<u32>(stop, 4) == load<u32>(from, 4); stop += 8) {
      const record = load<u64>(stop);
      let i = stop;
      for (; i > from && isAbove(values, load<u64>(i - 8), record, mask); i -= 8) {
        if (stop - i > FEW) return false;
        store<u64>(i, load<u64>(i - 8));
      }
      store<u64>(i, record);
    }
    while (from < stop) {
      let to = from + 8;
      while (to < stop && !isAbove(values, load<u64>(to), load<u64>(from), mask)) to += 8;
      const twice = <u64>((from + to - both) >> 3) << 32;
      for (; from < to; from += 8) store<u64>(from, twice | (load<u64>(from) & mask));
    }
  }
  return true;
}

/** Whether the number of record a is above that of b; the numbers are read only where the records do not tell. */
function isAbove(values: usize, a: u64, b: u64, mask: u64): bool {
  return (a ^ b) > mask ? a > b : load<f64>(values + <usize>(a & mask)) > load<f64>(values + <usize>(b & mask));
}
