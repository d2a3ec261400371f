import type { Matrix } from "../numeric/matrix.ts";
import type { DistanceName } from "./distanceName.ts";
import { preparedRows } from "./preparedRows.ts";
import { tileKernels } from "./tileKernels.ts";
import type { ZeroVector } from "./unitRows.ts";

/** Rows of a tile, as in `visitPairs`. */
const TILE = 32;

/** Fills `out[c·objects.length + o]` with the distance of row `objects[o]` to row `candidates[c]`. */
export type FillDistances = (objects: ArrayLike<number>, candidates: ArrayLike<number>, out: Float64Array | Float32Array) => void;

/**
 * Distances of some rows to some others, any number of times, without those of all pairs.
 *
 * The same bits as `pairwiseDistances` gives for each pair. The rows are gathered tile by tile, so that they stay in the cache.
 *
 * @param action What the caller does, for messages.
 * @param vectors One vector a row, all finite, at least one column, shape [n, d].
 * @param distance Name of the distance.
 * @param zeroVector What to do with vectors of zeros where only directions count.
 * @returns The function that fills blocks. O(objects·candidates·d) a call.
 * @throws {RangeError} If a vector is zero (and not allowed).
 */
export function rowDistances(action: string, vectors: Matrix, distance: DistanceName, zeroVector: ZeroVector): FillDistances {
  const d = vectors.shape[1];
  const rows = preparedRows(action, vectors, distance, zeroVector);
  const kernel = tileKernels[distance];
  const x = new Float64Array(2 * TILE * d);
  const tile = new Float64Array(TILE * TILE);
  return (objects, candidates, out) => {
    for (let oStart = 0; oStart < objects.length; oStart += TILE) {
      const height = Math.min(TILE, objects.length - oStart);
      gather(rows, d, objects, oStart, height, x, 0);
      for (let cStart = 0; cStart < candidates.length; cStart += TILE) {
        const width = Math.min(TILE, candidates.length - cStart);
        gather(rows, d, candidates, cStart, width, x, height);
        kernel({ x, d, iStart: 0, iEnd: height, jStart: height, jEnd: height + width }, tile);
        for (let c = 0; c < width; c++) {
          const at = (cStart + c) * objects.length + oStart;
          for (let o = 0; o < height; o++) out[at + o] = tile[o * width + c];
        }
      }
    }
  };
}

/** Copies rows `indices[from … from + length − 1]` to `x`, from its row `at` on. */
function gather(rows: Float64Array, d: number, indices: ArrayLike<number>, from: number, length: number, x: Float64Array, at: number): void {
  for (let r = 0; r < length; r++) {
    const source = indices[from + r] * d;
    const target = (at + r) * d;
    for (let j = 0; j < d; j++) x[target + j] = rows[source + j];
  }
}
