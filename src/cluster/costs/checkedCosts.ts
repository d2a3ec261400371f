import type { Costs } from "./asCosts.ts";
import { checkMemory } from "./checkMemory.ts";
import { costRange } from "./costRange.ts";

/** Side of the squares in which a matrix and its transpose are visited together. */
const TILE = 32;

/**
 * Checks n² dissimilarities and lays them out candidate after candidate.
 *
 * @param action What the caller does, for messages.
 * @param input The dissimilarities; read only, and kept where nothing has to change.
 * @param size Number of objects n.
 * @param rows What a row belongs to: an object (its dissimilarities to all candidates) or a candidate.
 * @returns The costs.
 */
export function checkedCosts(action: string, input: Float64Array | Float32Array, size: number, rows: "objects" | "candidates"): Costs {
  const { least, largest, infinite, negligible, rounding } = costRange(action, input, (at) => {
    const row = Math.floor(at / size);
    return rows === "objects" ? [row, at % size] : [at % size, row];
  });
  let exactDiagonal = true;
  for (let i = 0; i < size; i++) {
    const self = input[i * size + i];
    if (self !== 0) exactDiagonal = false;
    if (Math.abs(self) > rounding) {
      throw new RangeError(
        `Cannot ${action}: the dissimilarity of an object to itself must be 0, got ${self} at row ${i}, column ${i}; of similarities s take 1 − s`,
      );
    }
  }
  const asymmetry = largestAsymmetry(input, size);
  const turned = asymmetry > 0 && rows === "objects";
  let data = input;
  if (turned) {
    checkMemory(action, size, data instanceof Float32Array ? 4 : 8);
    data = transposed(data, size);
  }
  if (least < 0 || !exactDiagonal) {
    if (!turned) data = data.slice();
    for (let i = 0; i < data.length; i++) if (data[i] < 0) data[i] = 0;
    for (let i = 0; i < size; i++) data[i * size + i] = 0;
  }
  return { size, data, symmetric: asymmetry <= negligible, largest, infinite };
}

/** Largest |d(i, j) − d(j, i)|; Infinity where one of the two is. */
function largestAsymmetry(data: Float64Array | Float32Array, size: number): number {
  let most = 0;
  for (let iStart = 0; iStart < size; iStart += TILE) {
    const iEnd = Math.min(iStart + TILE, size);
    for (let jStart = iStart; jStart < size; jStart += TILE) {
      const jEnd = Math.min(jStart + TILE, size);
      for (let i = iStart; i < iEnd; i++) {
        for (let j = Math.max(jStart, i + 1); j < jEnd; j++) {
          const there = data[i * size + j];
          const back = data[j * size + i];
          if (there !== back) most = Math.max(most, Math.abs(there - back));
        }
      }
    }
  }
  return most;
}

function transposed(data: Float64Array | Float32Array, size: number): Float64Array | Float32Array {
  const out = data instanceof Float32Array ? new Float32Array(data.length) : new Float64Array(data.length);
  for (let iStart = 0; iStart < size; iStart += TILE) {
    const iEnd = Math.min(iStart + TILE, size);
    for (let jStart = 0; jStart < size; jStart += TILE) {
      const jEnd = Math.min(jStart + TILE, size);
      for (let i = iStart; i < iEnd; i++) {
        for (let j = jStart; j < jEnd; j++) out[j * size + i] = data[i * size + j];
      }
    }
  }
  return out;
}
