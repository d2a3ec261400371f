import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NumericalError } from "../../src/numeric/errors.ts";
import { fitBetaBinomial } from "../../src/passk/fitBetaBinomial.ts";
import { passAtK } from "../../src/passk/passAtK.ts";
import { passHatK } from "../../src/passk/passHatK.ts";
import { varianceBand } from "../../src/passk/varianceBand.ts";
import oracle from "../fixtures/exact/passk-moments.json" with { type: "json" };
import { binomialExpectation } from "../outcomes.ts";
import { expectWithin } from "../within.ts";

describe("varianceBand()", () => {
  it("agrees with exact rationals, also for a band of two in a million", () => {
    for (const { n, c, G, allZero, band, allOne, groupStandardDeviation } of oracle.bands) {
      const result = varianceBand({ n, c }, G);
      expectWithin(result.allZero.estimate, allZero, { rel: 1e-13 });
      expectWithin(result.band.estimate, band, { rel: 1e-12 });
      expectWithin(result.allOne.estimate, allOne, { rel: 1e-13 });
      expectWithin(result.groupStandardDeviation.estimate, groupStandardDeviation, { rel: 1e-12 });
    }
  });

  it("is unbiased: over all outcomes its values average to the chances of a fresh group", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }).chain((G) => fc.record({ G: fc.constant(G), n: fc.integer({ min: G, max: 10 }) })),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ G, n }, p) => {
          const average = (part: "allZero" | "band" | "allOne" | "groupStandardDeviation"): number => binomialExpectation(n, p, (c) => varianceBand({ n, c }, G)[part].estimate);
          expectWithin(average("allZero"), (1 - p) ** G, { abs: 1e-13 });
          expectWithin(average("allOne"), p ** G, { abs: 1e-13 });
          expectWithin(average("band"), 1 - p ** G - (1 - p) ** G, { abs: 1e-13 });
          expectWithin(average("groupStandardDeviation"), binomialExpectation(G, p, (x) => Math.sqrt((x / G) * (1 - x / G))), { abs: 1e-13 });
        },
      ),
      { seed: 1 },
    );
  });

  it("with n = G is the observed classes, and pass@G − pass^G always", () => {
    const counts = { n: [4, 4, 4, 4, 4, 4], c: [0, 0, 1, 3, 4, 2] };
    const result = varianceBand(counts, 4);
    expect(result.observed).toEqual({ allZero: 2, band: 3, allOne: 1 });
    expect(result.expected).toEqual(result.observed);
    expect(result.effectivePromptRatio).toBe(0.5);
    expect([result.groupSize, result.problems]).toEqual([4, 6]);
    const smaller = varianceBand(counts, 2);
    expectWithin(smaller.band.estimate, passAtK(counts, 2).estimate - passHatK(counts, 2).estimate, { rel: 1e-14 });
    expectWithin(smaller.allZero.standardError, passAtK(counts, 2).standardError, { rel: 1e-13 });
    expect(smaller.groupStandardDeviation.confidenceInterval.high).toBeLessThanOrEqual(0.5);
  });

  it("refuses, leaves out or predicts where problems have fewer than G samples", () => {
    const counts = { n: [16, 4, 16], c: [3, 2, 9], problem: ["a", "b", "c"] };
    expect(() => varianceBand(counts, 8)).toThrow(/Cannot compute the variance band: .* n = 4 at problem "b" \(index 1\)/);
    const skipped = varianceBand(counts, 8, { tooFew: "skip" });
    expect(skipped.leftOut).toEqual(Int32Array.of(1));
    expect([skipped.problems, skipped.observed.band]).toEqual([2, 2]);
    expect(varianceBand(counts, 4, { tooFew: "beta-binomial" }).method).toContain("unbiased");
  });

  it("predicted for larger groups follows the beta fit: shares, per-problem expectations, deviation", () => {
    const counts = { n: [16, 16, 20, 8, 16], c: [0, 1, 8, 7, 16] };
    const G = 32;
    const result = varianceBand(counts, G, { tooFew: "beta-binomial" });
    const { a, b } = fitBetaBinomial(counts);
    const rising = (x: number, d: number): number => Array.from({ length: d }, (_, i) => x + i).reduce((product, factor) => product * factor, 1);
    const zero = (x: number, y: number): number => rising(y, G) / rising(x + y, G);
    expectWithin(result.allZero.estimate, zero(a, b), { rel: 1e-12 });
    expectWithin(result.allOne.estimate, zero(b, a), { rel: 1e-12 });
    expectWithin(result.band.estimate, 1 - zero(a, b) - zero(b, a), { rel: 1e-12 });
    expectWithin(result.allZero.values[1], zero(a + 1, b + 15), { rel: 1e-12 });
    expectWithin(result.band.values[1], 1 - zero(a + 1, b + 15) - zero(b + 15, a + 1), { rel: 1e-12 });
    let deviation = 0;
    let choose = 1;
    for (let x = 0; x <= G; x++) {
      deviation += ((choose * rising(a, x) * rising(b, G - x)) / rising(a + b, G)) * Math.sqrt((x / G) * (1 - x / G));
      choose = (choose * (G - x)) / (x + 1);
    }
    expectWithin(result.groupStandardDeviation.estimate, deviation, { rel: 1e-11 });
    for (const part of [result.allZero, result.band, result.allOne, result.groupStandardDeviation]) {
      expect(part.standardError).toBeGreaterThan(0);
      expect(part.confidenceInterval.low).toBeLessThan(part.estimate);
      expect(part.confidenceInterval.high).toBeGreaterThan(part.estimate);
    }
    expect(result.leftOut).toHaveLength(0);
  });

  it("predicted from equal success rates is the binomial's", () => {
    const result = varianceBand({ n: 10, c: [3, 3, 4, 2, 3] }, 20, { tooFew: "beta-binomial" });
    expectWithin(result.allZero.estimate, 0.7 ** 20, { rel: 1e-12 });
    expectWithin(result.groupStandardDeviation.estimate, binomialExpectation(20, 0.3, (x) => Math.sqrt((x / 20) * (1 - x / 20))), { rel: 1e-11 });
    // d q^20/dp = −20·q^19, times the binomial error of p from 50 samples.
    expectWithin(result.allZero.standardError, 20 * 0.7 ** 19 * Math.sqrt(0.21 / 50), { rel: 1e-6 });
    const divided = varianceBand({ n: 4, c: [0, 4, 4] }, 8, { tooFew: "beta-binomial" });
    expect([divided.band.estimate, divided.groupStandardDeviation.estimate]).toEqual([0, 0]);
    // Three problems, none in the band: at most 1 − 0.05^(1/3) of the population is.
    expect(divided.band.confidenceInterval).toEqual({ low: 0, high: expect.closeTo(1 - 0.05 ** (1 / 3), 12), level: 0.95 });
    expect(divided.allOne.values).toEqual(Float64Array.of(0, 1, 1));
  });

  it("predicts nothing from nothing, and refuses bad arguments", () => {
    for (const c of [[0, 0], [4, 4]]) {
      expect(() => varianceBand({ n: 4, c }, 8, { tooFew: "beta-binomial" })).toThrow(NumericalError);
    }
    expect(() => varianceBand({ n: 1, c: [0, 1] }, 2, { tooFew: "beta-binomial" })).toThrow(/no problem has two samples/);
    expect(() => varianceBand({ n: 4, c: [1] }, 1)).toThrow("Cannot compute the variance band: G must be an integer ≥ 2, got 1");
    expect(() => varianceBand({ n: 4, c: [1] }, 2, { tooFew: "drop" } as object)).toThrow(RangeError);
    expect(varianceBand({ n: 4, c: 1 }, 2).band.standardError).toBeNaN();
  });
});
