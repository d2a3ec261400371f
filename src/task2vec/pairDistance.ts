import { log1p } from "../numeric/special/index.ts";
import { binaryDivergence } from "./binaryDivergence.ts";
import type { Task2VecDistance } from "./checkFisherOptions.ts";
import { logExcess } from "./logExcess.ts";

/** Distance of the prepared vectors at `a` and at `b` of x, d entries each. */
export type PairDistance = (x: Float64Array, a: number, b: number, d: number, epsilon: number) => number;

/** The loop behind each distance. The first three expect vectors of length 1 (zeros: at distance 1); kl, asymmetricKl, jsd entries > 0. */
export const pairDistance: Readonly<Record<Task2VecDistance, PairDistance>> = {
  cosine: halfSquaredDifference,
  normalizedCosine: halfSquaredDifference,
  correlation: halfSquaredDifference,
  task2vecCosine: pairScaledCosine,
  kl: largerDivergence,
  asymmetricKl: divergence,
  jsd: jensenShannon,
  entropy: pairEntropy,
};

/** ‖u − v‖²/2 in four running sums: 1 − u·v of unit vectors, and nothing cancels. */
function halfSquaredDifference(x: Float64Array, a: number, b: number, d: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 4 <= d; j += 4) {
    const d0 = x[a + j] - x[b + j];
    const d1 = x[a + j + 1] - x[b + j + 1];
    const d2 = x[a + j + 2] - x[b + j + 2];
    const d3 = x[a + j + 3] - x[b + j + 3];
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (; j < d; j++) s0 += (x[a + j] - x[b + j]) * (x[a + j] - x[b + j]);
  return 0.5 * (s0 + s1 + (s2 + s3));
}

/** From this cosine distance on 1 − cos has twelve digits. */
const NEAR = 0.01;

function pairScaledCosine(x: Float64Array, a: number, b: number, d: number, epsilon: number): number {
  let gg = 0;
  let hh = 0;
  let gh = 0;
  for (let j = 0; j < d; j++) {
    const total = x[a + j] + x[b + j] + epsilon;
    const inverse = total > 0 ? 1 / total : 0;
    const g = x[a + j] * inverse;
    const h = x[b + j] * inverse;
    gg += g * g;
    hh += h * h;
    gh += g * h;
  }
  if (gg === 0 || hh === 0) return 1;
  const gLength = Math.sqrt(gg);
  const hLength = Math.sqrt(hh);
  const distance = 1 - gh / (gLength * hLength);
  if (distance >= NEAR) return distance;
  let squares = 0;
  for (let j = 0; j < d; j++) {
    const total = x[a + j] + x[b + j] + epsilon;
    const inverse = total > 0 ? 1 / total : 0;
    const difference = (x[a + j] * inverse) / gLength - (x[b + j] * inverse) / hLength;
    squares += difference * difference;
  }
  return 0.5 * squares;
}

function largerDivergence(x: Float64Array, a: number, b: number, d: number): number {
  let total = 0;
  for (let j = 0; j < d; j++) total += logExcess(Math.max(x[a + j], x[b + j]), Math.min(x[a + j], x[b + j]));
  return 0.5 * total;
}

function divergence(x: Float64Array, a: number, b: number, d: number): number {
  let total = 0;
  for (let j = 0; j < d; j++) total += logExcess(x[b + j], x[a + j]);
  return 0.5 * total;
}

/** (g + h)²/(4gh) = 1 + (g − h)²/(4gh). */
function jensenShannon(x: Float64Array, a: number, b: number, d: number): number {
  let total = 0;
  for (let j = 0; j < d; j++) {
    const difference = x[a + j] - x[b + j];
    total += log1p(0.25 * (difference / x[a + j]) * (difference / x[b + j]));
  }
  return (0.25 * total) / d;
}

/** Entries that are 0 in both vectors count as equal where ε is 0, as different as can be where it is not: so the formula has it. */
function pairEntropy(x: Float64Array, a: number, b: number, d: number, epsilon: number): number {
  let total = 0;
  for (let j = 0; j < d; j++) {
    const sum = x[a + j] + x[b + j] + epsilon;
    if (sum > 0) total += binaryDivergence((x[a + j] - x[b + j] - epsilon) / sum);
  }
  return total / d;
}
