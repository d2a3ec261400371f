import { DataError } from "../numeric/errors.ts";
import type { Bytes } from "./byteChunks.ts";

/**
 * All bytes of a source in one piece of memory that belongs to the caller.
 *
 * @param file Name for error messages.
 * @param head The first chunk.
 * @param chunks The further ones.
 * @param size How many bytes to make room for at first; 0 where not known.
 * @param declared How many bytes there are by what the first ones say; undefined where these do not say it (yet).
 * @returns The bytes; fewer than declared where the source ends early.
 * @throws {DataError} If there are more bytes than declared, or than memory can hold: at once, without reading the rest.
 */
export async function gatherBytes(file: string, head: Uint8Array, chunks: Bytes, size: number, declared: (bytes: Uint8Array) => number | undefined): Promise<Uint8Array> {
  let bytes = room(file, Math.max(size, head.length));
  bytes.set(head);
  let length = head.length;
  let limit = declared(head);
  let nextLook = 2 * length;
  const check = (): void => {
    if (limit !== undefined && length > limit) throw new DataError(file, [{ message: `expected ${limit} bytes, as its header says, got more: the data are followed by something else` }]);
  };
  check();
  for await (const chunk of chunks) {
    if (length + chunk.length > bytes.length) {
      const longer = room(file, Math.max(length + chunk.length, Math.min(2 * bytes.length, limit ?? Infinity)));
      longer.set(bytes.subarray(0, length));
      bytes = longer;
    }
    bytes.set(chunk, length);
    length += chunk.length;
    if (limit === undefined && length >= nextLook) {
      limit = declared(bytes.subarray(0, length));
      nextLook = 2 * length;
    }
    check();
  }
  return bytes.subarray(0, length);
}

function room(file: string, size: number): Uint8Array {
  try {
    return new Uint8Array(size);
  } catch {
    throw new DataError(file, [{ message: `expected a file that fits into memory, got ${size} bytes` }]);
  }
}
