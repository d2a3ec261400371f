import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxAtK } from "../../src/passk/maxAtK.ts";
import { passAtK } from "../../src/passk/passAtK.ts";
import oracle from "../fixtures/exact/selection.json" with { type: "json" };
import { expectWithin } from "../within.ts";

describe("maxAtK()", () => {
  it("gives the exact mean over all subsets, or all sequences with replacement", () => {
    // Rewards are multiples of 1/4 in [−1, 1]: a zero mean is a sum that cancels.
    for (const { rewards, k, replacement, max } of oracle.cases) expectWithin(maxAtK(rewards, k, { replacement }).estimate, max, { rel: 1e-14, abs: 1e-15 });
  });

  it("matches the published small cases", () => {
    const rewards = [0.1, 0.4, 0.35, 0.8];
    [0.4125, 0.5916666666666667, 0.7, 0.8].forEach((value, i) => expectWithin(maxAtK(rewards, i + 1).estimate, value, { rel: 1e-15 }));
    [0.4125, 0.546875, 0.62109375, 0.6693359375].forEach((value, i) =>
      expectWithin(maxAtK(rewards, i + 1, { replacement: true }).estimate, value, { rel: 1e-15 }),
    );
    expectWithin(-maxAtK(rewards.map((reward) => -reward), 2).estimate, 0.23333333333333334, { rel: 1e-15 });
    // One success in four, k = 4: the bootstrap expectation falls short of the certainty it is.
    expect(maxAtK([0, 1, 0, 0], 4).estimate).toBe(1);
    expectWithin(maxAtK([0, 1, 0, 0], 4, { replacement: true }).estimate, 0.68359375, { rel: 1e-15 });
  });

  it("is pass@k for rewards 0 and 1, to 12 digits at n = 1e5", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 50 }), fc.nat(), (flags, a) => {
        const k = 1 + (a % flags.length);
        const counts = { n: flags.length, c: flags.filter(Boolean).length };
        expectWithin(maxAtK(flags.map(Number), k).estimate, passAtK(counts, k).estimate, { rel: 1e-14 });
        expectWithin(maxAtK(flags.map(Number), k, { replacement: true }).estimate, passAtK(counts, k, { estimator: "plug-in" }).estimate, { rel: 1e-13 });
      }),
      { seed: 1 },
    );
    const rewards = new Float64Array(100_000);
    rewards[17] = 1;
    rewards[18] = 1;
    for (const k of [1, 3, 1000]) expectWithin(maxAtK(rewards, k).estimate, passAtK({ n: 100_000, c: 2 }, k).estimate, { rel: 1e-12 });
  });

  it("returns equal rewards as they are, the mean at k = 1 and the maximum at k = n", () => {
    expect(maxAtK([0.1, 0.1, 0.1], 2).estimate).toBe(0.1);
    expectWithin(maxAtK([3, -1, 7], 1).estimate, 3, { rel: 1e-15 });
    expect(maxAtK([3, -1, 7], 3).estimate).toBe(7);
  });

  it("averages ragged problems and gives a t interval in the unit of the rewards", () => {
    const result = maxAtK([[10, 20], [30, 10, 20]], 2);
    expectWithin(result.estimate, (20 + 80 / 3) / 2, { rel: 1e-15 });
    expect(result.method).toBe("max@2, without replacement");
    expect(result.confidenceInterval.low).toBeLessThan(0);
    expect(result.problems).toBe(2);
  });

  it("refuses or skips problems with fewer than k samples, except with replacement", () => {
    expect(() => maxAtK([[1, 2], [1]], 2)).toThrow(/Cannot compute max@k: every problem used must have at least k = 2 samples, got n = 1 at problem 1/);
    expect(maxAtK([[1, 2], [1]], 2, { tooFew: "skip" }).leftOut).toEqual(Int32Array.of(1));
    expect(maxAtK([[1, 2], [1]], 2, { replacement: true }).values).toEqual(Float64Array.of(1.75, 1));
  });

  it("names the problem and the sample of a reward that is no number", () => {
    expect(() => maxAtK([[1, 2], [3, NaN]], 1)).toThrow("Cannot compute max@k: rewards must be finite, got NaN at problem 1, sample 1");
    expect(() => maxAtK([[1, "2" as unknown as number]], 1)).toThrow(TypeError);
    expect(() => maxAtK([[]], 1)).toThrow("rewards of problem 0 must hold at least 1 value, got 0");
    expect(() => maxAtK([], 1)).toThrow(RangeError);
    expect(() => maxAtK([1, 2], 1, { replacement: 1 as unknown as boolean })).toThrow("replacement must be true or false, got 1");
    expect(() => maxAtK([1, 2], 1, { minimum: true } as object)).toThrow("unknown option `minimum`");
  });

  it("leaves its input alone", () => {
    const rewards = Object.freeze([Object.freeze([3, 1, 2])]);
    expect(maxAtK(rewards, 2).problems).toBe(1);
    expect(rewards).toEqual([[3, 1, 2]]);
  });
});
