import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { studentTQuantile } from "../../src/numeric/special/index.ts";
import { betaInterval, logitInterval } from "../../src/passk/estimate.ts";
import { fitBetaBinomial } from "../../src/passk/fitBetaBinomial.ts";
import { passAtK } from "../../src/passk/passAtK.ts";
import { passAtKInterval } from "../../src/passk/passAtKInterval.ts";
import { expectedSamplingVariance, unbiasedSamplingVariance } from "../../src/passk/samplingVariance.ts";
import { bootstrap } from "../../src/stats/bootstrap.ts";
import oracle from "../fixtures/scipy/passk-intervals.json" with { type: "json" };
import { jointExpectation } from "../outcomes.ts";
import { expectWithin } from "../within.ts";

const counts = { n: 16, c: [0, 0, 1, 3, 16, 2, 0, 9, 16, 5] };
const average = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0) / values.length;

describe("passAtKInterval() for the population", () => {
  it("is passAtK() by default, and by every method around the same estimate", () => {
    const { method: _method, ...point } = passAtK(counts, 4);
    expect(passAtKInterval(counts, 4)).toMatchObject(point);
    for (const method of ["logit-t", "t", "bca", "percentile"] as const) {
      const result = passAtKInterval(counts, 4, { method, rng: 1 });
      expect([result.estimate, result.standardError, result.df, result.target]).toEqual([point.estimate, point.standardError, 9, "population"]);
      expect(result.method).toContain(method === "bca" ? "BCa" : method);
    }
  });

  it("agrees with scipy: estimate, error, logit-t", () => {
    for (const { n, c, k, estimate, standardError, logit95 } of oracle.cases) {
      const result = passAtKInterval({ n, c }, k, { method: "logit-t" });
      expectWithin(result.estimate, estimate, { rel: 1e-13 });
      expectWithin(result.standardError, standardError, { rel: 1e-12, abs: 1e-16 });
      if (logit95 === null) continue;
      expectWithin(result.confidenceInterval.low, logit95[0], { rel: 1e-9 });
      expectWithin(result.confidenceInterval.high, logit95[1], { rel: 1e-9 });
    }
  });

  it("with method t is estimate ± t·SE", () => {
    const { estimate, standardError, confidenceInterval } = passAtKInterval(counts, 4, { method: "t", level: 0.9 });
    expectWithin(confidenceInterval.low, estimate - studentTQuantile(0.95, 9) * standardError, { rel: 1e-13 });
    expect(confidenceInterval.level).toBe(0.9);
  });

  it("bootstraps problems, or clusters, as stats.bootstrap() does", () => {
    const values = passAtK(counts, 4).values;
    const meanOf = (rows: Uint32Array): number => average(Array.from(rows, (row) => values[row]));
    const clusters = ["x", "x", "y", "y", "z", "z", "z", "u", "u", "v"];
    for (const method of ["bca", "percentile"] as const) {
      const plain = passAtKInterval(counts, 4, { method, rng: "seed", resamples: 300 });
      const expected = bootstrap(10, meanOf, { method, rng: "seed", resamples: 300 }).confidenceInterval;
      expectWithin(plain.confidenceInterval.low, expected.low, { rel: 1e-12 });
      const clustered = passAtKInterval(counts, 4, { method, rng: "seed", resamples: 300, clusters });
      expectWithin(clustered.confidenceInterval.high, bootstrap(10, meanOf, { method, rng: "seed", resamples: 300, clusters }).confidenceInterval.high, { rel: 1e-12 });
    }
    expect(passAtKInterval(counts, 4, { method: "bca", rng: 3 })).toEqual(passAtKInterval(counts, 4, { method: "bca", rng: 3 }));
  });

  it("with clusters rests on their error and degrees of freedom", () => {
    for (const { n, c, k, labels, standardError, df } of oracle.clusters) {
      const result = passAtKInterval({ n, c }, k, { clusters: labels });
      expectWithin(result.standardError, standardError, { rel: 1e-12 });
      expectWithin(result.df, df, { rel: 1e-12 });
      expect(result.confidenceInterval).toEqual(betaInterval(result.estimate, result.standardError, result.df + 1, 0.95));
    }
    expect(passAtKInterval(counts, 4, { clusters: new Array(10).fill("one") }).confidenceInterval.low).toBeNaN();
  });

  it("counts the ceiling and leaves out problems with too few samples on request", () => {
    const ragged = { n: [16, 4, 16], c: [15, 4, 1], problem: ["a", "b", "c"] };
    expect(() => passAtKInterval(ragged, 8)).toThrow(/n = 4 at problem "b"/);
    const result = passAtKInterval(ragged, 8, { tooFew: "skip", clusters: ["p", "p", "q"] });
    expect([result.problems, result.ceiling, [...result.leftOut]]).toEqual([2, 0.5, [1]]);
  });
});

