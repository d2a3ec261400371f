import { kernels } from "../kernels/backend.ts";
import { arcTangent } from "./arcTangent.ts";
import type { DistanceName } from "./distanceName.ts";

/** A block of pairs: rows iStart … iEnd − 1 against rows jStart … jEnd − 1 of x, which has d columns. */
export interface Tile {
  readonly x: Float64Array;
  readonly d: number;
  readonly iStart: number;
  readonly iEnd: number;
  readonly jStart: number;
  readonly jEnd: number;
}

/** Fills `out[(i − iStart)·(jEnd − jStart) + j − jStart]` with the distance of rows i and j. */
export type TileKernel = (tile: Tile, out: Float64Array) => void;

/** The loops behind each distance; the first three expect unit rows. */
export const tileKernels: Readonly<Record<DistanceName, TileKernel>> = {
  cosine,
  correlation: cosine,
  angular,
  euclidean,
  squaredEuclidean,
  manhattan,
  chebyshev,
  hamming,
  jaccard,
};

/** From this cosine distance on 1 − u·v has twelve digits; nearer pairs take ‖u − v‖²/2, which does not cancel. */
const NEAR = 0.01;

function cosine(tile: Tile, out: Float64Array): void {
  dots(tile, out);
  const { x, d, iStart, iEnd, jStart, jEnd } = tile;
  let at = 0;
  for (let i = iStart; i < iEnd; i++) {
    for (let j = jStart; j < jEnd; j++, at++) {
      const distance = 1 - out[at];
      out[at] = distance < NEAR ? 0.5 * squaredDifference(x, i * d, j * d, d) : Math.min(distance, 2);
    }
  }
}

/** 90° − arcsin(u·v); where that cancels, 2·arctan √(δ/(2 − δ)) with δ = 1 − |u·v| from the difference (or the sum) of the vectors. */
function angular(tile: Tile, out: Float64Array): void {
  dots(tile, out);
  const { x, d, iStart, iEnd, jStart, jEnd } = tile;
  let at = 0;
  for (let i = iStart; i < iEnd; i++) {
    for (let j = jStart; j < jEnd; j++, at++) {
      const dot = out[at];
      const size = Math.abs(dot);
      if (1 - size >= NEAR) {
        const arcSine = arcTangent(size / Math.sqrt((1 - size) * (1 + size))) / Math.PI;
        out[at] = dot > 0 ? 0.5 - arcSine : 0.5 + arcSine;
      } else {
        const delta = 0.5 * (dot > 0 ? squaredDifference(x, i * d, j * d, d) : squaredSum(x, i * d, j * d, d));
        const angle = (2 * arcTangent(Math.sqrt(delta / (2 - delta)))) / Math.PI;
        out[at] = dot > 0 ? angle : 1 - angle;
      }
    }
  }
}

function dots({ x, d, iStart, iEnd, jStart, jEnd }: Tile, out: Float64Array): void {
  const width = jEnd - jStart;
  out.fill(0, 0, (iEnd - iStart) * width);
  kernels().addProducts(x, iStart * d, d, x, jStart * d, d, out, 0, width, iEnd - iStart, width, d);
}

function squaredEuclidean({ x, d, iStart, iEnd, jStart, jEnd }: Tile, out: Float64Array): void {
  let at = 0;
  for (let i = iStart; i < iEnd; i++) {
    for (let j = jStart; j < jEnd; j++, at++) out[at] = squaredDifference(x, i * d, j * d, d);
  }
}

function euclidean(tile: Tile, out: Float64Array): void {
  squaredEuclidean(tile, out);
  const size = (tile.iEnd - tile.iStart) * (tile.jEnd - tile.jStart);
  for (let at = 0; at < size; at++) out[at] = Math.sqrt(out[at]);
}

function manhattan({ x, d, iStart, iEnd, jStart, jEnd }: Tile, out: Float64Array): void {
  let at = 0;
  for (let i = iStart; i < iEnd; i++) {
    for (let j = jStart; j < jEnd; j++, at++) {
      let total = 0;
      for (let a = i * d, b = j * d; a < (i + 1) * d; a++, b++) total += Math.abs(x[a] - x[b]);
      out[at] = total;
    }
  }
}

function chebyshev({ x, d, iStart, iEnd, jStart, jEnd }: Tile, out: Float64Array): void {
  let at = 0;
  for (let i = iStart; i < iEnd; i++) {
    for (let j = jStart; j < jEnd; j++, at++) {
      let largest = 0;
      for (let a = i * d, b = j * d; a < (i + 1) * d; a++, b++) largest = Math.max(largest, Math.abs(x[a] - x[b]));
      out[at] = largest;
    }
  }
}

function hamming({ x, d, iStart, iEnd, jStart, jEnd }: Tile, out: Float64Array): void {
  let at = 0;
  for (let i = iStart; i < iEnd; i++) {
    for (let j = jStart; j < jEnd; j++, at++) {
      let different = 0;
      for (let a = i * d, b = j * d; a < (i + 1) * d; a++, b++) if (x[a] !== x[b]) different++;
      out[at] = different / d;
    }
  }
}

function jaccard({ x, d, iStart, iEnd, jStart, jEnd }: Tile, out: Float64Array): void {
  let at = 0;
  for (let i = iStart; i < iEnd; i++) {
    for (let j = jStart; j < jEnd; j++, at++) {
      let both = 0;
      let either = 0;
      for (let a = i * d, b = j * d; a < (i + 1) * d; a++, b++) {
        if (x[a] !== 0 || x[b] !== 0) {
          either++;
          if (x[a] !== 0 && x[b] !== 0) both++;
        }
      }
      out[at] = either === 0 ? 0 : (either - both) / either;
    }
  }
}

/** ‖x_a − x_b‖², in four running sums. */
function squaredDifference(x: Float64Array, a: number, b: number, d: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const end = a + d;
  for (; a + 4 <= end; a += 4, b += 4) {
    const d0 = x[a] - x[b];
    const d1 = x[a + 1] - x[b + 1];
    const d2 = x[a + 2] - x[b + 2];
    const d3 = x[a + 3] - x[b + 3];
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (; a < end; a++, b++) s0 += (x[a] - x[b]) * (x[a] - x[b]);
  return s0 + s1 + (s2 + s3);
}

/** ‖x_a + x_b‖². */
function squaredSum(x: Float64Array, a: number, b: number, d: number): number {
  let total = 0;
  for (const end = a + d; a < end; a++, b++) total += (x[a] + x[b]) * (x[a] + x[b]);
  return total;
}
