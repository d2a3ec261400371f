import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { passAtK } from "../../src/passk/passAtK.ts";
import oracle from "../fixtures/exact/draws.json" with { type: "json" };
import { expectWithin } from "../within.ts";

describe("passAtK()", () => {
  it("gives the exact share of subsets with a correct sample, to 12 digits and more up to n = 1e6", () => {
    for (const [n, c, k, hit] of oracle.draws) expectWithin(passAtK({ n, c }, k).estimate, hit, { rel: 3e-14, abs: 1e-307 });
    expectWithin(passAtK({ n: 1e6, c: 1 }, 1).estimate, 1e-6, { rel: 1e-15 });
  });

  it("agrees with the subsets counted one by one", () => {
    for (let n = 1; n <= 8; n++) {
      for (let c = 0; c <= n; c++) {
        for (let k = 1; k <= n; k++) {
          // Samples 0 … c − 1 are correct; a subset is a bit mask.
          let hits = 0;
          let subsets = 0;
          for (let mask = 0; mask < 1 << n; mask++) {
            if (bits(mask) !== k) continue;
            subsets++;
            if ((mask & ((1 << c) - 1)) !== 0) hits++;
          }
          expectWithin(passAtK({ n, c }, k).estimate, hits / subsets, { abs: 4e-16 });
        }
      }
    }
  });

  it("is exactly 1 when every sample is correct and exactly 0 when none is", () => {
    const sure = passAtK({ n: 7, c: [7, 7, 7] }, 3);
    expect(sure.estimate).toBe(1);
    expect(sure.standardError).toBe(0);
    expect(sure.confidenceInterval.low).toBeGreaterThan(0);
    expect(passAtK({ n: 7, c: [0, 0] }, 3).estimate).toBe(0);
  });

  it("averages ragged problems and takes them as a sample: mean, standard error, interval", () => {
    const result = passAtK({ n: [4, 5, 10], c: [1, 2, 10] }, 2);
    const values = [0.5, 0.7, 1];
    const mean = (0.5 + 0.7 + 1) / 3;
    expect(result.k).toBe(2);
    expect(result.method).toBe("pass@2, unbiased");
    expect(result.problems).toBe(3);
    expect(result.leftOut).toEqual(new Int32Array(0));
    values.forEach((value, i) => expectWithin(result.values[i], value, { rel: 1e-15 }));
    expectWithin(result.estimate, mean, { rel: 1e-15 });
    const sd = Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / 2);
    expectWithin(result.standardError, sd / Math.sqrt(3), { rel: 1e-14 });
    expect(result.confidenceInterval.low).toBeGreaterThan(0);
    expect(result.confidenceInterval.low).toBeLessThan(result.estimate);
    expect(result.confidenceInterval.high).toBeGreaterThan(result.estimate);
    expect(result.confidenceInterval.high).toBeLessThanOrEqual(1);
    expect(result.confidenceInterval.level).toBe(0.95);
  });

  it("has no standard error for a single problem", () => {
    const result = passAtK({ n: 5, c: 2 }, 3);
    expect(result.estimate).toBe(0.9);
    expect(result.standardError).toBeNaN();
    expect(result.confidenceInterval).toEqual({ low: NaN, high: NaN, level: 0.95 });
  });

  it("gives each problem the same value wherever it stands", () => {
    const problems = fc.array(
      fc.integer({ min: 5, max: 40 }).chain((n) => fc.record({ n: fc.constant(n), c: fc.integer({ min: 0, max: n }) })),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(problems, fc.integer({ min: 1, max: 5 }), (list, k) => {
        const columns = (order: typeof list) => ({ n: order.map(({ n }) => n), c: order.map(({ c }) => c) });
        const forth = passAtK(columns(list), k);
        const back = passAtK(columns(list.toReversed()), k);
        expectWithin(back.estimate, forth.estimate, { rel: 3e-16 });
        expect(back.values.toReversed()).toEqual(forth.values);
      }),
      { seed: 1 },
    );
  });

  it("rises with k and with c, and never exceeds 1", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), fc.nat(), fc.nat(), (n, a, b) => {
        const c = a % n;
        const k = 1 + (b % (n - 1));
        const here = passAtK({ n, c }, k).estimate;
        expect(passAtK({ n, c }, k + 1).estimate).toBeGreaterThanOrEqual(here * (1 - 1e-14));
        expect(passAtK({ n, c: c + 1 }, k).estimate).toBeGreaterThanOrEqual(here * (1 - 1e-14));
        expect(here).toBeLessThanOrEqual(1);
      }),
      { seed: 1 },
    );
  });

  it("with estimator plug-in is 1 − (1 − c/n)^k, below the unbiased value, also for k > n", () => {
    const counts = { n: 8, c: [0, 2, 8] };
    const plugIn = passAtK(counts, 4, { estimator: "plug-in" });
    expect(plugIn.method).toBe("pass@4, plug-in");
    expect(plugIn.values[0]).toBe(0);
    // One rounding in c/n, one in log1p, one in expm1.
    expectWithin(plugIn.values[1], 1 - 0.75 ** 4, { rel: 1e-15 });
    expect(plugIn.values[2]).toBe(1);
    expect(plugIn.values[1]).toBeLessThan(passAtK(counts, 4).values[1]);
    expectWithin(passAtK({ n: 2, c: 1 }, 5, { estimator: "plug-in" }).estimate, 31 / 32, { rel: 1e-15 });
  });

  it("refuses k > n by default: first problem at fault, how many, what to do", () => {
    expect(() => passAtK({ n: 2, c: 0 }, 5)).toThrow(RangeError);
    expect(() => passAtK({ n: [8, 4, 3], c: [1, 1, 1], problem: ["a", "b", "c"] }, 5)).toThrow(
      'Cannot compute pass@k: every problem used must have at least k = 5 samples, got n = 4 at problem "b" (index 1); 2 of 3 problems have too few; ' +
        'sample more, lower k, or leave such problems out with tooFew: "skip"',
    );
  });

  it("with tooFew skip leaves short problems out and says which, but never all of them", () => {
    const result = passAtK({ n: [8, 4, 8], c: [8, 4, 0] }, 5, { tooFew: "skip" });
    expect(result.estimate).toBe(0.5);
    expect(result.problems).toBe(2);
    expect(result.values).toEqual(Float64Array.of(1, 0));
    expect(result.leftOut).toEqual(Int32Array.of(1));
    expect(() => passAtK({ n: [2, 4], c: [1, 1] }, 5, { tooFew: "skip" })).toThrow(/at least k = 5 samples, got n = 2 at index 0; 2 of 2 .*; sample more or lower k$/);
  });

  it("gives the same values by table and by sorting, however scattered the counts", () => {
    // Alone, each pair goes through the table; together their range is far too wide for one.
    const n = [1_000_000, 12, 900_000, 12, 50_000, 1_000_000];
    const c = [999_000, 3, 1, 3, 40_000, 17];
    const together = passAtK({ n, c }, 10);
    n.forEach((_, i) => expect(together.values[i]).toBe(passAtK({ n: n[i], c: c[i] }, 10).estimate));
  });

  it("refuses what it does not understand", () => {
    expect(() => passAtK({ n: 5, c: 2 }, 0)).toThrow("Cannot compute pass@k: k must be an integer ≥ 1, got 0");
    expect(() => passAtK({ n: 5, c: 2 }, 1.5)).toThrow(RangeError);
    expect(() => passAtK({ n: 5, c: 6 }, 1)).toThrow("c must be an integer between 0 and n = 5, got 6 at index 0");
    expect(() => passAtK({ n: 5, c: 0.9 }, 1)).toThrow(RangeError);
    expect(() => passAtK({ n: 5, c: 2 }, 1, { level: 1 })).toThrow("level must lie strictly between 0 and 1");
    expect(() => passAtK({ n: 5, c: 2 }, 1, { tooFew: "nan" as "skip" })).toThrow('tooFew must be "throw" or "skip", got "nan"');
    expect(() => passAtK({ n: 5, c: 2 }, 1, { estimator: "mle" as "unbiased" })).toThrow(RangeError);
    expect(() => passAtK({ n: 5, c: 2 }, 1, { confidence: 0.9 } as object)).toThrow(TypeError);
  });

  it("leaves its input alone and returns plain data", () => {
    const counts = Object.freeze({ n: Object.freeze([5, 6]), c: Object.freeze([1, 2]) });
    const result = passAtK(counts, 2);
    expect(structuredClone(result)).toEqual(result);
  });
});

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest &= rest - 1) count++;
  return count;
}
