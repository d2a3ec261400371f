import { kernels } from "../kernels/backend.ts";
import type { PairMeasure } from "../kernels/kernels.ts";
import { arcTangent } from "./arcTangent.ts";
import type { DistanceName } from "./distanceName.ts";

/** A block of pairs: rows a[i] against rows b[j] of x, which has d columns. */
export interface Tile {
  /** What `preparedRows` returns. */
  readonly x: Float64Array | Float32Array;
  readonly d: number;
  readonly a: ArrayLike<number>;
  readonly b: ArrayLike<number>;
  /** Whether b begins with the rows of a, and only pairs j > i are wanted. */
  readonly upper: boolean;
}

/** Fills `out[i·b.length + j]` with the distance of rows a[i] and b[j]; entries nobody wants may hold anything. */
export type TileKernel = (tile: Tile, out: Float64Array) => void;

/** The loops behind each distance; the first three expect unit rows. */
export const tileKernels: Readonly<Record<DistanceName, TileKernel>> = {
  cosine,
  correlation: cosine,
  angular,
  euclidean,
  squaredEuclidean: (tile, out) => compare("squaredDifference", tile, out),
  manhattan: (tile, out) => compare("absoluteDifference", tile, out),
  chebyshev: (tile, out) => compare("largestDifference", tile, out),
  hamming,
  jaccard,
};

/** From this cosine distance on 1 − u·v has twelve digits; nearer pairs take ‖u − v‖²/2, which does not cancel. */
const NEAR = 0.01;

function cosine(tile: Tile, out: Float64Array): void {
  compare("dot", tile, out);
  const { x, d, a, b, upper } = tile;
  const width = b.length;
  for (let i = 0; i < a.length; i++) {
    const row = a[i] * d;
    for (let j = upper ? i + 1 : 0, at = i * width + j; j < width; j++, at++) {
      const distance = 1 - out[at];
      out[at] = distance < NEAR ? 0.5 * squaredDifference(x, row, b[j] * d, d) : Math.min(distance, 2);
    }
  }
}

/** 90° − arcsin(u·v); where that cancels, 2·arctan √(δ/(2 − δ)) with δ = 1 − |u·v| from the difference (or the sum) of the vectors. */
function angular(tile: Tile, out: Float64Array): void {
  compare("dot", tile, out);
  const { x, d, a, b, upper } = tile;
  const width = b.length;
  for (let i = 0; i < a.length; i++) {
    const row = a[i] * d;
    for (let j = upper ? i + 1 : 0, at = i * width + j; j < width; j++, at++) out[at] = angle(out[at], x, row, b[j] * d, d);
  }
}

/** The angle of two unit rows with this dot product, as a share of 180°. */
function angle(dot: number, x: Float64Array | Float32Array, a: number, b: number, d: number): number {
  const size = Math.abs(dot);
  if (1 - size >= NEAR) {
    const arcSine = arcTangent(size / Math.sqrt((1 - size) * (1 + size))) / Math.PI;
    return dot > 0 ? 0.5 - arcSine : 0.5 + arcSine;
  }
  const delta = 0.5 * (dot > 0 ? squaredDifference(x, a, b, d) : squaredSum(x, a, b, d));
  const small = (2 * arcTangent(Math.sqrt(delta / (2 - delta)))) / Math.PI;
  return dot > 0 ? small : 1 - small;
}

function compare(measure: PairMeasure, { x, d, a, b, upper }: Tile, out: Float64Array): void {
  kernels().pairs(measure, x, d, a, b, upper, out);
}

function euclidean(tile: Tile, out: Float64Array): void {
  compare("squaredDifference", tile, out);
  const { a, b, upper } = tile;
  for (let i = 0; i < a.length; i++) {
    for (let at = i * b.length + (upper ? i + 1 : 0), end = (i + 1) * b.length; at < end; at++) out[at] = Math.sqrt(out[at]);
  }
}

function hamming(tile: Tile, out: Float64Array): void {
  compare("unequal", tile, out);
  const size = tile.a.length * tile.b.length;
  for (let at = 0; at < size; at++) out[at] /= tile.d;
}

function jaccard({ x, d, a, b, upper }: Tile, out: Float64Array): void {
  for (let i = 0; i < a.length; i++) {
    for (let j = upper ? i + 1 : 0; j < b.length; j++) {
      let both = 0;
      let either = 0;
      for (let p = a[i] * d, q = b[j] * d, end = p + d; p < end; p++, q++) {
        if (x[p] !== 0 || x[q] !== 0) {
          either++;
          if (x[p] !== 0 && x[q] !== 0) both++;
        }
      }
      out[i * b.length + j] = either === 0 ? 0 : (either - both) / either;
    }
  }
}

/** ‖x_a − x_b‖², in four running sums. */
function squaredDifference(x: Float64Array | Float32Array, a: number, b: number, d: number): number {
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
function squaredSum(x: Float64Array | Float32Array, a: number, b: number, d: number): number {
  let total = 0;
  for (const end = a + d; a < end; a++, b++) total += (x[a] + x[b]) * (x[a] + x[b]);
  return total;
}
