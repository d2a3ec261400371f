import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random/index.ts";
import { fitBetaBinomial } from "../../src/passk/fitBetaBinomial.ts";
import oracle from "../fixtures/mpmath/passk-beta-binomial.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** Log-likelihood by sums of logarithms, independent of the library. */
function logLikelihood(n: readonly number[], c: readonly number[], a: number, b: number): number {
  let total = 0;
  n.forEach((ni, i) => {
    for (let j = 0; j < c[i]; j++) total += Math.log(((a + j) * (ni - j)) / ((a + b + j) * (j + 1)));
    for (let j = 0; j < ni - c[i]; j++) total += Math.log((b + j) / (a + b + c[i] + j));
  });
  return total;
}

const countLists = fc.array(
  fc.integer({ min: 1, max: 20 }).chain((n) => fc.record({ n: fc.constant(n), c: fc.integer({ min: 0, max: n }) })),
  { minLength: 1, maxLength: 15 },
);

describe("fitBetaBinomial()", () => {
  it("agrees with 40-digit maximisation: shapes, likelihood, covariance", () => {
    for (const { n, c, a, b, logLikelihood: value, covariance } of oracle.fits) {
      const fit = fitBetaBinomial({ n, c });
      expect(fit.converged).toBe(true);
      // The score's rounding error over its slope: worst where the likelihood is flat (shapes 8 and 17).
      expectWithin(fit.a, a, { rel: 1e-12 });
      expectWithin(fit.b, b, { rel: 1e-12 });
      expectWithin(fit.logLikelihood, value, { rel: 1e-12 });
      expectWithin(fit.aic, 4 - 2 * value, { rel: 1e-12 });
      for (const i of [0, 1]) for (const j of [0, 1]) expectWithin(fit.covariance[i][j], covariance[i][j], { rel: 1e-10 });
      expectWithin(fit.mean, a / (a + b), { rel: 1e-12 });
      expectWithin(fit.overdispersion, 1 / (a + b + 1), { rel: 1e-12 });
      expectWithin(fit.standardErrors.logA, Math.sqrt(covariance[0][0]), { rel: 1e-10 });
    }
  });

  it("reaches a likelihood that no other shapes exceed, whatever the counts, or names the limit that none exceeds", () => {
    const rng = createRng("shapes");
    fc.assert(
      fc.property(countLists, (list) => {
        const n = list.map((entry) => entry.n);
        const c = list.map((entry) => entry.c);
        const fit = fitBetaBinomial({ n, c });
        expect(fit.converged).toBe(true);
        if (fit.boundary === null) expectWithin(logLikelihood(n, c, fit.a, fit.b), fit.logLikelihood, { rel: 1e-10, abs: 1e-10 });
        for (let trial = 0; trial < 60; trial++) {
          const a = 10 ** (8 * rng.float() - 4);
          const b = 10 ** (8 * rng.float() - 4);
          expect(logLikelihood(n, c, a, b)).toBeLessThanOrEqual(fit.logLikelihood + 1e-9);
        }
        for (const factor of [0.9, 1.1]) {
          if (fit.boundary !== null) continue;
          expect(logLikelihood(n, c, fit.a * factor, fit.b)).toBeLessThan(fit.logLikelihood + 1e-9);
          expect(logLikelihood(n, c, fit.a * factor, fit.b * factor)).toBeLessThan(fit.logLikelihood + 1e-9);
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("names the limit where there is no maximum", () => {
    const at = (n: number | number[], c: number[]) => fitBetaBinomial({ n, c });
    const equal = at(10, [3, 3, 4, 2, 3]);
    expect([equal.boundary, equal.a, equal.b, equal.overdispersion]).toEqual(["no-overdispersion", Infinity, Infinity, 0]);
    expectWithin(equal.mean, 0.3, { rel: 1e-15 });
    // The mean of 50 equal samples keeps its binomial error.
    expectWithin(equal.standardErrors.mean, Math.sqrt((0.3 * 0.7) / 50), { rel: 1e-14 });
    const divided = at([8, 8, 4], [0, 8, 4]);
    expect([divided.boundary, divided.a, divided.b, divided.overdispersion]).toEqual(["all-or-nothing", 0, 0, 1]);
    expectWithin(divided.mean, 2 / 3, { rel: 1e-15 });
    expectWithin(divided.logLikelihood, 2 * Math.log(2 / 3) + Math.log(1 / 3), { rel: 1e-14 });
    const zero = at(8, [0, 0]);
    expect([zero.boundary, zero.mean, zero.logLikelihood, zero.overdispersion]).toEqual(["all-zero", 0, 0, NaN]);
    expect(zero.confidenceIntervals.mean).toEqual({ low: NaN, high: NaN, level: 0.95 });
    const one = at(8, [8, 8]);
    expect([one.boundary, one.mean, one.logLikelihood]).toEqual(["all-one", 1, 0]);
    const single = at(1, [0, 1, 1]);
    expect([single.boundary, single.a, single.overdispersion]).toEqual(["no-repeats", NaN, NaN]);
    expectWithin(single.logLikelihood, 2 * Math.log(2 / 3) + Math.log(1 / 3), { rel: 1e-14 });
    for (const fit of [equal, divided, zero, one, single]) {
      expect(fit.converged).toBe(true);
      expect(fit.covariance).toEqual([[NaN, NaN], [NaN, NaN]]);
      expect(fit.confidenceIntervals.a).toEqual({ low: NaN, high: NaN, level: 0.95 });
    }
  });

  it("exchanges a and b when right and wrong are exchanged", () => {
    const n = [16, 9, 30, 4];
    const c = [3, 8, 0, 2];
    const fit = fitBetaBinomial({ n, c });
    const mirrored = fitBetaBinomial({ n, c: c.map((ci, i) => n[i] - ci) });
    expectWithin(mirrored.a, fit.b, { rel: 1e-11 });
    expectWithin(mirrored.b, fit.a, { rel: 1e-11 });
    expectWithin(mirrored.logLikelihood, fit.logLikelihood, { rel: 1e-13 });
  });

  it("gives what repeated problems give when each counts twice, with errors smaller by √2", () => {
    const once = fitBetaBinomial({ n: 10, c: [0, 1, 1, 2, 3, 5, 8, 10] });
    const twice = fitBetaBinomial({ n: 10, c: [0, 1, 1, 2, 3, 5, 8, 10, 0, 1, 1, 2, 3, 5, 8, 10] });
    expectWithin(twice.a, once.a, { rel: 1e-11 });
    expectWithin(twice.standardErrors.logB * Math.SQRT2, once.standardErrors.logB, { rel: 1e-10 });
    expect(twice.problems).toBe(16);
  });

  it("fits a million samples per problem from sums in closed form", () => {
    const fit = fitBetaBinomial({ n: 1_000_000, c: [300_000, 301_000, 299_500, 303_000] });
    // mpmath, 40 digits. Here the likelihood is a difference of sums near 1e7.
    expectWithin(fit.a, 39_935.45933043387, { rel: 1e-8 });
    expectWithin(fit.b, 92_795.605305197, { rel: 1e-8 });
    expectWithin(fit.logLikelihood, -34.47677290615703, { rel: 1e-8 });
  });

  it("refuses bad counts and options, and leaves its input alone", () => {
    const counts = { n: [4, 8], c: [1, 9] };
    expect(() => fitBetaBinomial(counts)).toThrow(new RangeError("Cannot fit a beta-binomial: c must be an integer between 0 and n = 8, got 9 at index 1"));
    expect(() => fitBetaBinomial({ n: 4, c: [1] }, { level: 1 })).toThrow(RangeError);
    expect(() => fitBetaBinomial({ n: 4, c: [1] }, { levels: 0.9 } as object)).toThrow("unknown option `levels`");
    expect(counts).toEqual({ n: [4, 8], c: [1, 9] });
  });
});
