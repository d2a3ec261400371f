import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Alternative, wilcoxonSignedRank } from "../../src/stats/index.ts";
import { walshAverage } from "../../src/stats/walshAverage.ts";
import r from "../fixtures/r/stats.json" with { type: "json" };
import scipy from "../fixtures/scipy/resampling.json" with { type: "json" };
import { expectWithin } from "../within.ts";
import { allSigns, distinctNumbers, expectSymmetricAlternatives, tiedNumbers } from "./data.ts";

/** 1 … n with the first `negative` of them negative. */
const ramp = (n: number, negative: number): number[] => Array.from({ length: n }, (_, i) => (i < negative ? -(i + 1) : i + 1));

describe("wilcoxonSignedRank() agrees with R's wilcox.test", () => {
  it.each(r.wilcoxon.flatMap((design, i) => design.results.map((expected) => ({ i, design, expected }))))(
    "design $i, $expected.alternative",
    ({ design, expected }) => {
      const result = wilcoxonSignedRank(design.x, {
        distribution: design.exact ? "exact" : "normal",
        continuity: design.continuity,
        alternative: expected.alternative as Alternative,
      });
      expect(result.statistic).toBe(expected.statistic);
      // R's exact distribution and its normal tail are right to about 1e-13.
      expectWithin(result.pValue, expected.pValue, { rel: 1e-12 });
      if ("estimate" in expected) {
        expectWithin(result.estimate, expected.estimate as number, { rel: 1e-14 });
        expectWithin(result.confidenceInterval.low, Number(expected.low), { rel: 1e-14 });
        expectWithin(result.confidenceInterval.high, Number(expected.high), { rel: 1e-14 });
      }
    },
  );
});

describe("wilcoxonSignedRank() agrees with SciPy's wilcoxon on ties and zeros", () => {
  it.each(scipy.wilcoxon.flatMap((design, i) => design.results.map((expected) => ({ i, design, expected }))))(
    "design $i, $design.zeros, continuity $design.continuity, $expected.alternative",
    ({ design, expected }) => {
      const { pValue } = wilcoxonSignedRank(design.x, {
        zeros: design.zeros as "wilcox" | "pratt",
        continuity: design.continuity,
        alternative: expected.alternative as Alternative,
        distribution: "normal",
      });
      expectWithin(pValue, expected.pValue, { rel: 1e-12 });
    },
  );
});

