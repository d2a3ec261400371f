/** Data shared by the tests of stats. */
import * as fc from "fast-check";
import type { Alternative } from "../../src/stats/index.ts";
import { createRng, normal } from "../../src/random/index.ts";
import { expectWithin } from "../within.ts";

/** Lists of different multiples of 1/64: sums and differences are exact, and nothing is constant. */
export function distinctNumbers(minLength: number, maxLength: number): fc.Arbitrary<number[]> {
  return fc.uniqueArray(fc.integer({ min: -6400, max: 6400 }), { minLength, maxLength }).map((list) => list.map((v) => v / 64));
}

/** Lists of small integers with many ties and zeros. */
export function tiedNumbers(minLength: number, maxLength: number): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: -3, max: 3 }), { minLength, maxLength });
}

/** Seeded draws from N(mean, 1). */
export function normalSample(seed: string, size: number, mean: number = 0): number[] {
  const rng = createRng(seed);
  return Array.from({ length: size }, () => mean + normal(rng));
}

/** Every p-value is in (0, 1], and the two-sided one is twice the smaller of the others, at most 1. */
export function expectSymmetricAlternatives(pValue: (alternative: Alternative) => number): void {
  const [both, less, greater] = [pValue("two-sided"), pValue("less"), pValue("greater")];
  for (const p of [both, less, greater]) {
    if (!(p > 0 && p <= 1)) throw new Error(`p-value ${p}`);
  }
  expectWithin(both, Math.min(1, 2 * Math.min(less, greater)), { rel: 1e-15 });
}

/** All lists of `size` signs. */
export function allSigns(size: number): number[][] {
  return Array.from({ length: 2 ** size }, (_, pattern) => Array.from({ length: size }, (_, i) => ((pattern >> i) & 1 ? -1 : 1)));
}

/** All orders of a list. */
export function allOrders<T>(list: readonly T[]): T[][] {
  if (list.length === 0) return [[]];
  return list.flatMap((item, i) => allOrders(list.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}
