import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { studentTQuantile } from "../../src/numeric/special/index.ts";
import { comparePassAtK, comparePassAtKAsync } from "../../src/passk/comparePassAtK.ts";
import { passAtK } from "../../src/passk/passAtK.ts";
import { adjustPValues } from "../../src/stats/adjustPValues.ts";
import { mcnemar } from "../../src/stats/mcnemar.ts";
import oracle from "../fixtures/scipy/passk-intervals.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const { a, b, points: expectedPoints, closure: expectedClosure } = oracle.comparison;

describe("comparePassAtK()", () => {
  it("agrees with scipy's paired t test at every k, for unequal n", () => {
    const { points, closure, df, problems } = comparePassAtK(a, b, [1, 2, 4, 8]);
    expect([df, problems]).toEqual([7, 8]);
    expectedPoints.forEach((expected, j) => {
      const point = points[j];
      expect(point.k).toBe(expected.k);
      for (const name of ["a", "b", "estimate", "standardError"] as const) expectWithin(point[name], expected[name], { rel: 1e-12 });
      expectWithin(point.pValue, expected.pValue, { rel: 1e-10 });
      // The quantile of t is good to ten digits.
      expectWithin(point.confidenceInterval.low, expected.low, { rel: 1e-9, abs: 1e-9 });
      expectWithin(point.confidenceInterval.high, expected.high, { rel: 1e-9, abs: 1e-9 });
      expect(point.simultaneousInterval).toBeNull();
    });
    expect(points.map((point) => point.adjustedPValue)).toEqual([...adjustPValues(points.map((point) => point.pValue))]);
    expect(closure?.behind).toBe("a");
    expectWithin(closure?.estimate as number, expectedClosure.estimate, { rel: 1e-12 });
    expectWithin(closure?.standardError as number, expectedClosure.standardError, { rel: 1e-12 });
    expectWithin((closure?.last as number) - (closure?.first as number), expectedClosure.estimate, { rel: 1e-12 });
  });

  it("turns every sign when the arms are exchanged, but not the closure", () => {
    const one = comparePassAtK(a, b, 8, { rng: 5, resamples: 200 });
    const other = comparePassAtK(b, a, 8, { rng: 5, resamples: 200 });
    one.points.forEach((point, j) => {
      expectWithin(other.points[j].estimate, -point.estimate, { abs: 1e-15 });
      expectWithin(other.points[j].simultaneousInterval?.low as number, -(point.simultaneousInterval?.high as number), { abs: 1e-12 });
      expectWithin(other.points[j].pValue, point.pValue, { rel: 1e-10 });
    });
    expect(other.closure?.behind).toBe("b");
    expectWithin(other.closure?.estimate as number, one.closure?.estimate as number, { rel: 1e-12 });
    expectWithin(other.crossover.k as number, one.crossover.k as number, { rel: 1e-12 });
    expect(other.crossover.confidenceInterval?.high).toBeCloseTo(one.crossover.confidenceInterval?.high as number, 10);
  });

  it("pairs by name and says what it could not pair or use", () => {
    const first = { n: [8, 2, 8, 8], c: [1, 1, 5, 0], problem: ["p", "q", "r", "s"] };
    const second = { n: [8, 8, 8, 16], c: [8, 2, 0, 7], problem: ["t", "r", "q", "p"] };
    expect(() => comparePassAtK(first, second, [1, 4])).toThrow('got n = 2 at problem "q" (index 1) (the arm with fewer)');
    const result = comparePassAtK(first, second, [1, 4], { tooFew: "skip" });
    expect(result.unpaired).toEqual({ a: ["s"], b: ["t"] });
    expect([...result.leftOut]).toEqual([1]);
    expect(result.problems).toBe(2);
    const difference = (k: number): number[] => [
      passAtK({ n: 8, c: 1 }, k).estimate - passAtK({ n: 16, c: 7 }, k).estimate,
      passAtK({ n: 8, c: 5 }, k).estimate - passAtK({ n: 8, c: 2 }, k).estimate,
    ];
    result.points.forEach(({ k, values }) => difference(k).forEach((expected, i) => expectWithin(values[i], expected, { abs: 1e-15 })));
  });

  it("has a band that holds the t intervals, and is the t interval for a single k and many replicates", () => {
    const { points } = comparePassAtK(a, b, [1, 2, 4, 8], { rng: 1 });
    for (const { confidenceInterval, simultaneousInterval } of points) {
      expect(simultaneousInterval?.low).toBeLessThan(confidenceInterval.low);
      expect(simultaneousInterval?.high).toBeGreaterThan(confidenceInterval.high);
    }
    const widths = points.map(({ simultaneousInterval, standardError }) => ((simultaneousInterval?.high ?? NaN) - (simultaneousInterval?.low ?? NaN)) / standardError);
    for (const width of widths) expectWithin(width, widths[0], { rel: 1e-9 });
    // Below Bonferroni's reach for four tests.
    expect(widths[0] / 2).toBeLessThan(studentTQuantile(1 - 0.025 / 4, 7));
    const rates = Array.from({ length: 200 }, (_, i) => (i * 37) % 17);
    const one = comparePassAtK({ n: 16, c: rates.map((c) => Math.min(16, c)) }, { n: 16, c: rates.map((c) => (c * 5) % 17) }, [2], { rng: 1, resamples: 20_000 }).points[0];
    // 20,000 replicates give the 95 % point of |z| to about 2 %.
    expectWithin(one.simultaneousInterval?.high as number, one.confidenceInterval.high, { abs: 0.03 * one.standardError * 2 });
  });

  it("is the same for the same seed, and with clusters of one problem as without", () => {
    const plain = comparePassAtK(a, b, 8, { rng: 7, resamples: 100 });
    expect(comparePassAtK(a, b, 8, { rng: 7, resamples: 100 })).toEqual(plain);
    const alone = comparePassAtK(a, b, 8, { rng: 7, resamples: 100, clusters: ["s", "t", "u", "v", "w", "x", "y", "z"] });
    expect(alone.points).toEqual(plain.points);
    const clustered = comparePassAtK(a, b, 8, { clusters: [1, 1, 1, 2, 2, 3, 3, 3], rng: 7, resamples: 100 });
    expect(clustered.df).toBeLessThan(3);
    expect(clustered.points[0].estimate).toBe(plain.points[0].estimate);
  });

  it("with one sample per problem adds McNemar's exact test", () => {
    const first = { n: 1, c: [1, 1, 1, 0, 0, 1, 1, 0] };
    const second = { n: 1, c: [0, 0, 1, 0, 1, 0, 0, 0] };
    const result = comparePassAtK(first, second, [1]);
    expect(result.mcnemar).toEqual(mcnemar(4, 1));
    expect(result.closure).toBeNull();
    expect(comparePassAtK(a, b, [1]).mcnemar).toBeNull();
  });

  it("finds where curves cross, how sure that is, and that others only converge", () => {
    const sharp = { n: 8, c: [8, 8, 8, 0, 0, 0, 8, 0, 8, 0] };
    const broad = { n: 8, c: [2, 3, 1, 2, 4, 2, 3, 2, 1, 2] };
    const { crossover, points } = comparePassAtK(sharp, broad, 8, { rng: 2, resamples: 500 });
    expect(crossover.k).toBeGreaterThan(1);
    const before = points[Math.floor(crossover.k as number) - 1].estimate;
    const after = points[Math.ceil(crossover.k as number) - 1].estimate;
    expect(before).toBeGreaterThan(0);
    expect(after).toBeLessThan(0);
    expectWithin((crossover.k as number) % 1, before / (before - after), { rel: 1e-10 });
    expect(crossover.crossingShare).toBeGreaterThan(0.5);
    expect(crossover.confidenceInterval?.low).toBeLessThanOrEqual(crossover.k as number);
    expect(crossover.confidenceInterval?.high).toBeGreaterThanOrEqual(crossover.k as number);
    const never = comparePassAtK({ n: 8, c: [1, 2, 0, 3, 1, 2] }, { n: 8, c: [8, 7, 6, 8, 7, 8] }, 8, { rng: 2, resamples: 500 }).crossover;
    expect(never).toEqual({ k: null, confidenceInterval: { low: Infinity, high: Infinity, level: 0.95 }, crossingShare: 0 });
    expect(comparePassAtK(a, b, 4).crossover.confidenceInterval).toBeNull();
  });

  it("where all differences agree gives a bound that no spread could, and the sign-flip p-value", () => {
    const always = comparePassAtK({ n: 4, c: [4, 4, 4, 4, 4] }, { n: 4, c: [0, 0, 0, 0, 0] }, [1, 2], { rng: 1, resamples: 50 });
    const { estimate, standardError, confidenceInterval, pValue } = always.points[0];
    expect([estimate, standardError, pValue]).toEqual([1, 0, 2 ** -4]);
    // P(five differences are all 1) ≤ ((1 + mean)/2)^5.
    expectWithin(((1 + confidenceInterval.low) / 2) ** 5, 0.025, { rel: 1e-12 });
    expect(confidenceInterval.high).toBe(1);
    expect(always.points[0].simultaneousInterval?.low).toBeLessThan(confidenceInterval.low);
    const equal = comparePassAtK(a, a, [1, 2]);
    expect([equal.points[0].estimate, equal.points[0].pValue, equal.crossover.k]).toEqual([0, 1, null]);
    expectWithin(equal.points[0].confidenceInterval.high, -equal.points[0].confidenceInterval.low, { rel: 1e-14 });
  });

  it("async gives the same bits, reports progress and can be aborted", async () => {
    const options = { rng: 3, resamples: 400 };
    const shares: number[] = [];
    const result = await comparePassAtKAsync(a, b, 8, { ...options, sliceMs: 0, onProgress: (share) => shares.push(share) });
    expect(result).toEqual(comparePassAtK(a, b, 8, options));
    expect(shares.length).toBeGreaterThan(10);
    expect(shares).toEqual(shares.toSorted((x, y) => x - y));
    const controller = new AbortController();
    await expect(comparePassAtKAsync(a, b, 8, { ...options, sliceMs: 0, signal: controller.signal, onProgress: () => controller.abort(new Error("enough")) })).rejects.toThrow("enough");
  });

  it("refuses k that do not ascend, lone problems and unknown options", () => {
    expect(() => comparePassAtK(a, b, [2, 2])).toThrow("Cannot compare pass@k: ks must ascend without repeats, got 2 after 2 at index 1");
    expect(() => comparePassAtK(a, b, [])).toThrow(RangeError);
    expect(() => comparePassAtK({ n: 4, c: [1] }, { n: 4, c: [2] }, [1])).toThrow("there must be at least 2 problems to compare on, got 1");
    expect(() => comparePassAtK(a, b, [1], { clusters: new Array(8).fill("one") })).toThrow("at least 2 clusters");
    expect(() => comparePassAtK(a, b, [1], { seed: 1 } as object)).toThrow("unknown option `seed`");
  });

  it("agrees with direct means over problems, whatever the counts", () => {
    const arm = fc.integer({ min: 3, max: 9 }).chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n })));
    fc.assert(
      fc.property(fc.array(fc.tuple(arm, arm), { minLength: 2, maxLength: 12 }), (pairs) => {
        const first = { n: pairs.map(([[n]]) => n), c: pairs.map(([[, c]]) => c) };
        const second = { n: pairs.map(([, [n]]) => n), c: pairs.map(([, [, c]]) => c) };
        for (const { k, a: meanA, b: meanB, estimate } of comparePassAtK(first, second, 3).points) {
          expectWithin(meanA, passAtK(first, k).estimate, { rel: 1e-13 });
          expectWithin(meanB, passAtK(second, k).estimate, { rel: 1e-13 });
          expectWithin(estimate, meanA - meanB, { abs: 1e-14 });
        }
      }),
      { seed: 1 },
    );
  });
});
