import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hillNumber, rarefaction, semanticEntropy, shannonEntropy } from "../../src/diversity/index.ts";
import hill from "../fixtures/mpmath/vendi.json" with { type: "json" };
import oracle from "../fixtures/exact/rarefaction.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** Sums of at most some hundred positive terms after a recurrence of up to 1900 steps. */
const SUMS = { rel: 1e-12 };
const counts = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 10 }).filter((list) => list.some((count) => count > 0));
const total = (list: readonly number[]) => list.reduce((n, count) => n + count, 0);

/** Every sequence of n draws from kinds with these probabilities, as counts with its probability. */
function* samples(n: number, p: readonly number[]): Generator<{ counts: number[]; probability: number }> {
  for (let code = 0; code < p.length ** n; code++) {
    const drawn = p.map(() => 0);
    let probability = 1;
    for (let rest = code, draw = 0; draw < n; draw++, rest = Math.floor(rest / p.length)) {
      drawn[rest % p.length]++;
      probability *= p[rest % p.length];
    }
    yield { counts: drawn, probability };
  }
}

describe("hillNumber()", () => {
  it.each(hill.hill)("agrees with 60 digits: $counts", ({ counts: list, scores }) => {
    for (const { q, value } of scores) expectWithin(hillNumber(list, q === "inf" ? Infinity : (q as number)).estimate, value, { rel: 1e-14 });
  });

  it("is the number of kinds where they are equally frequent, falls with q, and takes shares", () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0, max: 8, noNaN: true }), fc.double({ min: 0, max: 8, noNaN: true }), (list, a, b) => {
        const { estimate, n, distinct } = hillNumber(list, Math.min(a, b));
        expect(n).toBe(total(list));
        expect(distinct).toBe(list.filter((count) => count > 0).length);
        expect(estimate).toBeGreaterThanOrEqual(hillNumber(list, Math.max(a, b)).estimate * (1 - 1e-13));
        expect(estimate).toBeLessThanOrEqual(distinct * (1 + 1e-13));
        expectWithin(hillNumber(list.map((count) => count / n), a).estimate, hillNumber(list, a).estimate, { rel: 1e-12 });
        expectWithin(hillNumber(list.map((count) => Math.sign(count)), a).estimate, distinct, { rel: 1e-13 });
      }),
      { seed: 7 },
    );
  });

  it("is continuous at q = 1 and at the change of formula", () => {
    for (const [left, right] of [[1 - 1e-9, 1 + 1e-9], [0.5 - 1e-12, 0.5 + 1e-12], [1.5 - 1e-12, 1.5 + 1e-12]]) {
      expectWithin(hillNumber([5, 3, 1, 1], left).estimate, hillNumber([5, 3, 1, 1], right).estimate, { rel: 2e-9 });
    }
  });

  it("says NaN where nothing was counted, and refuses what is no count", () => {
    expect(hillNumber([], 1)).toEqual({ estimate: NaN, q: 1, n: 0, distinct: 0 });
    expect(hillNumber([0, 0], 0).estimate).toBeNaN();
    expect(() => hillNumber([1, -1], 1)).toThrow("counts must be ≥ 0, got -1 at index 1");
    expect(() => hillNumber([1, NaN], 1)).toThrow(RangeError);
    expect(() => hillNumber([1], -0.1)).toThrow("q must be ≥ 0, got -0.1");
    expect(() => hillNumber([1], undefined as never)).toThrow(TypeError);
  });
});

