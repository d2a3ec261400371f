import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noncentralTUpperTail } from "../../src/numeric/special/index.ts";
import { cohenD, cohenF2, tTest } from "../../src/stats/index.ts";
import oracle from "../fixtures/r/stats.json" with { type: "json" };
import { expectWithin } from "../within.ts";
import { distinctNumbers } from "./data.ts";

describe("cohenD() agrees with R", () => {
  it.each(oracle.cohenD.map((design, i) => ({ i, design })))("design $i", ({ design }) => {
    const result = design.y === undefined ? cohenD(design.x) : cohenD(design.x, design.y, { paired: design.paired });
    expectWithin(result.estimate, design.estimate, { rel: 1e-13 });
    expect(result.df).toBe(design.df);
    expectWithin(result.hedgesG, design.hedgesG, { rel: 1e-13 });
    if (design.low === undefined) return;
    // R inverts its own noncentral t, right to about 1e-12, with uniroot to 1e-12 of the noncentrality.
    expectWithin(result.confidenceInterval.low, design.low, { abs: 1e-9 });
    expectWithin(result.confidenceInterval.high, design.high, { abs: 1e-9 });
  });
});

describe("cohenD()", () => {
  it("has an interval whose ends put the observed t at the edge of each tail", () => {
    fc.assert(
      fc.property(distinctNumbers(2, 12), distinctNumbers(2, 12), fc.constantFrom(0.5, 0.95, 0.999), (x, y, level) => {
        const { estimate, confidenceInterval, df } = cohenD(x, y, { level });
        const root = Math.sqrt((x.length * y.length) / (x.length + y.length));
        const tail = (1 - level) / 2;
        expectWithin(noncentralTUpperTail(estimate * root, df, confidenceInterval.low * root), tail, { abs: 1e-10 });
        expectWithin(noncentralTUpperTail(-estimate * root, df, -confidenceInterval.high * root), tail, { abs: 1e-10 });
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it("is t over √n, and its interval misses 0 exactly where the t test rejects", () => {
    fc.assert(
      fc.property(distinctNumbers(2, 15), (x) => {
        const { estimate, confidenceInterval } = cohenD(x);
        const { statistic, pValue } = tTest(x);
        expectWithin(estimate, statistic / Math.sqrt(x.length), { rel: 1e-13, abs: 1e-15 });
        if (Math.abs(pValue - 0.05) > 1e-6) expect(confidenceInterval.low > 0 || confidenceInterval.high < 0).toBe(pValue < 0.05);
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it("turns round with the samples and takes mu off", () => {
    const x = [3, 5, 4, 7];
    const y = [1, 2, 2, 6, 3];
    const [result, swapped] = [cohenD(x, y), cohenD(y, x)];
    expect(swapped.estimate).toBe(-result.estimate);
    expectWithin(swapped.confidenceInterval.low, -result.confidenceInterval.high, { rel: 1e-12 });
    expectWithin(cohenD(x, y, { mu: 1.95 }).estimate, 0, { abs: 1e-15 });
    expectWithin(result.standardError, Math.sqrt(9 / 20 + result.estimate ** 2 / 18), { rel: 1e-15 });
    expect([result.n, result.nY, cohenD(x).nY]).toEqual([4, 5, undefined]);
  });

  it("joins Hedges' two formulas without a step at 60 degrees of freedom", () => {
    const correction = (n: number): number => {
      const x = Array.from({ length: n }, (_, i) => i % 3);
      const { hedgesG, estimate } = cohenD(x);
      return hedgesG / estimate;
    };
    // Γ(ν/2)/(√(ν/2)Γ((ν − 1)/2)) from mpmath.
    expectWithin(correction(60), HEDGES.df59, { rel: 1e-13 });
    expectWithin(correction(61), HEDGES.df60, { rel: 1e-14 });
    expectWithin(correction(100_001), HEDGES.df1e5, { rel: 1e-15 });
    expect(cohenD([1, 2]).hedgesG).toBeNaN();
    expectWithin(cohenD([1, 2, 4]).hedgesG / cohenD([1, 2, 4]).estimate, 1 / Math.sqrt(Math.PI), { rel: 1e-14 });
  });

  it("stays quick and finite for absurd effects", () => {
    const { estimate, confidenceInterval } = cohenD([1, 1 + 1e-9, 1 + 2e-9]);
    expect(confidenceInterval.low).toBeGreaterThan(0.1 * estimate);
    expect(confidenceInterval.high).toBeLessThan(3 * estimate);
  });

  it("refuses constant and bad data", () => {
    expect(() => cohenD([2, 2])).toThrow(expect.objectContaining({ code: "no-variation" }));
    expect(() => cohenD([2, 2], [3, 3])).toThrow(expect.objectContaining({ code: "no-variation" }));
    expect(() => cohenD([1])).toThrow(RangeError);
    expect(() => cohenD([1, 2], { paired: true })).toThrow("paired needs y");
    expect(() => cohenD([1, 2], [1, 2], { hedges: true } as never)).toThrow(TypeError);
  });
});

describe("cohenF2()", () => {
  it("is explained over unexplained", () => {
    expectWithin(cohenF2({ r2Full: 0.26 }).estimate, 0.26 / 0.74, { rel: 1e-15 });
    expectWithin(cohenF2({ r2Full: 0.5, r2Reduced: 0.25 }).estimate, 0.5, { rel: 1e-15 });
    expect(cohenF2({ r2Full: 0.1, r2Reduced: 0.2 }).estimate).toBeLessThan(0);
  });

  it("refuses what is no R²", () => {
    expect(() => cohenF2({ r2Full: 1 })).toThrow(new RangeError("Cannot compute Cohen's f²: r2Full must be below 1, got 1"));
    expect(() => cohenF2({ r2Full: 0.5, r2Reduced: -0.1 })).toThrow(RangeError);
    expect(() => cohenF2({ r2full: 0.5 } as never)).toThrow(TypeError);
    expect(() => cohenF2(0.5 as never)).toThrow(TypeError);
  });
});

const HEDGES = { df59: 0.9872249545597798, df60: 0.9874389128881688, df1e5: 0.9999924999781249 };
