import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NumericalError } from "../../src/numeric/errors.ts";
import { extrapolatePassAtK, extrapolatePassAtKAsync } from "../../src/passk/extrapolatePassAtK.ts";
import { fitBetaBinomial } from "../../src/passk/fitBetaBinomial.ts";
import { passAtK } from "../../src/passk/passAtK.ts";
import { passAtKInterval } from "../../src/passk/passAtKInterval.ts";
import oracle from "../fixtures/mpmath/passk-beta-binomial.json" with { type: "json" };
import { expectWithin } from "../within.ts";

describe("extrapolatePassAtK()", () => {
  it("agrees with 40 digits up to k = 1e6: population, posterior mean, delta-method error, tail", () => {
    for (const { n, c, a, points: expected, coefficient } of oracle.fits) {
      const { points, tail } = extrapolatePassAtK({ n, c }, expected.map(({ k }) => k));
      expected.forEach(({ estimate, posteriorMean, standardError }, j) => {
        // Errors of the shapes (1e-12) grow with ln k.
        expectWithin(points[j].estimate, estimate, { rel: 1e-11 });
        expectWithin(points[j].posteriorMean, posteriorMean, { rel: 1e-11 });
        // Numerical derivatives with step 1e-4.
        expectWithin(points[j].standardError, standardError, { rel: 1e-6 });
      });
      expectWithin(tail.exponent, a, { rel: 1e-12 });
      expectWithin(tail.coefficient, coefficient, { rel: 1e-11 });
      const last = points[points.length - 1];
      // Γ(a + b + k)/Γ(b + k) = k^a·(1 + O(1/k)).
      if (a < 1) expectWithin(1 - last.estimate, tail.coefficient * last.k ** -tail.exponent, { rel: 1e-4 });
    }
  });

  it("brackets: unbiased pass@n below, the log-convex bound above, the estimate itself up to n", () => {
    const counts = { n: 8, c: [0, 0, 1, 2, 5, 8, 8, 3, 0, 4] };
    const { points } = extrapolatePassAtK(counts, [4, 8, 9, 32]);
    const four = passAtK(counts, 4);
    expect(points[0].bracket).toEqual({ low: four.estimate, high: four.estimate });
    expect(points[0].bracketInterval).toEqual(four.confidenceInterval);
    const eight = passAtK(counts, 8).estimate;
    const seven = passAtK(counts, 7).estimate;
    for (const { k, bracket, bracketInterval } of points.slice(1)) {
      expect(bracket.low).toBe(eight);
      expectWithin(bracket.high, 1 - (1 - eight) * ((1 - eight) / (1 - seven)) ** (k - 8), { rel: 1e-12 });
      expect(bracketInterval.low).toBe(passAtKInterval(counts, 8).confidenceInterval.low);
      expect(bracketInterval.high).toBeGreaterThanOrEqual(bracket.high);
    }
    expect(points.map(({ bracketInterval }) => bracketInterval.high)).toEqual(points.map(({ bracketInterval }) => bracketInterval.high).toSorted((x, y) => x - y));
  });

  it("brackets the true curve of any rates when the moments are exact", () => {
    // E over all outcomes of the estimated g_n and g_{n−1} is exact, so the bound is checked on rates directly.
    const rates = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 60 }), (p, n, more) => {
        const g = (s: number): number => p.reduce((total, pi) => total + (1 - pi) ** s, 0) / p.length;
        fc.pre(g(n) > 1e-200);
        expect(1 - g(n + more)).toBeLessThanOrEqual(1 - g(n) * (g(n) / g(n - 1)) ** more + 1e-12);
        expect(1 - g(n + more)).toBeGreaterThanOrEqual(1 - g(n) - 1e-12);
      }),
      { seed: 1 },
    );
  });

  it("uses single samples where a problem has no more: Jensen's bound", () => {
    const counts = { n: [1, 8, 8, 8], c: [1, 2, 0, 5] };
    const one = passAtK(counts, 1).estimate;
    const { bracket } = extrapolatePassAtK(counts, [10]).points[0];
    expectWithin(bracket.low, one, { rel: 1e-14 });
    expectWithin(bracket.high, 1 - (1 - one) ** 10, { rel: 1e-12 });
    const solved = extrapolatePassAtK({ n: 8, c: [1, 5, 8, 2] }, [20]).points[0];
    expect([solved.bracket.low, solved.bracket.high, solved.bracketInterval.high]).toEqual([1, 1, 1]);
  });

  it("with a seed takes its intervals from refits: reproducible, around the same estimate", () => {
    const counts = { n: 10, c: [0, 1, 1, 2, 3, 5, 8, 10, 0, 4, 6, 1] };
    const one = extrapolatePassAtK(counts, [20, 100], { rng: 1, resamples: 200 });
    expect(extrapolatePassAtK(counts, [20, 100], { rng: 1, resamples: 200 })).toEqual(one);
    const delta = extrapolatePassAtK(counts, [20, 100]);
    one.points.forEach(({ estimate, standardError, confidenceInterval }, j) => {
      expect(estimate).toBe(delta.points[j].estimate);
      expect(confidenceInterval.low).toBeLessThan(estimate);
      expect(confidenceInterval.high).toBeGreaterThan(estimate);
      // Two estimates of one spread, from twelve problems.
      expectWithin(standardError, delta.points[j].standardError, { rel: 0.5 });
    });
    expect(one.method).toContain("200 refits");
  });

  it("labels limits of the fit, and refuses counts that say nothing", () => {
    const equal = extrapolatePassAtK({ n: 10, c: [3, 3, 4, 2, 3] }, [20]);
    expect(equal.fit.boundary).toBe("no-overdispersion");
    expectWithin(equal.points[0].estimate, 1 - 0.7 ** 20, { rel: 1e-13 });
    expectWithin(equal.points[0].posteriorMean, 1 - 0.7 ** 20, { rel: 1e-13 });
    expect(equal.tail).toEqual({ exponent: Infinity, coefficient: NaN });
    const divided = extrapolatePassAtK({ n: 4, c: [0, 4, 4, 4] }, [100], { rng: 1, resamples: 50 });
    expect([divided.fit.boundary, divided.points[0].estimate, divided.points[0].posteriorMean]).toEqual(["all-or-nothing", 0.75, 0.75]);
    for (const counts of [{ n: 4, c: [0, 0] }, { n: 4, c: [4, 4] }, { n: 1, c: [0, 1] }]) {
      expect(() => extrapolatePassAtK(counts, [10])).toThrow(NumericalError);
    }
    expect(() => extrapolatePassAtK({ n: 4, c: [0, 0] }, [10])).toThrow("Cannot extrapolate pass@k: counts must show how success rates differ, got counts in which no sample is correct");
  });

  it("rises with k and agrees with the fit it reports", () => {
    const counts = { n: [8, 16, 30, 4], c: [1, 0, 29, 2] };
    const { points, fit } = extrapolatePassAtK(counts, 300);
    expect(fit).toEqual(fitBetaBinomial(counts));
    expectWithin(points[0].estimate, fit.mean, { rel: 1e-12 });
    for (let j = 1; j < 300; j++) {
      expect(points[j].estimate).toBeGreaterThan(points[j - 1].estimate);
      expect(points[j].posteriorMean).toBeGreaterThan(points[j - 1].posteriorMean);
    }
  });

  it("async gives the same bits and can be aborted", async () => {
    const counts = { n: 10, c: [0, 1, 1, 2, 3, 5, 8, 10] };
    const options = { rng: 1, resamples: 100 };
    expect(await extrapolatePassAtKAsync(counts, [50], { ...options, sliceMs: 0 })).toEqual(extrapolatePassAtK(counts, [50], options));
    await expect(extrapolatePassAtKAsync(counts, [50], { ...options, signal: AbortSignal.abort(new Error("stop")) })).rejects.toThrow("stop");
  });

  it("refuses bad k and options", () => {
    expect(() => extrapolatePassAtK({ n: 4, c: [1, 2] }, [3, 2])).toThrow("ks must ascend");
    expect(() => extrapolatePassAtK({ n: 4, c: [1, 2] }, [2], { resamples: 1 })).toThrow(RangeError);
    expect(() => extrapolatePassAtK({ n: 4, c: [1, 2] }, [2], { model: "beta" } as object)).toThrow("unknown option `model`");
  });
});
