import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestAtK, type ScoredSamples } from "../../src/passk/bestAtK.ts";
import type { Ties } from "../../src/passk/estimateAtK.ts";
import { passAtK } from "../../src/passk/passAtK.ts";
import oracle from "../fixtures/exact/selection.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const one = (rewards: number[], correct: (number | boolean)[]): ScoredSamples => ({ rewards: [rewards], correct: [correct] });

describe("bestAtK()", () => {
  it.each(["uniform", "optimistic", "pessimistic"] satisfies Ties[])("with %s ties gives the exact mean over all subsets or sequences", (ties) => {
    for (const row of oracle.cases) {
      const { k, replacement } = row;
      expectWithin(bestAtK(one(row.rewards, row.correct), k, { ties, replacement }).estimate, row[ties], { rel: 1e-14, abs: 1e-16 });
    }
  });

  it("shows a reward model that prefers a wrong answer for what it is", () => {
    const samples = one([0.9, 0.8, 0.8, 0.3, 0.1], [0, 1, 0, 1, 1]);
    [3 / 5, 7 / 20, 1 / 5, 1 / 10, 0].forEach((value, i) => expectWithin(bestAtK(samples, i + 1).estimate, value, { rel: 1e-15 }));
  });

  it("is pass@k for a perfect verifier and pass@1 for a blind one", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), fc.nat(), (flags, a) => {
        const k = 1 + (a % flags.length);
        const counts = { n: flags.length, c: flags.filter(Boolean).length };
        expectWithin(bestAtK(one(flags.map(Number), flags), k).estimate, passAtK(counts, k).estimate, { rel: 1e-13 });
        expectWithin(bestAtK(one(flags.map(() => 7), flags), k).estimate, passAtK(counts, 1).estimate, { rel: 1e-13 });
        expectWithin(bestAtK(one(flags.map(() => 7), flags), k, { ties: "optimistic" }).estimate, passAtK(counts, k).estimate, { rel: 1e-13 });
      }),
      { seed: 1 },
    );
  });

  it("never exceeds 1 by rounding", () => {
    for (let n = 1; n <= 60; n++) {
      const all = one(Array.from({ length: n }, (_, i) => i), new Array<number>(n).fill(1));
      for (let k = 1; k <= n; k++) expect(bestAtK(all, k).estimate).toBeLessThanOrEqual(1);
      expectWithin(bestAtK(all, Math.ceil(n / 3)).estimate, 1, { rel: 1e-14 });
    }
  });

  it("averages ragged problems, and refuses or skips those with fewer than k samples", () => {
    const samples = { rewards: [[1, 2, 3], [5]], correct: [[false, false, true], [true]], problem: ["p", "q"] };
    expect(bestAtK(samples, 1).values).toEqual(Float64Array.of(1 / 3, 1));
    expect(() => bestAtK(samples, 3)).toThrow(/Cannot compute best@k: every problem used must have at least k = 3 samples, got n = 1 at problem "q" \(index 1\)/);
    const result = bestAtK(samples, 3, { tooFew: "skip" });
    expect(result.estimate).toBe(1);
    expect(result.leftOut).toEqual(Int32Array.of(1));
    expect(result.method).toBe("best@3, ties uniform, without replacement");
  });

  it("names the problem and the sample at fault", () => {
    expect(() => bestAtK({ rewards: [[1, NaN]], correct: [[0, 1]], problem: ["p"] }, 1)).toThrow(
      'Cannot compute best@k: rewards must be finite, got NaN at problem "p" (index 0), sample 1',
    );
    expect(() => bestAtK(one([1, 2], [0, -1]), 1)).toThrow("correct must lie between 0 and 1, got -1 at problem 0, sample 1");
    expect(() => bestAtK(one([1, 2], [0, "yes" as unknown as number]), 1)).toThrow(TypeError);
    expect(() => bestAtK(one([1, 2], [0]), 1)).toThrow("correct of problem 0 must have one entry per sample, got 1 for 2");
    expect(() => bestAtK({ rewards: [[1]], correct: [] }, 1)).toThrow("rewards and correct must have one length, got 1 and 0");
    expect(() => bestAtK(null as unknown as ScoredSamples, 1)).toThrow(TypeError);
    expect(() => bestAtK(one([1], [1]), 1, { ties: "first" as Ties })).toThrow('ties must be "uniform" or "optimistic" or "pessimistic", got "first"');
  });

  it("leaves its input alone", () => {
    const samples = Object.freeze({ rewards: [Object.freeze([1, 3, 2])], correct: [Object.freeze([0, 1, 0])] });
    expect(bestAtK(samples, 2).problems).toBe(1);
    expect(samples.rewards[0]).toEqual([1, 3, 2]);
  });
});
