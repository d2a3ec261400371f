import type { ColumnMetaData } from "hyparquet";
import { crc32 } from "./crc32.ts";
import type { Unpack } from "./parquetCodecs.ts";

/** What is read of a page's header: Thrift fields by number. */
interface PageHeader {
  readonly field_1: number;
  readonly field_2: number;
  readonly field_3: number;
  readonly field_4?: number;
  readonly field_5?: { readonly field_1: number; readonly field_2: number };
  readonly field_8?: { readonly field_1: number; readonly field_2: number; readonly field_4: number; readonly field_5: number; readonly field_6: number; readonly field_7?: boolean };
}

/** How deep the values of a column lie. */
export interface ColumnLevels {
  /** Largest repetition level: how many lists a value is in, one at most. */
  readonly repetition: number;
  /** Largest definition level: how many of its ancestors and itself may be missing or lists. */
  readonly definition: number;
  /** Definition level from which on a list has a member; 0 without lists. */
  readonly member: number;
}

const dataPage = 0;
const dataPage2 = 3;
const dictionaryEncodings = [2, 8];

/** How many lists of differences an encoding has at its start: DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY and DELTA_BYTE_ARRAY. */
const deltaLists: Readonly<Record<number, number>> = { 5: 1, 6: 1, 7: 2 };
const largestPage = 2 ** 30;

/**
 * Checks that the pages of a column hold as many values and rows as they say, and their checksums where they have them. hyparquet fills a list with each run of equal levels
 * or dictionary indices as long as the run claims to be: a single wrong byte can claim two thousand million of them.
 *
 * @param chunk The bytes of the column's pages.
 * @param column What the file says about them.
 * @param levels How deep its values lie.
 * @param rows How many rows the row group has: hyparquet drops further ones.
 * @param codecs Unpack pages, by name.
 * @throws {Error} If a page does not hold what it says.
 * @see {@link https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE}
 */
export async function checkParquetPages(chunk: Uint8Array, { codec, num_values: values }: ColumnMetaData, { repetition, definition, member }: ColumnLevels, rows: number, codecs: Readonly<Record<string, Unpack>>): Promise<void> {
  const { deserializeTCompactProtocol } = await import("hyparquet/src/thrift.js");
  const reader = { view: new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength), offset: 0 };
  let found = 0;
  let starts = 0;
  /** Whether the value before is a member of a list. */
  let inList = false;
  /** Counts the rows that start in a page. A missing list that goes on, as DuckDB 1.5 writes it where arrays have a fixed length, would shift all rows after it. */
  const follow = (repetitions: Uint8Array | undefined, definitions: Uint8Array | undefined, count: number): void => {
    if (repetitions === undefined) {
      starts += count;
      return;
    }
    for (let i = 0; i < count; i++) {
      const isMember = definitions === undefined || definitions[i] >= member;
      if (repetitions[i] === 0) starts++;
      else if (!inList || !isMember) throw new Error("a list that is missing or empty and goes on; DuckDB writes arrays of fixed length so: cast them to lists, as FLOAT[]");
      inList = isMember;
    }
  };
  const add = (count: number): void => {
    found += count;
    if (!(count >= 0 && found <= values)) throw new Error(`${found} values instead of ${values}`);
  };
  const unpacked = (bytes: Uint8Array, size: number): Uint8Array => {
    if (!(size >= 0 && size <= largestPage)) throw new Error(`a page of ${size} bytes`);
    if (codec !== "UNCOMPRESSED" && codecs[codec] === undefined) throw new Error(`a codec that is not read, ${codec}`);
    const page = codec === "UNCOMPRESSED" ? bytes : codecs[codec](bytes, size);
    if (page.length !== size) throw new Error(`a page of ${page.length} bytes instead of ${size}`);
    return page;
  };
  // A byte may follow the last page; hyparquet takes the end to be there too.
  while (reader.offset < chunk.length - 1) {
    const header = deserializeTCompactProtocol(reader) as unknown as PageHeader;
    const { field_1: kind, field_2: size, field_3: packedSize, field_4: checksum, field_5: first, field_8: second } = header;
    const end = reader.offset + packedSize;
    if (!(packedSize >= 0 && end <= chunk.length)) throw new Error("a page that is broken off");
    const bytes = chunk.subarray(reader.offset, end);
    reader.offset = end;
    if (checksum !== undefined && crc32(bytes) !== checksum >>> 0) throw new Error("a page with another checksum than it says");
    if (kind === dataPage && first !== undefined) {
      const { field_1: count, field_2: encoding } = first;
      add(count);
      const page = unpacked(bytes, size);
      const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
      let at = 0;
      const [repetitions, definitions] = [repetition, definition].map((level) => {
        if (level === 0) return undefined;
        const from = at + 4;
        at = from + view.getUint32(at, true);
        return levelsOf(page, from, at, level, count);
      });
      follow(repetitions, definitions, count);
      if (dictionaryEncodings.includes(encoding)) checkIndices(page.subarray(at), count);
      checkDeltas(page.subarray(at), encoding, definitions === undefined ? count : definitions.filter((level) => level === definition).length);
    } else if (kind === dataPage2 && second !== undefined) {
      const { field_1: count, field_2: missing, field_4: encoding, field_5: definitions, field_6: repetitions, field_7: packed = true } = second;
      add(count);
      follow(levelsOf(bytes, 0, repetitions, repetition, count), levelsOf(bytes, repetitions, repetitions + definitions, definition, count), count);
      const rest = bytes.subarray(repetitions + definitions);
      const page = packed ? unpacked(rest, size - repetitions - definitions) : rest;
      if (dictionaryEncodings.includes(encoding)) checkIndices(page, count);
      if (!(missing >= 0 && missing <= count)) throw new Error(`${missing} missing values of ${count}`);
      checkDeltas(page, encoding, count - missing);
    }
  }
  if (found !== Number(values)) throw new Error(`${found} values instead of ${values}`);
  if (starts !== rows) throw new Error(`${starts} rows instead of ${rows}`);
}

