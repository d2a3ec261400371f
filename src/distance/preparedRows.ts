import type { Matrix } from "../numeric/matrix.ts";
import type { DistanceName } from "./distanceName.ts";
import { unitRows, type ZeroVector } from "./unitRows.ts";

/**
 * Rows as the kernel of a distance expects them: unit rows for cosine and angular distance, centred unit rows for correlation, all in
 * double precision; the rows themselves for the others.
 *
 * @param action What the caller does, for messages.
 * @param vectors One vector a row, shape [n, d].
 * @param distance Name of the distance.
 * @param zeroVector What to do with vectors of zeros where only directions count.
 * @returns The entries, row after row; those of `vectors` where they need no change.
 * @throws {RangeError} If a vector is zero (and not allowed).
 */
export function preparedRows(action: string, vectors: Matrix, distance: DistanceName, zeroVector: ZeroVector): Float64Array | Float32Array {
  switch (distance) {
    case "cosine":
    case "angular":
      return unitRows(action, vectors, zeroVector).data;
    case "correlation":
      return unitRows(action, centredRows(vectors), zeroVector).data;
    default:
      return vectors.data;
  }
}

/** Rows less their means. Differences from the first entry come first, so that a constant row becomes exactly zero. */
function centredRows({ data, shape }: Matrix): Matrix {
  const [n, d] = shape;
  const centred = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const first = data[i * d];
    let total = 0;
    for (let at = i * d; at < (i + 1) * d; at++) {
      centred[at] = data[at] - first;
      total += centred[at];
    }
    const mean = total / d;
    for (let at = i * d; at < (i + 1) * d; at++) centred[at] -= mean;
  }
  return { data: centred, shape };
}
