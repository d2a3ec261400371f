import { checkArray, checkInteger } from "../../numeric/check.ts";

/**
 * Indices of distinct objects.
 *
 * @param action What the caller does, for messages.
 * @param name Name of the list, for messages.
 * @param indices The indices.
 * @param size Number of objects.
 * @returns A copy, ascending.
 * @throws {RangeError} If one is no index below `size`, or occurs twice.
 */
export function distinctIndices(action: string, name: string, indices: ArrayLike<number>, size: number): Int32Array {
  checkArray(action, name, indices);
  const taken = new Uint8Array(size);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    checkInteger(action, `${name}[${i}]`, index, 0, size - 1);
    if (taken[index] === 1) throw new RangeError(`Cannot ${action}: ${name} must be distinct objects, got ${index} again at index ${i}`);
    taken[index] = 1;
  }
  return Int32Array.from(indices).sort();
}
