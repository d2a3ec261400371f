import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NumericalError, tTest, type Alternative } from "../../src/stats/index.ts";
import oracle from "../fixtures/r/stats.json" with { type: "json" };
import { expectWithin } from "../within.ts";
import { distinctNumbers, expectSymmetricAlternatives, normalSample } from "./data.ts";

describe("tTest() agrees with R's t.test", () => {
  it.each(oracle.tTest.flatMap((design, i) => design.results.map((expected) => ({ i, design, expected }))))(
    "design $i, $expected.alternative",
    ({ design, expected }) => {
      const options = {
        paired: design.paired,
        equalVariances: design.equalVariances,
        mu: design.mu,
        level: design.level,
        alternative: expected.alternative as Alternative,
      };
      const result = design.y === undefined ? tTest(design.x, options) : tTest(design.x, design.y, options);
      // One unit in the last place of a mean is this much of t; beyond it the variances are rounded differently,
      // by a few units, times df in a far tail.
      const ulp = (2.3e-16 * Math.max(...design.x.map(Math.abs))) / expected.standardError;
      expectWithin(result.statistic, expected.statistic, { rel: 1e-12, abs: ulp });
      expectWithin(result.df, expected.df, { rel: 1e-12 });
      expectWithin(result.estimate, expected.estimate, { rel: 1e-12, abs: 1e-15 });
      expectWithin(result.standardError, expected.standardError, { rel: 1e-12 });
      expectWithin(result.pValue, expected.pValue, { rel: 1e-10, abs: design.mu === 0 ? 0 : ulp });
      expectWithin(result.confidenceInterval.low, Number(expected.low), { rel: 1e-11 });
      expectWithin(result.confidenceInterval.high, Number(expected.high), { rel: 1e-11 });
      expect(result.confidenceInterval.level).toBe(design.level);
    },
  );
});

describe("tTest()", () => {
  it("gives the exact small tails behind published p-values", () => {
    // Differences with the t asked for: t = √n·mean/sd of a standardised sample.
    const withStatistic = (n: number, t: number): number => {
      const shape = Array.from({ length: n }, (_, i) => i - (n - 1) / 2);
      const sd = Math.sqrt(shape.reduce((total, v) => total + v * v, 0) / (n - 1));
      return tTest(shape.map((v) => v / sd + t / Math.sqrt(n))).pValue;
    };
    // mpmath. The normal tail would give 3.4e-9 and 2.4e-6 for the first two.
    expectWithin(withStatistic(50, 5.91), 3.219731730629507e-07, { rel: 1e-12 });
    expectWithin(withStatistic(20, 4.72), 0.00014904297102325342, { rel: 1e-12 });
    // t itself has a relative error of some 1e-15, times the degrees of freedom in the tail.
    expectWithin(withStatistic(40, 100), 1.2509041367560453e-48, { rel: 1e-12 });
  });

  it("is unchanged by order, turns round when the samples change places, and scales", () => {
    fc.assert(
      fc.property(distinctNumbers(3, 12), distinctNumbers(3, 12), fc.integer({ min: -50, max: 50 }), (x, y, shift) => {
        const result = tTest(x, y);
        const swapped = tTest(y, x);
        expectWithin(swapped.statistic, -result.statistic, { rel: 1e-13 });
        expectWithin(swapped.pValue, result.pValue, { rel: 1e-13 });
        expectWithin(swapped.confidenceInterval.low, -result.confidenceInterval.high, { rel: 1e-13, abs: 1e-13 });
        const moved = tTest(x.toReversed().map((v) => 8 * (v + shift)), y.map((v) => 8 * (v + shift)));
        expectWithin(moved.statistic, result.statistic, { rel: 1e-9, abs: 1e-9 });
        expectWithin(moved.estimate, 8 * result.estimate, { rel: 1e-9, abs: 1e-9 });
        expectSymmetricAlternatives((alternative) => tTest(x, y, { alternative }).pValue);
      }),
      { seed: 1 },
    );
  });

  it("of pairs is that of their differences", () => {
    const x = normalSample("tTest/x", 9);
    const y = normalSample("tTest/y", 9);
    const paired = tTest(x, y, { paired: true, mu: 0.2 });
    const single = tTest(x.map((v, i) => v - y[i]), { mu: 0.2 });
    expect({ ...paired, method: "" }).toEqual({ ...single, method: "" });
    expect([paired.method, single.method, tTest(x, y).method]).toEqual(["Paired t test", "One-sample t test", "Welch's two-sample t test"]);
  });

  it("rejects mu at level 1 − p exactly where the interval ends", () => {
    fc.assert(
      fc.property(distinctNumbers(3, 10), (x) => {
        const { confidenceInterval } = tTest(x, { level: 0.9 });
        expectWithin(tTest(x, { mu: confidenceInterval.high }).pValue, 0.1, { rel: 1e-9 });
        expectWithin(tTest(x, { mu: confidenceInterval.low }).pValue, 0.1, { rel: 1e-9 });
      }),
      { seed: 1 },
    );
  });

  it("survives huge and tiny scales", () => {
    const x = [1, 2, 4, 3.5];
    expectWithin(tTest(x.map((v) => v * 1e150)).statistic, tTest(x).statistic, { rel: 1e-13 });
    expectWithin(tTest(x.map((v) => v * 1e-150)).statistic, tTest(x).statistic, { rel: 1e-13 });
    expect(() => tTest(x.map((v) => v * 1e200))).toThrow(NumericalError);
  });

  it("refuses data that do not vary, with the code no-variation", () => {
    for (const call of [() => tTest([2, 2, 2]), () => tTest([1, 2], [0, 1], { paired: true }), () => tTest([3, 3], [1, 1, 1]), () => tTest([0.1 + 0.2, 0.3])]) {
      expect(call).toThrow(expect.objectContaining({ name: "NumericalError", code: "no-variation" }));
    }
    expect(tTest([3, 3], [1, 2, 1]).df).toBe(2);
  });

  it("refuses bad input by name", () => {
    expect(() => tTest([1])).toThrow(new RangeError("Cannot compute a t test: x must hold at least 2 values, got 1"));
    expect(() => tTest([1, 2], [1])).toThrow(RangeError);
    expect(() => tTest([1, 2], [1, 2, 3], { paired: true })).toThrow("x and y must have one length, got 2 and 3");
    expect(() => tTest([1, NaN])).toThrow("x must be finite numbers, got NaN at index 1");
    expect(() => tTest([1, 2], { paired: true })).toThrow(new TypeError("Cannot compute a t test: paired needs y, got only x"));
    expect(() => tTest([1, 2], { Mu: 1 } as never)).toThrow("unknown option `Mu`");
    expect(() => tTest([1, 2], { alternative: "two.sided" as never })).toThrow(RangeError);
    expect(() => tTest([1, 2], { level: 95 })).toThrow(RangeError);
    expect(() => tTest([1, 2], 5 as never)).toThrow("options must be an object, got 5");
    expect(() => tTest([1, 2], { mu: 1 }, { mu: 2 })).toThrow(TypeError);
    expect(() => tTest([1, 2], null as never)).toThrow("options must be an object, got null");
    expect(() => tTest("12" as never)).toThrow(TypeError);
  });

  it("does not touch its input, takes typed arrays, and gives a cloneable result", () => {
    const x = Object.freeze([1, 3, 2]);
    const result = tTest(x, undefined, { mu: 1 });
    expect(structuredClone(result)).toEqual(tTest(Float32Array.from(x), { mu: 1 }));
  });
});
