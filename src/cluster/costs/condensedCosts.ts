import { kernels } from "../../kernels/backend.ts";
import type { Costs } from "./asCosts.ts";
import { checkMemory } from "./checkMemory.ts";
import { costRange } from "./costRange.ts";

/**
 * The costs of condensed distances.
 *
 * @param action What the caller does, for messages.
 * @param pairs The distance of i < j at i(2n − i − 1)/2 + j − i − 1, shape [n(n − 1)/2]; single precision stays single.
 * @param size Number of objects n.
 * @param isForSearch Whether medoids will be searched for: then they are laid out where that is fastest.
 * @returns All n² of them, symmetric.
 */
export function condensedCosts(action: string, pairs: Float64Array | Float32Array, size: number, isForSearch = false): Costs {
  const { least, largest, infinite } = costRange(action, pairs, (at) => pairAt(at, size));
  const single = pairs instanceof Float32Array;
  checkMemory(action, size, single ? 4 : 8);
  const data = isForSearch ? kernels().medoidCosts(single ? "single" : "double", size, size) : single ? new Float32Array(size * size) : new Float64Array(size * size);
  let at = 0;
  for (let i = 0; i < size; i++) {
    const next = at + size - i - 1;
    data[i * size + i] = 0;
    data.set(pairs.subarray(at, next), i * size + i + 1);
    at = next;
  }
  if (least < 0) for (let i = 0; i < data.length; i++) if (data[i] < 0) data[i] = 0;
  mirror(data, size);
  return { size, data, symmetric: true, largest, infinite };
}

/** Copies the upper half into the lower one, eight rows at a time: each reads whole cache lines down its columns, whatever n. */
function mirror(data: Float64Array | Float32Array, size: number): void {
  let j = 0;
  for (; j + 8 <= size; j += 8) {
    const row0 = j * size;
    const row1 = row0 + size;
    const row2 = row1 + size;
    const row3 = row2 + size;
    const row4 = row3 + size;
    const row5 = row4 + size;
    const row6 = row5 + size;
    const row7 = row6 + size;
    for (let i = 0, from = j; i < j; i++, from += size) {
      data[row0 + i] = data[from];
      data[row1 + i] = data[from + 1];
      data[row2 + i] = data[from + 2];
      data[row3 + i] = data[from + 3];
      data[row4 + i] = data[from + 4];
      data[row5 + i] = data[from + 5];
      data[row6 + i] = data[from + 6];
      data[row7 + i] = data[from + 7];
    }
    for (let row = j + 1; row < j + 8; row++) mirrorRow(data, size, row, j);
  }
  for (; j < size; j++) mirrorRow(data, size, j, 0);
}

/** Copies into a row what stands above its diagonal from column `start` on. */
function mirrorRow(data: Float64Array | Float32Array, size: number, row: number, start: number): void {
  for (let i = start; i < row; i++) data[row * size + i] = data[i * size + row];
}

function pairAt(at: number, size: number): readonly [row: number, column: number] {
  let row = 0;
  let rest = at;
  while (rest >= size - row - 1) rest -= size - ++row;
  return [row, row + 1 + rest];
}
