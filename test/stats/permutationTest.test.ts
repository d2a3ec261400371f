import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Alternative, permutationTest, permutationTestAsync, tTest } from "../../src/stats/index.ts";
import oracle from "../fixtures/scipy/resampling.json" with { type: "json" };
import { expectWithin } from "../within.ts";
import { allSigns, expectSymmetricAlternatives, normalSample, tiedNumbers } from "./data.ts";

const median = (list: ArrayLike<number>): number => {
  const sorted = Float64Array.from(list).sort();
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
};
const total = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

describe("permutationTest() agrees with SciPy's exact permutation_test", () => {
  it.each(oracle.permutation.flatMap((design, i) => design.results.map((expected) => ({ i, design, expected }))))(
    "design $i, $design.statistic, $expected.alternative",
    ({ design, expected }) => {
      const { x, y, paired } = design;
      const statistic = design.statistic === "median" ? (a: Float64Array, b: Float64Array) => median(a) - median(b) : undefined;
      const result = permutationTest(x, y, { paired, alternative: expected.alternative as Alternative, ...(statistic && { statistic }) });
      expect(result.exact).toBe(true);
      expectWithin(result.statistic, expected.statistic, { rel: 1e-14, abs: 1e-15 });
      expectWithin(result.pValue, expected.pValue, { rel: 1e-14 });
    },
  );
});

