import type { Matrix } from "../numeric/matrix.ts";
import { blockSize } from "./blockSize.ts";
import type { DistanceName } from "./distanceName.ts";
import { preparedRows } from "./preparedRows.ts";
import { tileKernels } from "./tileKernels.ts";
import type { ZeroVector } from "./unitRows.ts";

/** Fills `out[c·objects.length + o]` with the distance of row `objects[o]` to row `candidates[c]`. */
export type FillDistances = (objects: ArrayLike<number>, candidates: ArrayLike<number>, out: Float64Array | Float32Array) => void;

/**
 * Distances of some rows to some others, any number of times, without those of all pairs.
 *
 * The same bits as `pairwiseDistances` gives for each pair. The rows are compared block by block, so that they stay in the cache.
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
  const x = preparedRows(action, vectors, distance, zeroVector);
  const kernel = tileKernels[distance];
  const size = blockSize(d);
  let block = new Float64Array(0);
  return (objects, candidates, out) => {
    for (let oStart = 0; oStart < objects.length; oStart += size.columns) {
      const b = part(objects, oStart, size.columns);
      for (let cStart = 0; cStart < candidates.length; cStart += size.rows) {
        const a = part(candidates, cStart, size.rows);
        if (block.length < a.length * b.length) block = new Float64Array(a.length * b.length);
        kernel({ x, d, a, b, upper: false }, block);
        for (let c = 0, from = 0; c < a.length; c++) {
          const at = (cStart + c) * objects.length + oStart;
          for (let o = 0; o < b.length; o++) out[at + o] = block[from++];
        }
      }
    }
  };
}

/** At most `length` indices from `start` on. */
function part(indices: ArrayLike<number>, start: number, length: number): Int32Array {
  return Int32Array.from({ length: Math.min(length, indices.length - start) }, (_, t) => indices[start + t]);
}