describe("passAtKInterval() for the benchmark", () => {
  it("has a standard error whose square is unbiased where the beta-binomial does not exceed it", () => {
    const { standardError, samplingVariance, values } = passAtKInterval({ n: 64, c: [1, 0, 3, 60, 2, 30, 5, 9] }, 2, { target: "benchmark" });
    expectWithin(samplingVariance, average([1, 0, 3, 60, 2, 30, 5, 9].map((c) => unbiasedSamplingVariance(64, c, 2))), { rel: 1e-13 });
    expect(standardError ** 2 * values.length).toBeGreaterThanOrEqual(samplingVariance * (1 - 1e-14));
  });

  it("samplingVariance and betweenVariance are unbiased, by enumeration of all outcomes", () => {
    const p = [0.15, 0.8];
    const n = [4, 5];
    const k = 2;
    const truth = p.map((pi) => 1 - (1 - pi) ** k);
    const variances = p.map((pi, i) => jointExpectation([n[i]], [pi], ([c]) => (passAtK({ n: n[i], c }, k).estimate - truth[i]) ** 2));
    const expected = (part: "samplingVariance" | "betweenVariance"): number => jointExpectation(n, p, (c) => passAtKInterval({ n, c }, k)[part]);
    expectWithin(expected("samplingVariance"), average(variances), { rel: 1e-11 });
    expectWithin(expected("betweenVariance"), (truth[0] - truth[1]) ** 2 / 2, { rel: 1e-10 });
  });

  it("for n < 2k takes the sampling variance expected under the fit, given each problem's counts", () => {
    const { a, b } = fitBetaBinomial(counts);
    const k = 10;
    const ofProblem = (c: number): number => {
      const moment = (s: number): number => Array.from({ length: s }, (_, i) => (b + 16 - c + i) / (a + b + 16 + i)).reduce((product, factor) => product * factor, 1);
      return expectedSamplingVariance(16, k, moment);
    };
    const result = passAtKInterval(counts, k, { target: "benchmark" });
    expectWithin(result.samplingVariance, average(counts.c.map(ofProblem)), { rel: 1e-10 });
    expectWithin(result.standardError, Math.sqrt(result.samplingVariance / 10), { rel: 1e-13 });
    expect(result.method).toContain("expected under a beta-binomial fit");
    expect(result.df).toBe(Infinity);
    expect(result.confidenceInterval).toEqual(betaInterval(result.estimate, result.standardError, 10, 0.95));
    const logit = passAtKInterval(counts, k, { target: "benchmark", method: "logit-t" }).confidenceInterval;
    expect(logit).toEqual(logitInterval(result.estimate, result.standardError, 9, 0.95, 1.959963984540054));
  });

  it("counts ⌊n/k⌋ independent groups per problem, and needs only one problem", () => {
    const result = passAtKInterval({ n: [64, 20], c: [3, 1] }, 8, { target: "benchmark" });
    expect(result.confidenceInterval).toEqual(betaInterval(result.estimate, result.standardError, 10, 0.95));
    const single = passAtKInterval({ n: 64, c: 3 }, 8, { target: "benchmark" });
    expect(single.standardError).toBeGreaterThan(0);
    expect(single.confidenceInterval.low).toBeGreaterThan(0);
    expect(single.betweenVariance).toBeNaN();
  });

  it("answers at every limit of the fit", () => {
    for (const c of [[0, 0, 0], [4, 4, 4], [0, 4, 4], [2, 2, 2]]) {
      const { standardError, confidenceInterval, samplingVariance } = passAtKInterval({ n: 4, c }, 3, { target: "benchmark" });
      expect(standardError).toBeGreaterThanOrEqual(0);
      expect(samplingVariance).toBeGreaterThanOrEqual(0);
      expect(confidenceInterval.low).toBeLessThan(confidenceInterval.high);
    }
    // One sample each: rates are taken as equal, so that the variance is the binomial's, the largest it can be.
    expectWithin(passAtKInterval({ n: 1, c: [0, 1, 1, 1] }, 1, { target: "benchmark" }).samplingVariance, 0.1875, { rel: 1e-13 });
  });
});

describe("passAtKInterval()", () => {
  it("refuses what does not fit together, and leaves its input alone", () => {
    expect(() => passAtKInterval(counts, 4, { method: "bca" })).toThrow(new TypeError('Cannot compute an interval for pass@k: method "bca" needs `rng` (a seed or an Rng), got undefined'));
    expect(() => passAtKInterval(counts, 4, { target: "benchmark", method: "bca", rng: 1 })).toThrow(RangeError);
    expect(() => passAtKInterval(counts, 4, { target: "benchmark", clusters: counts.c })).toThrow('clusters are for target "population", where problems are a sample, got target "benchmark"');
    expect(() => passAtKInterval(counts, 4, { clusters: [1, 2] })).toThrow("clusters and the problems must have one length, got 2 and 10");
    expect(() => passAtKInterval(counts, 0)).toThrow(RangeError);
    expect(() => passAtKInterval(counts, 4, { method: "wald" } as object)).toThrow(RangeError);
    const frozen = { n: Object.freeze([4, 4]), c: Object.freeze([1, 2]) };
    expect(passAtKInterval(frozen, 2).problems).toBe(2);
  });

  it("does not depend on the order of the problems", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 10 }), fc.constantFrom("population", "benchmark"), (order, target) => {
        const one = passAtKInterval(counts, 5, { target: target as "population" });
        const other = passAtKInterval({ n: 16, c: order.map((i) => counts.c[i]) }, 5, { target: target as "population" });
        expectWithin(other.confidenceInterval.low, one.confidenceInterval.low, { rel: 1e-9 });
        expectWithin(other.standardError, one.standardError, { rel: 1e-12 });
      }),
      { seed: 1, numRuns: 20 },
    );
  });
});