/** The levels of a page, runs of which must fill it; undefined where there are none. */
function levelsOf(bytes: Uint8Array, from: number, to: number, level: number, count: number): Uint8Array | undefined {
  if (level === 0) return undefined;
  const levels = new Uint8Array(count);
  if (runsOf(bytes, from, to, bitWidth(level), count, levels) < count) throw new Error("too few levels");
  return levels;
}

/** Checks indices into a dictionary, their width before them; missing values have none, so there may be fewer than values. */
function checkIndices(page: Uint8Array, count: number): void {
  const [width = 0] = page;
  if (width > 32) throw new Error(`indices of ${width} bits`);
  if (width > 0) runsOf(page, 1, page.length, width, count);
}

/** Checks the lists of differences that a page starts with: where their blocks have an impossible size, hyparquet would read the same bytes for ever. */
function checkDeltas(page: Uint8Array, encoding: number, count: number): void {
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      if (at >= page.length || shift > 2 ** 63) throw new Error("differences that are broken off");
      const byte = page[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  const lists = count === 0 ? 0 : (deltaLists[encoding] ?? 0);
  for (let list = 0; list < lists; list++) {
    const [block, parts] = [next(), next(), next(), next()];
    const each = block / parts;
    if (!(block < 2 ** 31 && parts > 0 && each > 0 && each % 8 === 0)) throw new Error(`differences in blocks of ${block} in ${parts} parts`);
    for (let seen = 1; seen < count; ) {
      next();
      const widths = at;
      at += parts;
      for (let part = 0; part < parts && seen < count; part++, seen += each) at += (each / 8) * page[widths + part];
      if (!(at <= page.length)) throw new Error("differences that are broken off");
    }
  }
}

/** How many values the runs of equal ones and the groups of eight packed ones hold, as far as `count` of them; `into` takes those of at most eight bits. */
function runsOf(bytes: Uint8Array, from: number, to: number, width: number, count: number, into?: Uint8Array): number {
  let seen = 0;
  let at = from;
  while (seen < count && at < to) {
    let head = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      head += (byte & 127) * shift;
      if (byte < 128) break;
      if (at >= to || shift > 2 ** 28) throw new Error("a run without an end");
    }
    const packed = head % 2 === 1;
    const length = Math.floor(head / 2);
    if (length === 0 || (!packed && seen + length > count) || (packed && 8 * length >= 2 ** 31)) throw new Error(`a run of ${length} values where ${count - seen} are left`);
    if (into !== undefined && !packed) into.fill(bytes[at], seen, seen + length);
    else if (into !== undefined) for (let i = 0; i < 8 * length && seen + i < count; i++) into[seen + i] = bitsAt(bytes, at, i * width, width);
    seen += packed ? 8 * length : length;
    at += packed ? width * length : Math.ceil(width / 8);
  }
  return seen;
}

/** Up to eight bits from a bit on, counted from the lowest of a byte. */
function bitsAt(bytes: Uint8Array, from: number, bit: number, width: number): number {
  const at = from + (bit >> 3);
  return ((bytes[at] | (bytes[at + 1] << 8)) >> (bit & 7)) & ((1 << width) - 1);
}

function bitWidth(level: number): number {
  return 32 - Math.clz32(level);
}
