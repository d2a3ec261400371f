import { DataError } from "../numeric/errors.ts";
import { checkSafetensorsLength, safetensorsHeader } from "./safetensorsHeader.ts";
import type { StoredArray } from "./storedArray.ts";

/**
 * The tensors of a safetensors file.
 *
 * @param file Name for error messages.
 * @param bytes The file.
 * @returns The tensors.
 * @throws {DataError} If the head is not as it should be, or the file not as long as it says.
 * @see {@link https://github.com/huggingface/safetensors#format}
 */
export function safetensorsArrays(file: string, bytes: Uint8Array): StoredArray[] {
  const header = safetensorsHeader(file, bytes);
  if (header === undefined) throw new DataError(file, [{ message: `expected its whole header, got ${bytes.length} bytes: the file is broken off` }]);
  checkSafetensorsLength(file, header, bytes.length);
  return header.tensors.map((tensor) => ({ ...tensor, fortran: false, read: async () => bytes.subarray(tensor.start, tensor.end) }));
}

/** Whether bytes start as a safetensors file does: a length below 4 GiB and a JSON object. */
export function isSafetensors(bytes: Uint8Array): boolean {
  return bytes.length >= 9 && bytes[8] === 0x7b && bytes.subarray(4, 8).every((byte) => byte === 0);
}
