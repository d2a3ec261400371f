import type { Costs } from "./asCosts.ts";
import { checkMemory } from "./checkMemory.ts";
import { costRange } from "./costRange.ts";

/** Side of the squares in which the upper half is mirrored. */
const TILE = 32;

/**
 * The costs of condensed distances.
 *
 * @param action What the caller does, for messages.
 * @param pairs The distance of i < j at i(2n − i − 1)/2 + j − i − 1, shape [n(n − 1)/2]; single precision stays single.
 * @param size Number of objects n.
 * @returns All n² of them, symmetric.
 */
export function condensedCosts(action: string, pairs: Float64Array | Float32Array, size: number): Costs {
  const { least, largest, infinite } = costRange(action, pairs, (at) => pairAt(at, size));
  const single = pairs instanceof Float32Array;
  checkMemory(action, size, single ? 4 : 8);
  const data = single ? new Float32Array(size * size) : new Float64Array(size * size);
  let at = 0;
  for (let i = 0; i < size; i++) {
    const next = at + size - i - 1;
    data.set(pairs.subarray(at, next), i * size + i + 1);
    at = next;
  }
  if (least < 0) for (let i = 0; i < data.length; i++) if (data[i] < 0) data[i] = 0;
  mirror(data, size);
  return { size, data, symmetric: true, largest, infinite };
}

/** Copies the upper half into the lower one. */
function mirror(data: Float64Array | Float32Array, size: number): void {
  for (let iStart = 0; iStart < size; iStart += TILE) {
    const iEnd = Math.min(iStart + TILE, size);
    for (let jStart = iStart; jStart < size; jStart += TILE) {
      const jEnd = Math.min(jStart + TILE, size);
      for (let i = iStart; i < iEnd; i++) {
        for (let j = Math.max(jStart, i + 1); j < jEnd; j++) data[j * size + i] = data[i * size + j];
      }
    }
  }
}

function pairAt(at: number, size: number): readonly [row: number, column: number] {
  let row = 0;
  let rest = at;
  while (rest >= size - row - 1) rest -= size - ++row;
  return [row, row + 1 + rest];
}
