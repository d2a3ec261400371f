import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Alternative, mcnemar } from "../../src/stats/index.ts";
import oracle from "../fixtures/r/stats.json" with { type: "json" };
import { expectWithin } from "../within.ts";
import { expectSymmetricAlternatives } from "./data.ts";

describe("mcnemar() agrees with R's binom.test", () => {
  it.each(oracle.binomial)("b = $b, c = $c, $alternative", ({ b, c, alternative, pValue, low, high }) => {
    const result = mcnemar(b, c, { alternative: alternative as Alternative });
    expectWithin(result.pValue, pValue, { rel: 1e-12 });
    // Odds of R's Clopper–Pearson ends; 1 − π loses up to three digits in R's value, not in ours.
    expectWithin(result.confidenceInterval.low, low / (1 - low), { rel: 1e-11 });
    expectWithin(result.confidenceInterval.high, high / (1 - high), { rel: 1e-11 });
    expect(result.estimate).toBe(b / c);
  });
});

describe("mcnemar()", () => {
  it("is right at 1e-215", () => {
    // Σ C(802, i)/2⁸⁰¹ over i ≤ 12, in exact rationals.
    expectWithin(mcnemar(12, 790).pValue, 1.0362087746977578e-215, { rel: 1e-13 });
    expect(mcnemar(790, 12).pValue).toBe(mcnemar(12, 790).pValue);
  });

  it("equals the exact sum of binomial coefficients", () => {
    const count = fc.bigInt({ min: 0n, max: 60n });
    fc.assert(
      fc.property(count, count, (b, c) => {
        let term = 1n;
        let sum = 0n;
        for (let i = 0n, n = b + c; i <= (b < c ? b : c); i++) {
          sum += term;
          term = (term * (n - i)) / (i + 1n);
        }
        // Two integers below 2¹²⁰, each rounded once.
        expectWithin(mcnemar(Number(b), Number(c)).pValue, Math.min(1, (2 * Number(sum)) / Number(1n << (b + c))), { rel: 1e-13 });
        expectSymmetricAlternatives((alternative) => mcnemar(Number(b), Number(c), { alternative }).pValue);
      }),
      { seed: 1 },
    );
  });

  it("turns round when the two change places", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }), (b, c) => {
        const [result, swapped] = [mcnemar(b, c), mcnemar(c, b)];
        expect(swapped.pValue).toBe(result.pValue);
        expectWithin(swapped.confidenceInterval.low, 1 / result.confidenceInterval.high, { rel: 1e-15 });
        expect(result.confidenceInterval.low).toBeLessThan(result.estimate);
        expect(result.confidenceInterval.high).toBeGreaterThan(result.estimate);
        expectWithin(mcnemar(b, c, { alternative: "less" }).pValue, mcnemar(c, b, { alternative: "greater" }).pValue, { rel: 1e-15 });
      }),
      { seed: 1 },
    );
  });

  it("finds nothing where no pair disagrees, and is open at the ends", () => {
    expect(mcnemar(0, 0)).toMatchObject({ pValue: 1, estimate: NaN, n: 0, confidenceInterval: { low: 0, high: Infinity, level: 0.95 } });
    expect(mcnemar(6, 0)).toMatchObject({ pValue: 2 / 64, estimate: Infinity, statistic: 6, confidenceInterval: { high: Infinity } });
    expect(mcnemar(0, 6).confidenceInterval.low).toBe(0);
    expect(mcnemar(3, 9, { alternative: "greater" }).confidenceInterval.high).toBe(Infinity);
  });

  it("refuses what is not a count", () => {
    expect(() => mcnemar(-1, 2)).toThrow(new RangeError("Cannot compute McNemar's test: b must be an integer ≥ 0, got -1"));
    expect(() => mcnemar(1, 2.5)).toThrow(RangeError);
    expect(() => mcnemar(1, "2" as never)).toThrow(TypeError);
    expect(() => mcnemar(1, 2, { exact: true } as never)).toThrow("unknown option `exact`");
    expect(() => mcnemar(1, 2, { level: 0 })).toThrow(RangeError);
  });
});
