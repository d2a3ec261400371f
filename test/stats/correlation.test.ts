import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Alternative, partialCorrelation, pearson, spearman } from "../../src/stats/index.ts";
import oracle from "../fixtures/r/stats.json" with { type: "json" };
import { expectWithin } from "../within.ts";
import { allOrders, distinctNumbers, expectSymmetricAlternatives, normalSample } from "./data.ts";

describe("pearson() and spearman() agree with R's cor.test", () => {
  it.each(oracle.correlation.flatMap((design, i) => design.results.map((expected) => ({ i, design, expected }))))(
    "design $i, $design.method, $expected.alternative",
    ({ design, expected }) => {
      const alternative = expected.alternative as Alternative;
      const result =
        design.method === "pearson"
          ? pearson(design.x, design.y, { alternative })
          : spearman(design.x, design.y, { alternative, distribution: design.exact ? "exact" : "t" });
      expectWithin(result.estimate, expected.estimate, { rel: 1e-13 });
      // A unit in the last place of r moves a tail of 1e-120 by df·r/(1 − r²) units.
      expectWithin(result.pValue, expected.pValue, { rel: 1e-11 });
      if ("low" in expected) {
        expectWithin(result.statistic, expected.statistic as number, { rel: 1e-12 });
        expect(result.df).toBe(expected.df);
        expectWithin(result.confidenceInterval.low, expected.low as number, { rel: 1e-12 });
        expectWithin(result.confidenceInterval.high, expected.high as number, { rel: 1e-12 });
      }
    },
  );
});

describe("partialCorrelation() agrees with least squares in R", () => {
  it.each(oracle.partial.map((design, i) => ({ i, design })))("design $i, $design.method", ({ design }) => {
    const result = partialCorrelation(design.x, design.y, design.controls, { method: design.method as "pearson" | "spearman" });
    expectWithin(result.estimate, design.estimate, { rel: 1e-12 });
    expectWithin(result.statistic, design.statistic, { rel: 1e-12 });
    expect(result.df).toBe(design.df);
    expectWithin(result.pValue, design.pValue, { rel: 1e-11 });
    expectWithin(result.confidenceInterval.low, design.low, { rel: 1e-11 });
    expectWithin(result.confidenceInterval.high, design.high, { rel: 1e-11 });
  });
});

