import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedFailures } from "../../src/passk/betaFailure.ts";
import { avoidProbability } from "../../src/passk/hypergeometric.ts";
import { expectedSamplingVariance, unbiasedSamplingVariance } from "../../src/passk/samplingVariance.ts";
import oracle from "../fixtures/exact/passk-moments.json" with { type: "json" };
import model from "../fixtures/mpmath/passk-beta-binomial.json" with { type: "json" };
import { binomialExpectation } from "../outcomes.ts";
import { expectWithin } from "../within.ts";

describe("unbiasedSamplingVariance()", () => {
  it("is g_k² − g_2k, exact rationals, also where the two agree in most of their digits", () => {
    // k products and one sum of positive terms, so a few units in the last place times k.
    for (const { n, c, k, value } of oracle.samplingVariances) expectWithin(unbiasedSamplingVariance(n, c, k), value, { rel: 1e-13 });
  });

  it("has the variance of pass@k as its expectation, by enumeration of all outcomes", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }).chain((k) => fc.record({ k: fc.constant(k), n: fc.integer({ min: 2 * k, max: 14 }) })),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ k, n }, p) => {
          const failure = binomialExpectation(n, p, (c) => avoidProbability(n, c, k));
          expectWithin(failure, (1 - p) ** k, { abs: 1e-14 });
          const variance = binomialExpectation(n, p, (c) => (avoidProbability(n, c, k) - failure) ** 2);
          expectWithin(binomialExpectation(n, p, (c) => unbiasedSamplingVariance(n, c, k)), variance, { rel: 1e-9, abs: 1e-14 });
        },
      ),
      { seed: 1 },
    );
  });
});

describe("expectedSamplingVariance()", () => {
  it("of one rate is the variance of pass@k, by enumeration, also for n < 2k", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }).chain((k) => fc.record({ k: fc.constant(k), n: fc.integer({ min: k, max: 12 }) })),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ k, n }, p) => {
          const variance = binomialExpectation(n, p, (c) => (avoidProbability(n, c, k) - (1 - p) ** k) ** 2);
          expectWithin(expectedSamplingVariance(n, k, (s) => (1 - p) ** s), variance, { rel: 1e-9, abs: 1e-14 });
        },
      ),
      { seed: 1 },
    );
  });

  it("under a beta distribution of rates agrees with 40-digit sums over the beta-binomial law", () => {
    for (const { a, b, n, k, value } of model.samplingVariances) {
      const moments = expectedFailures({ a, b, mean: a / (a + b), boundary: null }, 0, 0, k);
      // Differences of moments: their rounding is absolute.
      expectWithin(expectedSamplingVariance(n, k, (s) => moments[s - k]), value, { rel: 1e-11, abs: 1e-17 });
    }
  });

  it("falls as n grows", () => {
    const moments = expectedFailures({ a: 0.3, b: 0.7, mean: 0.3, boundary: null }, 0, 0, 4);
    const at = (n: number): number => expectedSamplingVariance(n, 4, (s) => moments[s - 4]);
    for (let n = 4; n < 60; n++) expect(at(n + 1)).toBeLessThan(at(n));
  });
});