describe("permutationTest()", () => {
  it("of two samples equals the count over all splits at the first sample's size", () => {
    fc.assert(
      fc.property(tiedNumbers(1, 4), tiedNumbers(1, 7), (x, y) => {
        const pool = [...x, ...y];
        // The difference of means rises with the sum of the first sample: integers, no rounding.
        const sums = allSigns(pool.length)
          .filter((signs) => signs.filter((sign) => sign > 0).length === x.length)
          .map((signs) => total(pool.filter((_, i) => signs[i] > 0)));
        const p = (alternative: Alternative): number => permutationTest(x, y, { alternative }).pValue;
        expect(p("greater")).toBe(sums.filter((s) => s >= total(x)).length / sums.length);
        expect(p("less")).toBe(sums.filter((s) => s <= total(x)).length / sums.length);
        expectSymmetricAlternatives(p);
        expect(permutationTest(x, y)).toMatchObject({ exact: true, arrangements: sums.length, n: x.length, nY: y.length });
      }),
      { seed: 1 },
    );
  });

  it("of pairs equals the count over all signs", () => {
    fc.assert(
      fc.property(tiedNumbers(1, 9), (d) => {
        const sums = allSigns(d.length).map((signs) => total(d.map((v, i) => v * signs[i])));
        const p = (alternative: Alternative): number => permutationTest(d, { alternative }).pValue;
        expect(p("greater")).toBe(sums.filter((s) => s >= total(d)).length / sums.length);
        expect(p("less")).toBe(sums.filter((s) => s <= total(d)).length / sums.length);
        expectSymmetricAlternatives(p);
        const y = d.map((_, i) => i * 3);
        const paired = permutationTest(d.map((v, i) => v + y[i]), y, { paired: true });
        // The two means are rounded one by one.
        expectWithin(paired.statistic, permutationTest(d).statistic, { abs: 1e-14 });
        expect({ ...paired, statistic: 0, estimate: 0 }).toEqual({ ...permutationTest(d), statistic: 0, estimate: 0 });
      }),
      { seed: 1 },
    );
  });

  it("counts equal statistics as equal although they are rounded differently", () => {
    // In tenths every sum is rounded on its own; times ten they are integers.
    const x = [1, 2, 3, 7];
    const y = [2, 4, 4, 5, 6];
    expect(permutationTest(x.map((v) => v / 10), y.map((v) => v / 10)).pValue).toBe(permutationTest(x, y).pValue);
    expect(permutationTest([0.1, 0.2, -0.3, 0.6, -0.4]).pValue).toBe(permutationTest([1, 2, -3, 6, -4]).pValue);
  });

  it("samples arrangements beyond 20,000, never gives 0, and needs a seed for it", () => {
    const x = normalSample("permutation/x", 15, 4);
    const y = normalSample("permutation/y", 15);
    expect(() => permutationTest(x, y)).toThrow(
      new TypeError("Cannot compute a permutation test: `rng` must be given where there are more than 20000 arrangements, got undefined for 155117520"),
    );
    const result = permutationTest(x, y, { rng: 1, resamples: 199 });
    expect(result).toMatchObject({ exact: false, arrangements: 200, pValue: 2 / 200 });
    expect(permutationTest(x, y, { rng: 1, resamples: 199, alternative: "greater" }).pValue).toBe(1 / 200);
    expect(permutationTest(x, y, { rng: 1, resamples: 199, alternative: "less" }).pValue).toBe(1);
    expect(() => permutationTest(x)).toThrow(TypeError);
  });

  it("enumerates 2¹⁴ signs but samples 2¹⁵, unless as many resamples are allowed", () => {
    const d = normalSample("permutation/d", 15, 0.3);
    expect(permutationTest(d.slice(1)).arrangements).toBe(16_384);
    const exact = permutationTest(d, { resamples: 40_000 });
    expect(exact).toMatchObject({ exact: true, arrangements: 32_768 });
    const sampled = permutationTest(d, { rng: 5 });
    expect(sampled).toMatchObject({ exact: false, arrangements: 10_000, method: "Permutation test of pairs, random arrangements" });
    // Four Monte-Carlo standard errors, the two-sided p being twice a share.
    const half = exact.pValue / 2;
    expectWithin(sampled.pValue, exact.pValue, { abs: 8 * Math.sqrt((half * (1 - half)) / 10_000) });
  });

  it("samples splits of unequal groups like it counts them", () => {
    const x = normalSample("unequal/x", 4, 1);
    const y = normalSample("unequal/y", 36);
    const exact = permutationTest(x, y, { resamples: 100_000 });
    expect(exact.arrangements).toBe(91_390);
    const sampled = permutationTest(x, y, { rng: "s" });
    const half = exact.pValue / 2;
    expectWithin(sampled.pValue, exact.pValue, { abs: 8 * Math.sqrt((half * (1 - half)) / 10_000) });
  });

  it("comes near Welch's t test on well-behaved data", () => {
    const x = normalSample("near/x", 60, 0.4);
    const y = normalSample("near/y", 60);
    expectWithin(permutationTest(x, y, { rng: 3 }).pValue, tTest(x, y).pValue, { abs: 0.01 });
  });

  it("turns round when the samples change places; shift and scale change nothing", () => {
    fc.assert(
      fc.property(tiedNumbers(2, 5), tiedNumbers(2, 5), fc.integer({ min: -4, max: 4 }), (x, y, shift) => {
        const result = permutationTest(x, y);
        expect(permutationTest(y, x).pValue).toBe(result.pValue);
        expect(permutationTest(y, x).estimate).toBe(0 - result.estimate);
        expect(permutationTest(x.map((v) => 8 * v + shift).toReversed(), y.map((v) => 8 * v + shift)).pValue).toBe(result.pValue);
      }),
      { seed: 1 },
    );
  });

  it("gives 1 where nothing differs, and keeps the difference of means beside another statistic", () => {
    expect(permutationTest([2, 2, 2], [2, 2]).pValue).toBe(1);
    const result = permutationTest([1, 2, 9], [2, 3], { statistic: (a, b) => Math.max(...a) / Math.max(...b) });
    expect([result.statistic, result.estimate]).toEqual([3, 1.5]);
  });

  it("does not depend on the number of resamples before it, nor touch its input", () => {
    const d = Object.freeze(normalSample("frozen", 30, 0.5));
    const seen: number[][] = [[], []];
    [50, 100].forEach((resamples, i) => permutationTest(d, { rng: 7, resamples, statistic: (x) => (seen[i].push(x[0] + 2 * x[1]), x[0]) }));
    expect(seen[1].slice(0, 51)).toEqual(seen[0]);
  });

  it("refuses bad input by name", () => {
    expect(() => permutationTest([], [1])).toThrow(new RangeError("Cannot compute a permutation test: x must hold at least 1 value, got 0"));
    expect(() => permutationTest([1], [])).toThrow(RangeError);
    expect(() => permutationTest([1, 2], [1], { paired: true })).toThrow("x and y must have one length, got 2 and 1");
    expect(() => permutationTest([1, 2], { paired: true })).toThrow("paired needs y, got only x");
    expect(() => permutationTest([1, NaN], [1])).toThrow(RangeError);
    expect(() => permutationTest([1, 2], [1], { statistic: () => NaN })).toThrow(expect.objectContaining({ code: "non-finite" }));
    expect(() => permutationTest([1, 2], [1], { statistic: "mean" as never })).toThrow(TypeError);
    expect(() => permutationTest([1, 2], [1], { resamples: 0 })).toThrow(RangeError);
    expect(() => permutationTest([1, 2], [1], { nResamples: 10 } as never)).toThrow("unknown option `nResamples`");
  });
});

describe("permutationTestAsync()", () => {
  it("gives the same result bit for bit, in every form of call", async () => {
    const d = normalSample("async", 20, 0.2);
    const options = { rng: 4, resamples: 200 };
    expect(await permutationTestAsync(d, { ...options, sliceMs: 0 })).toEqual(permutationTest(d, options));
    expect(await permutationTestAsync(d, undefined, options)).toEqual(permutationTest(d, options));
    expect(await permutationTestAsync(d, d.map((v) => v / 2), { ...options, paired: true })).toEqual(permutationTest(d, d.map((v) => v / 2), { ...options, paired: true }));
  });

  it("reports progress, stops with the signal's reason, rejects bad input", async () => {
    const shares: number[] = [];
    const controller = new AbortController();
    const onProgress = (share: number): void => {
      shares.push(share);
      if (shares.length === 5) controller.abort(new Error("stop"));
    };
    await expect(permutationTestAsync(normalSample("abort", 40), { rng: 1, resamples: 1e6, sliceMs: 0, signal: controller.signal, onProgress })).rejects.toThrow("stop");
    expect(shares).toHaveLength(5);
    await expect(permutationTestAsync([])).rejects.toThrow(RangeError);
  });
});
