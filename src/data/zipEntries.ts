import { DataError } from "../numeric/errors.ts";
import { crc32 } from "./crc32.ts";
import { faultOf } from "./storedArray.ts";

/** A file in a zip archive. */
export interface ZipEntry {
  /** Its name. */
  readonly name: string;
  /** Whether it is compressed by deflate rather than stored as it is. */
  readonly deflated: boolean;
  /** Its size in bytes. */
  readonly size: number;
  /** Its checksum, CRC-32. */
  readonly crc: number;
  /** Its bytes in the archive. */
  readonly content: Uint8Array;
}

const endSize = 22;
const longestComment = 65_535;
const entrySize = 46;
const localSize = 30;

/** Deflate never packs better than that. */
const largestRatio = 1032;

/**
 * The files of a zip archive.
 *
 * @param file Name for error messages.
 * @param bytes The archive.
 * @returns The files in the order of its directory.
 * @throws {DataError} If the archive is broken off or corrupt, larger than 4 GiB, encrypted, or packed by another method than deflate.
 * @see {@link https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT}
 */
export function zipEntries(file: string, bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = directoryEnd(view);
  const broken = (): DataError => new DataError(file, [{ message: "expected a complete zip archive (.npz), got one that is broken off or corrupt" }]);
  if (end === -1) throw broken();
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) throw new DataError(file, [{ message: "expected an archive smaller than 4 GiB, got a larger one (zip64)" }]);
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i++) {
    if (at + entrySize > end || view.getUint32(at, true) !== 0x02014b50) throw broken();
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const crc = view.getUint32(at + 16, true);
    const packed = view.getUint32(at + 20, true);
    const size = view.getUint32(at + 24, true);
    const local = view.getUint32(at + 42, true);
    const next = at + entrySize + view.getUint16(at + 28, true);
    if (next > end || local + localSize > end || view.getUint32(local, true) !== 0x04034b50) throw broken();
    const name = new TextDecoder().decode(bytes.subarray(at + entrySize, next));
    if ((flags & 1) === 1 || (method !== 0 && method !== 8)) {
      throw faultOf(file, name, `expected a file that is stored or deflated, got ${(flags & 1) === 1 ? "an encrypted one" : `one packed by method ${method}`}`);
    }
    const start = local + localSize + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (start + packed > end || (method === 0 && packed !== size) || size > largestRatio * (packed + 1)) throw broken();
    entries.push({ name, deflated: method === 8, size, crc, content: bytes.subarray(start, start + packed) });
    at = next + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/**
 * The first bytes of a file in an archive; if they are all of it, its checksum is compared.
 *
 * @param file Name for error messages.
 * @param entry The file in the archive.
 * @param length How many bytes, at most its size.
 * @returns The bytes; memory never holds more than that.
 * @throws {DataError} If it is corrupt.
 */
export async function zipEntryBytes(file: string, entry: ZipEntry, length: number = entry.size): Promise<Uint8Array> {
  const { name, deflated, size, crc, content } = entry;
  const bytes = deflated ? await inflated(content, length, length === size) : content.subarray(0, length);
  if (bytes === undefined || (length === size && crc32(bytes) !== crc)) throw faultOf(file, name, "expected the size and checksum that the archive says, got others: it is corrupt");
  return bytes;
}

/** Where the record at the end of the directory starts, found from the back; −1 where there is none. */
export function directoryEnd(view: DataView): number {
  const last = view.byteLength - endSize;
  for (let at = last; at >= Math.max(0, last - longestComment); at--) {
    if (view.getUint32(at, true) === 0x06054b50 && view.getUint16(at + 20, true) === last - at) return at;
  }
  return -1;
}

/** The first bytes of deflated data; undefined where these are corrupt, fewer, or more where they are to be `all`. */
async function inflated(content: Uint8Array, length: number, all: boolean): Promise<Uint8Array | undefined> {
  const source = new Blob([content as Uint8Array<ArrayBuffer>]).stream();
  const reader = (source as ReadableStream<BufferSource>).pipeThrough(new DecompressionStream("deflate-raw") as ReadableWritablePair<Uint8Array, BufferSource>).getReader();
  const bytes = new Uint8Array(length);
  let at = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (all && at + value.length > length) return undefined;
      bytes.set(value.subarray(0, length - at), at);
      at += value.length;
      if (!all && at >= length) break;
    }
  } catch {
    return undefined;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  return at >= length ? bytes : undefined;
}