describe("rarefaction()", () => {
  it.each(oracle.cases)("agrees with exact rationals: n = $k, $counts", (expected) => {
    const result = rarefaction(expected.counts, expected.k);
    expect(Array.from(result.k)).toEqual(expected.k);
    expected.k.forEach((_, i) => {
      expectWithin(result.estimate[i], expected.estimate[i], SUMS);
      expectWithin(result.standardError[i], expected.standardError[i], { rel: 1e-11, abs: 1e-15 });
    });
    expectWithin(result.coverage, expected.coverage, SUMS);
    expectWithin(result.chao1, expected.chao1, SUMS);
    expectWithin(result.simpson, expected.simpson, SUMS);
    expect(result.n).toBe(total(expected.counts));
  });

  it("is 1 at one draw, all kinds at n, rises ever more slowly, and gives 1 − Simpson at two", () => {
    fc.assert(
      fc.property(counts, (list) => {
        const { k, estimate, standardError, n, distinct, simpson } = rarefaction(list);
        expect(Array.from(k)).toEqual(Array.from({ length: n }, (_, i) => i + 1));
        expect(estimate[0]).toBeCloseTo(1, 14);
        expect(estimate[n - 1]).toBe(distinct);
        expect(distinct).toBe(list.filter((count) => count > 0).length);
        if (n > 1) {
          expectWithin(estimate[1] - 1, 1 - simpson, { abs: 1e-14 });
          expect(standardError[0]).toBeLessThan(1e-7);
        }
        for (let i = 2; i < n; i++) expect(estimate[i] - estimate[i - 1]).toBeLessThanOrEqual(estimate[i - 1] - estimate[i - 2] + 1e-13);
      }),
      { seed: 8 },
    );
  });

  it("is unbiased for the number of kinds in k fresh draws, Simpson's index for the chance of a match (all samples enumerated)", () => {
    const p = [0.5, 0.3, 0.15, 0.05];
    const n = 6;
    for (let k = 1; k <= n; k++) {
      let mean = 0;
      for (const sample of samples(n, p)) mean += sample.probability * rarefaction(sample.counts, [k]).estimate[0];
      expectWithin(mean, p.reduce((sum, share) => sum + 1 - (1 - share) ** k, 0), SUMS);
    }
    let simpson = 0;
    for (const sample of samples(n, p)) simpson += sample.probability * rarefaction(sample.counts).simpson;
    expectWithin(simpson, p.reduce((sum, share) => sum + share * share, 0), SUMS);
  });

  it("has an error near the true spread of the estimate (all samples enumerated)", () => {
    const p = [0.4, 0.3, 0.2, 0.1];
    const n = 7;
    for (const k of [2, 4]) {
      let mean = 0;
      let squares = 0;
      let claimed = 0;
      for (const { counts: drawn, probability } of samples(n, p)) {
        const { estimate, standardError } = rarefaction(drawn, [k]);
        mean += probability * estimate[0];
        squares += probability * estimate[0] ** 2;
        claimed += probability * standardError[0] ** 2;
      }
      const ratio = Math.sqrt(claimed / (squares - mean ** 2));
      expect(ratio).toBeGreaterThan(1);
      expect(ratio).toBeLessThan(1.6);
    }
  });

  it("says NaN where a figure is not defined", () => {
    expect(rarefaction([])).toEqual({ k: new Int32Array(0), estimate: new Float64Array(0), standardError: new Float64Array(0), n: 0, distinct: 0, coverage: NaN, chao1: 0, simpson: NaN });
    const one = rarefaction([1]);
    expect(one).toEqual({ k: Int32Array.of(1), estimate: Float64Array.of(1), standardError: Float64Array.of(NaN), n: 1, distinct: 1, coverage: 0, chao1: 1, simpson: NaN });
  });

  it("refuses bad input", () => {
    expect(() => rarefaction([1.5])).toThrow("counts[0] must be an integer");
    expect(() => rarefaction([3, -1])).toThrow(RangeError);
    expect(() => rarefaction([3], [4])).toThrow("ks[0] must be an integer between 1 and 3, got 4");
    expect(() => rarefaction([3], [0])).toThrow(RangeError);
    expect(() => rarefaction(3 as never)).toThrow(TypeError);
  });
});