describe("pearson()", () => {
  it("has the same tiny p-value for r and −r", () => {
    // A parabola orthogonal to x of just the size that r = 0.917.
    const n = 300;
    const x = Array.from({ length: n }, (_, i) => i - (n - 1) / 2);
    const curved = x.map((v) => v * v - (n * n - 1) / 12);
    const norm = (list: number[]): number => Math.sqrt(list.reduce((total, v) => total + v * v, 0));
    const y = x.map((v, i) => (0.917 * v) / norm(x) + (Math.sqrt(1 - 0.917 ** 2) * curved[i]) / norm(curved));
    const up = pearson(x, y);
    const down = pearson(x, y.map((v) => -v));
    expectWithin(up.estimate, 0.917, { rel: 1e-14 });
    // mpmath at 60 digits; a unit in the last place of r moves p by 2e-13 of it.
    expectWithin(up.pValue, 5.6905644046812095e-121, { rel: 1e-11 });
    expect(down.pValue).toBe(up.pValue);
    expect(down.estimate).toBe(-up.estimate);
    expect(down.confidenceInterval.low).toBe(-up.confidenceInterval.high);
  });

  it("keeps 1 − r² where r rounds to 1", () => {
    const x = [-3, -1, 1, 3];
    const y = x.map((v, i) => v + 1e-9 * [1, -1, -1, 1][i]); // orthogonal: 1 − r² = 4e-18/(20 + 4e-18)
    const { statistic, estimate } = pearson(x, y);
    expect(estimate).toBe(1);
    // The noise survives in y to about 2e-16/1e-9.
    expectWithin(statistic, Math.sqrt((2 * 20) / 4e-18), { rel: 1e-6 });
  });

  it("is infinitely sure of a perfect line through doubles", () => {
    expect(pearson([1, 2, 4], [2, 4, 8])).toMatchObject({ estimate: 1, statistic: Infinity, pValue: 0 });
    const { confidenceInterval, pValue } = pearson([1, 2, 4, 5], [-1, -2, -4, -5], { alternative: "less" });
    expect(confidenceInterval).toEqual({ low: -1, high: -1, level: 0.95 });
    expect(pValue).toBe(0);
  });

  it("is unchanged by order, exchange, shift and scale, and its alternatives mirror", () => {
    fc.assert(
      fc.property(distinctNumbers(5, 5), distinctNumbers(5, 5), fc.integer({ min: -9, max: 9 }), (x, y, shift) => {
        const { estimate, pValue } = pearson(x, y);
        expectWithin(pearson(y.toReversed(), x.toReversed()).estimate, estimate, { rel: 0, abs: 1e-15 });
        expectWithin(pearson(x.map((v) => 1e200 * v), y.map((v) => 1e-200 * (v + shift))).estimate, estimate, { abs: 1e-12 });
        if (pValue > 0) expectSymmetricAlternatives((alternative) => pearson(x, y, { alternative }).pValue);
      }),
      { seed: 1 },
    );
  });

  it("has no interval for three rows and says so with NaN", () => {
    expect(pearson([1, 2, 4], [3, 1, 2]).confidenceInterval).toEqual({ low: NaN, high: NaN, level: 0.95 });
  });

  it("refuses bad input by name", () => {
    expect(() => pearson([1, 1, 1], [1, 2, 3])).toThrow(expect.objectContaining({ code: "no-variation", message: "Cannot compute Pearson's correlation: x must vary, got a spread of 0 around 1" }));
    expect(() => pearson([0.1, 0.1, 0.1].map((v) => v * 3), [1, 2, 3])).toThrow(expect.objectContaining({ code: "no-variation" }));
    expect(() => pearson([1, 2], [1, 2])).toThrow(RangeError);
    expect(() => pearson([1, 2, 3], [1, 2])).toThrow("x and y must have one length, got 3 and 2");
    expect(() => pearson([1, 2, NaN], [1, 2, 3])).toThrow("x must be finite numbers, got NaN at index 2");
    expect(() => pearson([1, 2, 3], [1, 3, 2], { method: "spearman" } as never)).toThrow(TypeError);
  });
});

describe("spearman()", () => {
  it("equals the count over all orders, ties kept", () => {
    const list = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(list, list, (x, y) => {
        fc.pre(new Set(x).size > 1 && new Set(y).size > 1);
        const rho = (order: number[]): number => spearman(x, order, { distribution: "t" }).estimate;
        const observed = rho(y);
        const all = allOrders(y).map(rho);
        // ρ of equal rank sums differs by rounding only.
        expectWithin(spearman(x, y, { alternative: "greater" }).pValue, all.filter((v) => v >= observed - 1e-12).length / all.length, { rel: 1e-15 });
        expectWithin(spearman(x, y, { alternative: "less" }).pValue, all.filter((v) => v <= observed + 1e-12).length / all.length, { rel: 1e-15 });
        expectSymmetricAlternatives((alternative) => spearman(x, y, { alternative }).pValue);
      }),
      { seed: 1, numRuns: 12 },
    );
  });

  it("counts 2/n! for a perfect order up to nine rows, and is the t approximation beyond", () => {
    const up = Array.from({ length: 10 }, (_, i) => i);
    expectWithin(spearman(up.slice(0, 9), up.slice(0, 9)).pValue, 2 / 362_880, { rel: 1e-15 });
    expect(spearman(up, up.map((v) => (v * 7) % 10)).method).toBe("Spearman's rank correlation, t approximation");
    expect(() => spearman(up, up, { distribution: "exact" })).toThrow("at most 9 rows, got 10");
  });

  it("is Pearson's of the midranks and ignores monotone change", () => {
    const x = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5];
    const y = [2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4];
    const ranks = (list: number[]): number[] => list.map((v) => list.filter((w) => w < v).length + (list.filter((w) => w === v).length + 1) / 2);
    const byRanks = pearson(ranks(x), ranks(y));
    const result = spearman(x, y);
    expect([result.estimate, result.statistic, result.pValue]).toEqual([byRanks.estimate, byRanks.statistic, byRanks.pValue]);
    expect(spearman(x.map((v) => v ** 3), y.map((v) => Math.exp(v)))).toEqual(result);
  });

  it("refuses a constant column, and leaves its input alone", () => {
    expect(() => spearman([1, 2, 3], [4, 4, 4])).toThrow(expect.objectContaining({ code: "no-variation" }));
    expect(spearman(Object.freeze([1, 2, 3]), Object.freeze([1, 3, 2])).estimate).toBeCloseTo(0.5, 14);
  });
});

