import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { biasVarianceBound } from "../../src/passk/biasVarianceBound.ts";
import { passAtK } from "../../src/passk/passAtK.ts";
import oracle from "../fixtures/exact/passk-moments.json" with { type: "json" };
import { jointExpectation } from "../outcomes.ts";
import { expectWithin } from "../within.ts";

const rates = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 20 });
const average = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;

describe("biasVarianceBound()", () => {
  it("agrees with exact rationals", () => {
    for (const { n, c, k, bias2, variance, secondMoment, bound, passAtK: pass, pluginBound } of oracle.bounds) {
      const result = biasVarianceBound({ n, c }, k);
      // Both terms are differences, so their error is absolute.
      expectWithin(result.bias2, bias2, { abs: 1e-15 });
      expectWithin(result.variance, variance, { abs: 1e-15 });
      expectWithin(result.secondMoment, secondMoment, { rel: 1e-14 });
      expectWithin(result.bound, bound, { rel: 1e-13 });
      expectWithin(result.passAtK, pass, { rel: 1e-13 });
      expectWithin(result.gap, bound - pass, { abs: 1e-14 });
      expectWithin(biasVarianceBound({ n, c }, k, { estimator: "plug-in" }).bound, pluginBound, { rel: 1e-13 });
    }
  });

  it("adds up: bias² + variance is the second moment, by both estimators", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 2, max: 30 }).chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n }))), { minLength: 2, maxLength: 20 }), (list) => {
        const counts = { n: list.map(([n]) => n), c: list.map(([, c]) => c) };
        for (const estimator of ["unbiased", "plug-in"] as const) {
          const { bias2, variance, secondMoment } = biasVarianceBound(counts, 3, { estimator });
          expectWithin(bias2 + variance, secondMoment, { abs: 1e-14 });
        }
      }),
      { seed: 1 },
    );
  });

  it("is unbiased: over all outcomes the terms average to those of the true rates", () => {
    for (const p of [[0.2, 0.9], [0, 0.5], [0.3, 0.4, 0.95]]) {
      const n = [4, 3, 2].slice(0, p.length);
      const center = average(p.map((pi) => 1 - pi));
      const spread = p.reduce((total, pi) => total + (1 - pi - center) ** 2, 0) / (p.length - 1);
      const term = (name: "bias2" | "variance" | "secondMoment"): number => jointExpectation(n, p, (c) => biasVarianceBound({ n, c }, 2)[name]);
      expectWithin(term("variance"), spread, { abs: 1e-13 });
      // Given these problems; as a sample of a population, q̄² − S²/M is unbiased for the squared population mean.
      expectWithin(term("bias2"), center ** 2 - spread / p.length, { abs: 1e-13 });
      expectWithin(term("secondMoment"), average(p.map((pi) => (1 - pi) ** 2)), { abs: 1e-13 });
    }
  });

  it("is never below pass@k for true rates, at every rung; at k = 1 it would be", () => {
    // Plug-in from very many samples: c/n is the rate.
    fc.assert(
      fc.property(rates, fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 40 }), (p, k, j) => {
        fc.pre(j <= k);
        const n = 1_000_000;
        const { bound, passAtK: pass } = biasVarianceBound({ n, c: p.map((pi) => Math.round(pi * n)) }, k, { j, estimator: "plug-in" });
        expect(bound).toBeGreaterThanOrEqual(pass - 1e-12);
      }),
      { seed: 1, numRuns: 1000 },
    );
    const q = [1, 0.2];
    expect(1 - average(q.map((x) => x ** 2)) ** 0.5).toBeLessThan(1 - average(q));
  });

  it("with j = 2 is 1 − (1 − pass@2)^(k/2); with j = k it is pass@k", () => {
    const counts = { n: 8, c: [0, 1, 2, 5, 8, 8, 3] };
    expectWithin(biasVarianceBound(counts, 5).bound, 1 - (1 - passAtK(counts, 2).estimate) ** 2.5, { rel: 1e-14 });
    const top = biasVarianceBound(counts, 6, { j: 6 });
    expectWithin(top.bound, passAtK(counts, 6).estimate, { rel: 1e-14 });
    expectWithin(top.standardError, passAtK(counts, 6).standardError, { rel: 1e-12 });
    expect(top.concavityCorrection).toBe(0);
    const ladder = [1, 2, 3, 4, 5, 6].map((j) => biasVarianceBound(counts, 6, { j }).bound);
    expect(ladder).toEqual(ladder.toSorted((x, y) => y - x));
  });

  it("says that estimates may break the inequality that holds for rates", () => {
    const { bound, passAtK: pass, gap } = biasVarianceBound({ n: 4, c: [2, 2] }, 4);
    expectWithin(bound, 35 / 36, { rel: 1e-15 });
    expect(pass).toBe(1);
    expectWithin(gap, -1 / 36, { rel: 1e-12 });
  });

  it("carries standard error, interval and concavity correction of pass@j through the power", () => {
    const counts = { n: 8, c: [0, 1, 2, 5, 8, 8, 3] };
    const two = passAtK(counts, 2);
    const { standardError, concavityCorrection, confidenceInterval } = biasVarianceBound(counts, 8);
    const failure = 1 - two.estimate;
    expectWithin(standardError, 4 * failure ** 3 * two.standardError, { rel: 1e-12 });
    expectWithin(concavityCorrection, 6 * failure ** 2 * two.standardError ** 2, { rel: 1e-12 });
    expectWithin(confidenceInterval.low, 1 - (1 - two.confidenceInterval.low) ** 4, { rel: 1e-12 });
    expectWithin(confidenceInterval.high, 1 - (1 - two.confidenceInterval.high) ** 4, { rel: 1e-12 });
  });

  it("gives pass@k only where every problem has k samples, and NaN where the mathematics leaves a gap", () => {
    const few = biasVarianceBound({ n: [4, 8], c: [1, 3] }, 6);
    expect([few.passAtK, few.gap]).toEqual([NaN, NaN]);
    expect(few.bound).toBeGreaterThan(0);
    const single = biasVarianceBound({ n: 4, c: 2 }, 4);
    expect([single.bias2, single.variance, single.standardError]).toEqual([NaN, NaN, NaN]);
    expectWithin(single.secondMoment, 1 / 6, { rel: 1e-15 });
    const solved = biasVarianceBound({ n: 4, c: [4, 4] }, 3);
    expect([solved.bound, solved.standardError, solved.concavityCorrection]).toEqual([1, 0, 0]);
    const left = biasVarianceBound({ n: [1, 8, 8], c: [1, 3, 2] }, 4, { tooFew: "skip" });
    expect([left.problems, [...left.leftOut]]).toEqual([2, [0]]);
  });

  it("refuses k < 2, rungs out of range and single samples", () => {
    const counts = { n: 4, c: [1, 2] };
    expect(() => biasVarianceBound(counts, 1)).toThrow("Cannot bound pass@k: k must be an integer ≥ 2, got 1");
    expect(() => biasVarianceBound(counts, 4, { j: 5 })).toThrow("j must be an integer between 1 and 4, got 5");
    expect(() => biasVarianceBound({ n: [4, 1], c: [1, 1] }, 4)).toThrow(/at least k = 2 samples, got n = 1 at index 1/);
    expect(() => biasVarianceBound(counts, 4, { estimator: "mle" } as object)).toThrow(RangeError);
  });
});