describe("shannonEntropy()", () => {
  it.each(oracle.cases)("agrees with 60 digits: $counts", ({ counts: list, entropy, millerMadow, chaoShen }) => {
    expectWithin(shannonEntropy(list).estimate, entropy, { rel: 1e-13 });
    expectWithin(shannonEntropy(list, { estimator: "miller-madow" }).estimate, millerMadow, { rel: 1e-13 });
    expectWithin(shannonEntropy(list, { estimator: "chao-shen" }).estimate, chaoShen, { rel: 1e-12 });
  });

  it("is the logarithm of the Hill number of order 1", () => {
    fc.assert(
      fc.property(counts, (list) => expectWithin(Math.exp(shannonEntropy(list).estimate), hillNumber(list, 1).estimate, { rel: 1e-13 })),
      { seed: 9 },
    );
  });

  it("is less biased the more it is corrected (all samples enumerated)", () => {
    const p = [0.3, 0.25, 0.2, 0.15, 0.1];
    const truth = -p.reduce((sum, share) => sum + share * Math.log(share), 0);
    const bias = { "plug-in": -truth, "miller-madow": -truth, "chao-shen": -truth };
    for (const { counts: drawn, probability } of samples(6, p)) {
      for (const estimator of ["plug-in", "miller-madow", "chao-shen"] as const) bias[estimator] += probability * shannonEntropy(drawn, { estimator }).estimate;
    }
    expectWithin(bias["plug-in"], -0.396, { abs: 5e-4 });
    expectWithin(bias["miller-madow"], -0.185, { abs: 5e-4 });
    expectWithin(bias["chao-shen"], 0.061, { abs: 5e-4 });
  });

  it("says NaN where nothing was counted, and refuses bad input", () => {
    expect(shannonEntropy([0])).toEqual({ estimate: NaN, estimator: "plug-in", n: 0, distinct: 0 });
    expect(shannonEntropy([9]).estimate).toBe(0);
    expect(() => shannonEntropy([0.5])).toThrow(RangeError);
    expect(() => shannonEntropy([1], { estimator: "jackknife" as never })).toThrow("estimator must be");
    expect(() => shannonEntropy([1], { base: 2 } as never)).toThrow("unknown option `base`");
  });
});

describe("semanticEntropy()", () => {
  const clusters = ["a", "b", "a", "c", "a", "b"];

  it("without log-probabilities is the entropy of the cluster sizes", () => {
    const result = semanticEntropy(clusters);
    expectWithin(result.estimate, shannonEntropy([3, 2, 1]).estimate, { rel: 1e-14 });
    expectWithin(result.effectiveClusters, hillNumber([3, 2, 1], 1).estimate, { rel: 1e-14 });
    expect(Array.from(result.probabilities)).toEqual([3 / 6, 2 / 6, 1 / 6]);
    expect(semanticEntropy(clusters, { logProbs: clusters.map(() => -800) })).toEqual(result);
  });

  it("with them weighs clusters by the probability of their samples, however small", () => {
    const logProbs = [0.1, 0.2, 0.3, 0.05, 0.15, 0.2].map(Math.log);
    const expected = -(0.55 * Math.log(0.55) + 0.4 * Math.log(0.4) + 0.05 * Math.log(0.05));
    for (const shift of [0, -5000]) expectWithin(semanticEntropy(clusters, { logProbs: logProbs.map((value) => value + shift) }).estimate, expected, { rel: 1e-12 });
    expect(semanticEntropy([1, 2], { logProbs: [-3, -Infinity] })).toMatchObject({ estimate: 0, effectiveClusters: 1 });
  });

  it("leaves samples without a cluster out and counts them", () => {
    expect(semanticEntropy(["a", null, "b", undefined], { logProbs: [-1, NaN, -1, -1] })).toMatchObject({ effectiveClusters: 2, n: 2, missing: 2 });
    expect(semanticEntropy([])).toEqual({ estimate: NaN, effectiveClusters: NaN, probabilities: new Float64Array(0), n: 0, missing: 0 });
  });

  it("does not care about names or order", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.double({ min: -30, max: 0, noNaN: true })), { minLength: 1 }), (rows) => {
        const of = (list: typeof rows, name: (id: number) => string | number) => semanticEntropy(list.map(([id]) => name(id)), { logProbs: list.map(([, value]) => value) }).estimate;
        const value = of(rows, (id) => id);
        expectWithin(of(rows.toReversed(), (id) => `c${9 - id}`), value, { rel: 1e-11, abs: 1e-14 });
        expect(value).toBeLessThanOrEqual(Math.log(new Set(rows.map(([id]) => id)).size) + 1e-14);
      }),
      { seed: 10 },
    );
  });

  it("refuses bad input", () => {
    expect(() => semanticEntropy([{}] as never)).toThrow("clusters must be strings or numbers, got an object at index 0");
    expect(() => semanticEntropy(["a"], { logProbs: [] })).toThrow("one length");
    expect(() => semanticEntropy(["a"], { logProbs: [NaN] })).toThrow("got NaN at index 0");
    expect(() => semanticEntropy(["a"], { logProbs: [null as never] })).toThrow(TypeError);
    expect(() => semanticEntropy(["a"], { logProbs: [-Infinity] })).toThrow("a sample must have a positive probability");
    expect(() => semanticEntropy(["a"], { temperature: 1 } as never)).toThrow("unknown option");
  });
});