describe("partialCorrelation()", () => {
  const [x, y, z, w] = ["x", "y", "z", "w"].map((name) => normalSample(`partial/${name}`, 20));

  it("without controls is pearson()", () => {
    const [partial, plain] = [partialCorrelation(x, y, []), pearson(x, y)];
    expect(partial.df).toBe(plain.df);
    for (const key of ["estimate", "statistic", "pValue"] as const) expectWithin(partial[key], plain[key], { rel: 1e-13 });
    expectWithin(partial.confidenceInterval.high, plain.confidenceInterval.high, { rel: 1e-13 });
  });

  it("with one control is the textbook formula", () => {
    const [xy, xz, yz] = [pearson(x, y).estimate, pearson(x, z).estimate, pearson(y, z).estimate];
    expectWithin(partialCorrelation(x, y, [z]).estimate, (xy - xz * yz) / Math.sqrt((1 - xz * xz) * (1 - yz * yz)), { rel: 1e-12 });
  });

  it("does not depend on the order, scale or mixing of the controls", () => {
    const { estimate, pValue } = partialCorrelation(x, y, [z, w]);
    const mixed = partialCorrelation(x, y, [w.map((v, i) => 1e6 * v + z[i]), z.map((v, i) => v - 3 * w[i] + 100)]);
    // The first mixed control is w to one part in a million: six digits of the other's direction go.
    expectWithin(mixed.estimate, estimate, { rel: 1e-9 });
    expectWithin(mixed.pValue, pValue, { rel: 1e-8 });
  });

  it("keeps its digits where a control nearly determines both columns", () => {
    const base = Array.from({ length: 8 }, (_, i) => i - 3.5);
    const e = [1, -1, -1, 1, 1, -1, -1, 1]; // orthogonal to base
    const f = [1, -1, 1, -1, -1, 1, -1, 1]; // orthogonal to base and e
    const tiny = 2 ** -20;
    const result = partialCorrelation(base.map((v, i) => v + tiny * e[i]), base.map((v, i) => v + tiny * (e[i] + f[i])), [base]);
    expectWithin(result.estimate, Math.SQRT1_2, { rel: 1e-9 });
  });

  it("refuses dependent controls, columns that they determine, and bad shapes", () => {
    expect(() => partialCorrelation(x, y, [z, z.map((v) => 2 * v + 1)])).toThrow(expect.objectContaining({ code: "singular-design" }));
    expect(() => partialCorrelation(x, y, [z, z.map(() => 5)])).toThrow(expect.objectContaining({ code: "no-variation" }));
    expect(() => partialCorrelation(z.map((v) => 3 - v), y, [z])).toThrow(
      expect.objectContaining({ code: "no-variation", message: "Cannot compute a partial correlation: the controls must leave some variation, got none in x" }),
    );
    expect(() => partialCorrelation([1, 2, 3], [1, 3, 2], [[1, 2, 5]])).toThrow("x must hold at least 4 values, got 3");
    expect(() => partialCorrelation(x, y, [z.slice(1)])).toThrow("x and controls[0] must have one length, got 20 and 19");
    expect(() => partialCorrelation(x, y, z as never)).toThrow(TypeError);
    expect(() => partialCorrelation(x, y, undefined as never)).toThrow(new TypeError("Cannot compute a partial correlation: controls must be an array of columns, got undefined"));
  });
});