describe("wilcoxonSignedRank()", () => {
  it("is right in the far tail, by the normal approximation beyond 50 differences", () => {
    // erfc(z/√2) of the exact z, by mpmath; a relative error of 1e-16·z² in the tail.
    expectWithin(wilcoxonSignedRank(ramp(306, 0)).pValue, 6.349454913010009e-52, { rel: 1e-13 });
    expectWithin(wilcoxonSignedRank(ramp(306, 1)).pValue, 6.412177432364305e-52, { rel: 1e-13 });
    expectWithin(wilcoxonSignedRank(ramp(306, 0), { continuity: true }).pValue, 6.3807394340350965e-52, { rel: 1e-13 });
    expectWithin(wilcoxonSignedRank(ramp(68, 1)).pValue, 7.989555020455514e-13, { rel: 1e-13 });
    expectWithin(wilcoxonSignedRank(ramp(68, 0), { continuity: true }).pValue, 7.813397835134483e-13, { rel: 1e-13 });
  });

  it("is exact to the last count: all positive has probability 2⁻ⁿ", () => {
    for (const n of [1, 7, 50, 300]) expect(wilcoxonSignedRank(ramp(n, 0), { alternative: "greater", distribution: "exact" }).pValue).toBe(2 ** -n);
    expect(wilcoxonSignedRank(ramp(50, 0)).method).toBe("Wilcoxon signed-rank test, exact");
    expect(wilcoxonSignedRank(ramp(51, 0)).method).toBe("Wilcoxon signed-rank test, normal approximation");
  });

  it("equals the count over all signs, with ties, zeros and both ways to treat them", () => {
    fc.assert(
      fc.property(tiedNumbers(1, 9), fc.constantFrom("wilcox" as const, "pratt" as const), (x, zeros) => {
        const ranked = zeros === "wilcox" ? x.filter((v) => v !== 0) : x;
        const rankOf = (v: number): number => ranked.filter((w) => Math.abs(w) < Math.abs(v)).length + (ranked.filter((w) => Math.abs(w) === Math.abs(v)).length + 1) / 2;
        const nonzero = x.filter((v) => v !== 0);
        const ranks = nonzero.map(rankOf);
        const positiveSum = (signs: number[]): number => ranks.reduce((total, rank, i) => total + (signs[i] > 0 ? rank : 0), 0);
        const observed = positiveSum(nonzero);
        const sums = allSigns(nonzero.length).map(positiveSum);
        const result = (alternative: Alternative) => wilcoxonSignedRank(x, { zeros, alternative });
        expect(result("two-sided").statistic).toBe(observed);
        expect(result("less").pValue).toBe(sums.filter((s) => s <= observed).length / sums.length);
        expect(result("greater").pValue).toBe(sums.filter((s) => s >= observed).length / sums.length);
        expectSymmetricAlternatives((alternative) => result(alternative).pValue);
        expect(result("two-sided").zeros).toBe(x.length - nonzero.length);
        expect(result("two-sided").ties).toBe(nonzero.filter((v, i) => nonzero.some((w, j) => j !== i && Math.abs(w) === Math.abs(v))).length);
      }),
      { seed: 1 },
    );
  });

  it("approaches the exact distribution by the normal one", () => {
    const x = ramp(49, 30);
    const exact = wilcoxonSignedRank(x).pValue;
    expectWithin(wilcoxonSignedRank(x, { distribution: "normal", continuity: true }).pValue, exact, { rel: 0.02 });
  });

  it("turns round with the signs, ignores order and scale", () => {
    fc.assert(
      fc.property(distinctNumbers(1, 30), (x) => {
        const result = wilcoxonSignedRank(x);
        const flipped = wilcoxonSignedRank(x.map((v) => -4 * v).toReversed());
        expect(flipped.pValue).toBe(result.pValue);
        expect(flipped.rankBiserial).toBe(0 - result.rankBiserial);
        expect(flipped.estimate).toBe(0 - 4 * result.estimate);
        expect(flipped.confidenceInterval.low).toBe(0 - 4 * result.confidenceInterval.high);
      }),
      { seed: 1 },
    );
  });

  it("estimates the median of all pairwise averages, zeros too, and moves with the data", () => {
    fc.assert(
      fc.property(tiedNumbers(1, 25), fc.integer({ min: -5, max: 5 }), (x, shift) => {
        const averages = x.flatMap((v, i) => x.slice(i).map((w) => (v + w) / 2)).sort((a, b) => a - b);
        const middle = (averages[Math.floor((averages.length - 1) / 2)] + averages[Math.ceil((averages.length - 1) / 2)]) / 2;
        expect(wilcoxonSignedRank(x).estimate).toBe(middle);
        const moved = wilcoxonSignedRank(x.map((v) => v + shift), { mu: shift });
        expect({ ...moved, mu: 0, estimate: 0, confidenceInterval: 0 }).toEqual({ ...wilcoxonSignedRank(x), estimate: 0, confidenceInterval: 0 });
        expect(moved.estimate).toBe(middle + shift);
      }),
      { seed: 1 },
    );
  });

  it("has an interval that holds mu exactly where the untied exact test does not reject it", () => {
    fc.assert(
      fc.property(distinctNumbers(4, 14), (x) => {
        const level = 0.9;
        const { low, high } = wilcoxonSignedRank(x, { level }).confidenceInterval;
        // Points between averages: no difference is zero and none tie there.
        for (const mu of [low - 1 / 1024, low + 1 / 1024, high - 1 / 1024, high + 1 / 1024].filter(Number.isFinite)) {
          expect(wilcoxonSignedRank(x, { mu }).pValue > 1 - level + 1e-12).toBe(mu > low && mu < high);
        }
      }),
      { seed: 1 },
    );
  });

  it("has infinite ends where no finite interval reaches the level", () => {
    expect(wilcoxonSignedRank(ramp(5, 0)).confidenceInterval).toEqual({ low: -Infinity, high: Infinity, level: 0.95 });
    expect(wilcoxonSignedRank(ramp(6, 0)).confidenceInterval).toEqual({ low: 1, high: 6, level: 0.95 });
    expect(wilcoxonSignedRank(ramp(5, 0), { level: 0.9 }).confidenceInterval).toEqual({ low: 1, high: 5, level: 0.9 });
    expect(wilcoxonSignedRank(ramp(5, 0), { alternative: "greater" }).confidenceInterval).toEqual({ low: 1, high: Infinity, level: 0.95 });
  });

  it("finds nothing where nothing differs", () => {
    for (const distribution of ["exact", "normal"] as const) {
      const result = wilcoxonSignedRank([2, 2, 2, 2, 2, 2], { mu: 2, distribution });
      expect([result.pValue, result.statistic, result.rankBiserial, result.zeros, result.estimate]).toEqual([1, 0, 0, 6, 2]);
    }
  });

  it("of pairs is that of their differences, without touching either", () => {
    const x = Object.freeze([3, 5, 9, 4]);
    const y = Object.freeze([1, 6, 2, 4]);
    expect(wilcoxonSignedRank(x, y)).toEqual(wilcoxonSignedRank([2, -1, 7, 0]));
  });

  it("refuses bad input by name", () => {
    expect(() => wilcoxonSignedRank([])).toThrow(new RangeError("Cannot compute a Wilcoxon signed-rank test: x must hold at least 1 value, got 0"));
    expect(() => wilcoxonSignedRank([1, 2], [1])).toThrow(RangeError);
    expect(() => wilcoxonSignedRank([1, Infinity])).toThrow(RangeError);
    expect(() => wilcoxonSignedRank([1], { zeros: "drop" as never })).toThrow('zeros must be "wilcox" or "pratt", got "drop"');
    expect(() => wilcoxonSignedRank(ramp(1001, 0), { distribution: "exact" })).toThrow("at most 1000 differences, got 1001");
    expect(() => wilcoxonSignedRank([1], { correct: true } as never)).toThrow(TypeError);
  });
});

describe("walshAverage()", () => {
  it("picks the k-th of the sorted averages, to the last bit", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -8e307, max: 8e307, noNaN: true }), { minLength: 1, maxLength: 12 }), (x) => {
        const sorted = x.map((v) => v + 0).sort((a, b) => a - b);
        const averages = sorted.flatMap((v, i) => sorted.slice(i).map((w) => (v + w) / 2)).sort((a, b) => a - b);
        averages.forEach((average, k) => expect(walshAverage(sorted, k + 1) - average).toBe(0));
      }),
      { seed: 1 },
    );
  });
});
