import { longestNpyHeader, npyArray, npyHeader } from "./npyArray.ts";
import { faultOf, showShape, type StoredArray } from "./storedArray.ts";
import { zipEntries, zipEntryBytes } from "./zipEntries.ts";

const ending = /\.npy$/;

/**
 * The arrays of an .npz file, as `numpy.savez` and `numpy.savez_compressed` write it; only their heads are unpacked.
 *
 * @param file Name for error messages.
 * @param bytes The file.
 * @returns The arrays.
 * @throws {DataError} If the archive or the head of an array is not as it should be.
 */
export async function npzArrays(file: string, bytes: Uint8Array): Promise<StoredArray[]> {
  const arrays: StoredArray[] = [];
  for (const entry of zipEntries(file, bytes)) {
    if (!ending.test(entry.name)) continue;
    const name = entry.name.replace(ending, "");
    const header = npyHeader(file, name, await zipEntryBytes(file, entry, Math.min(entry.size, longestNpyHeader)));
    if (header === undefined) throw faultOf(file, name, "expected an array as numpy.save writes it, got one that is broken off");
    if (header.kind !== undefined && header.length !== entry.size) {
      throw faultOf(file, name, `expected ${header.length} bytes for shape ${showShape(header.shape)}, got ${entry.size}`);
    }
    arrays.push(npyArray(file, name, header, () => zipEntryBytes(file, entry)));
  }
  return arrays;
}
