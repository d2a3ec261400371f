import { crc32 } from "./crc32.ts";
import { DataError } from "../numeric/errors.ts";
import type { RandomAccess } from "./openRandomAccess.ts";
import { faultOf } from "./storedArray.ts";
import { zstdUnpacker } from "./zstdUnpacker.ts";
import { directoryEnd, zipEntryBytes } from "./zipEntries.ts";

/** A file in a zip archive that is read member by member. */
export interface ZipMember {
  /** Its name. */
  readonly name: string;
  /** How it is packed: 0 not at all, 8 by deflate, 93 by Zstandard. */
  readonly method: number;
  /** Its size in bytes. */
  readonly size: number;
  /** Its packed size in bytes. */
  readonly packed: number;
  /** Its checksum, CRC-32. */
  readonly crc: number;
  /** Where in the archive it starts. */
  readonly at: number;
}

const endSize = 22;
const longestComment = 65_535;
const entrySize = 46;
const localSize = 30;
const largeEndSize = 56;
const locatorSize = 20;
const largestDirectory = 2 ** 28;
const usualFields = 64;

/**
 * What is in a zip archive of any size.
 *
 * @param access The archive.
 * @returns Its members in the order of its directory; a name may occur more than once.
 * @throws {DataError} If the archive is broken off or corrupt, or a member is encrypted.
 * @see {@link https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT}
 */
export async function openZip(access: RandomAccess): Promise<ZipMember[]> {
  const { file, size } = access;
  const { offset, length, count } = await findDirectory(access);
  if (length > largestDirectory) throw new DataError(file, [{ message: `expected a zip archive with a directory of at most ${largestDirectory} bytes, got ${length}` }]);
  if (offset + length > size) throw broken(file);
  const bytes = await bytesAt(access, offset, length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const members: ZipMember[] = [];
  for (let at = 0; at < length; ) {
    if (at + entrySize > length || view.getUint32(at, true) !== 0x02014b50) throw broken(file);
    const nameEnd = at + entrySize + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > length) throw broken(file);
    const name = new TextDecoder().decode(bytes.subarray(at + entrySize, nameEnd));
    const large = largeFields(view, nameEnd, extraEnd);
    const field = (position: number): number => {
      const value = view.getUint32(at + position, true);
      return value === 0xffffffff ? (large.shift() ?? value) : value;
    };
    // In this order the large fields follow each other.
    const [whole, packed, start] = [field(24), field(20), field(42)];
    if (start + localSize + packed > offset || (view.getUint16(at + 10, true) === 0 && packed !== whole)) throw broken(file);
    if ((view.getUint16(at + 8, true) & 1) === 1) throw faultOf(file, name, "expected a file that is not encrypted, got an encrypted one");
    members.push({ name, method: view.getUint16(at + 10, true), size: whole, packed, crc: view.getUint32(at + 16, true), at: start });
    at = next;
  }
  if (members.length !== count) throw broken(file);
  return members;
}

/**
 * The bytes of a member.
 *
 * @param access The archive.
 * @param member The member.
 * @returns Its bytes, as many as the archive says.
 * @throws {DataError} If it is corrupt or packed by another method than deflate and Zstandard.
 */
export async function readZipMember(access: RandomAccess, { name, method, size, packed, crc, at }: ZipMember): Promise<Uint8Array> {
  const { file } = access;
  if (method !== 0 && method !== 8 && method !== 93) throw faultOf(file, name, `expected a file packed by deflate or Zstandard, got one packed by method ${method}`);
  const corrupt = faultOf(file, name, "expected the size and checksum that the archive says, got others: it is corrupt");
  // What deflate and Zstandard can make of so many bytes at most.
  if (size > (method === 93 ? 2 ** 15 : 1032) * (packed + 1)) throw corrupt;
  const content = await storedBytes(access, { name, at, packed });
  if (method !== 93) return zipEntryBytes(file, { name, deflated: method === 8, size, crc, content });
  const unpack = await zstdUnpacker();
  const bytes = unpack(content, size);
  if (bytes === undefined || crc32(bytes) !== crc) throw corrupt;
  return bytes;
}

/**
 * The bytes of a member as they are stored, of which no checksum is compared.
 *
 * @param access The archive.
 * @param member The member.
 * @returns Its packed bytes.
 * @throws {DataError} If the member is not where the directory says, or goes by another name there.
 */
export async function storedBytes(access: RandomAccess, { name, at, packed }: Pick<ZipMember, "name" | "at" | "packed">): Promise<Uint8Array> {
  const { file, size } = access;
  // One reading does unless the member has long further fields.
  const guess = localSize + 3 * name.length + packed + usualFields;
  const bytes = await bytesAt(access, at, Math.min(guess, size - at));
  const head = new DataView(bytes.buffer);
  const named = localSize + head.getUint16(26, true);
  const start = named + head.getUint16(28, true);
  if (head.getUint32(0, true) !== 0x04034b50 || at + start + packed > size) throw broken(file);
  if (named > bytes.length || new TextDecoder().decode(bytes.subarray(localSize, named)) !== name) throw broken(file);
  return start + packed <= bytes.length ? bytes.subarray(start, start + packed) : bytesAt(access, at + start, packed);
}

/** Where the directory of an archive lies, and how many members it lists. */
interface Directory {
  readonly offset: number;
  readonly length: number;
  readonly count: number;
}

async function findDirectory(access: RandomAccess): Promise<Directory> {
  const { file, size } = access;
  const tail = await bytesAt(access, Math.max(0, size - endSize - longestComment), Math.min(size, endSize + longestComment));
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  const end = directoryEnd(view);
  if (end === -1) throw broken(file);
  const small = { count: view.getUint16(end + 10, true), length: view.getUint32(end + 12, true), offset: view.getUint32(end + 16, true) };
  if (small.count !== 0xffff && small.length !== 0xffffffff && small.offset !== 0xffffffff) return small;
  const endAt = size - tail.length + end;
  if (endAt < locatorSize) throw broken(file);
  const locator = await viewAt(access, endAt - locatorSize, locatorSize);
  // An archive may well have 65,535 members and no larger record.
  if (locator.getUint32(0, true) !== 0x07064b50) return small;
  const largeAt = Number(locator.getBigUint64(8, true));
  if (largeAt + largeEndSize > endAt) throw broken(file);
  const large = await viewAt(access, largeAt, largeEndSize);
  if (large.getUint32(0, true) !== 0x06064b50) throw broken(file);
  return { count: Number(large.getBigUint64(32, true)), length: Number(large.getBigUint64(40, true)), offset: Number(large.getBigUint64(48, true)) };
}

/** The 64-bit numbers in the further fields of an entry, in their order. */
function largeFields(view: DataView, from: number, to: number): number[] {
  for (let at = from; at + 4 <= to; ) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (end > to) return [];
    if (view.getUint16(at, true) === 1) return Array.from({ length: Math.floor((end - at - 4) / 8) }, (_, i) => Number(view.getBigUint64(at + 4 + 8 * i, true)));
    at = end;
  }
  return [];
}

async function bytesAt(access: RandomAccess, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await access.readInto(bytes, position);
  return bytes;
}

async function viewAt(access: RandomAccess, position: number, length: number): Promise<DataView> {
  return new DataView((await bytesAt(access, position, length)).buffer);
}

function broken(file: string): DataError {
  return new DataError(file, [{ message: "expected a complete zip archive, got one that is broken off or corrupt" }]);
}
