import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestOfN, majorityVote, type Weighting, weightedVote } from "../../src/vote/index.ts";
import oracle from "../fixtures/numpy/choose.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const weightings: Weighting[] = ["sum", "mean", "softmax", "borda"];

describe("weightedVote()", () => {
  it.each(weightings)("%s: scores are those of exact fractions", (weighting) => {
    const cases = oracle.votes.filter((row) => row.weighting === weighting);
    expect(cases.length).toBeGreaterThan(10);
    for (const { answers, weights, distinct, scores } of cases) {
      const result = weightedVote(answers, weights, { weighting });
      expect(result.answers).toEqual(distinct);
      // Sums of at most 40 terms of one size.
      scores.forEach((score, code) => expectWithin(result.scores[code], score, { rel: 1e-14, abs: 1e-16 }));
      const sorted = scores.toSorted((a, b) => b - a);
      if (distinct.length === 0) expect(result).toMatchObject({ answer: null, score: NaN, margin: NaN, abstained: true });
      else {
        expectWithin(result.score, sorted[0], { rel: 1e-14 });
        expect(result.tied).toBe(sorted.length > 1 && sorted[0] - sorted[1] < 1e-12);
      }
      if (distinct.length > 1) expectWithin(result.margin, sorted[0] - sorted[1], { abs: 1e-13 });
    }
  });

  const ballots = fc.array(fc.record({ answer: fc.constantFrom("a", "b", "c", null), weight: fc.integer({ min: 0, max: 6 }) }), { minLength: 1, maxLength: 10 });

  it("is the majority vote when all weights are 1", () => {
    fc.assert(
      fc.property(ballots, (list) => {
        const answers = list.map(({ answer }) => answer);
        const { votes, share: _share, method: _method, ...plain } = majorityVote(answers);
        const { score, scores, method, ...weighted } = weightedVote(answers, answers.map(() => 1));
        expect(method).toBe("Weighted vote, sum, first of ties");
        if (plain.answers.length > 0) {
          expect(weighted).toEqual(plain);
          expect(score).toBe(votes);
        }
        expect(Array.from(scores)).toEqual(Array.from(plain.counts));
      }),
      { seed: 2 },
    );
  });

  it("goes to the majority as temperature rises or power falls, to the best sample the other way", () => {
    fc.assert(
      fc.property(ballots, (list) => {
        const answers = list.map(({ answer }) => answer);
        const weights = list.map(({ weight }) => weight);
        const majority = majorityVote(answers);
        const best = bestOfN(weights.map((weight, i) => (answers[i] === null ? NaN : weight)), { missing: "skip" });
        const lean = [{ weighting: "softmax", temperature: 1e6 } as const, { weighting: "borda", power: 1e-6 } as const];
        const sharp = [{ weighting: "softmax", temperature: 1e-3 } as const, { weighting: "borda", power: 900 } as const];
        if (!majority.tied) for (const options of lean) expect(weightedVote(answers, weights, options).answer).toBe(majority.answer);
        if (!best.tied) for (const options of sharp) expect(weightedVote(answers, weights, options).answer).toBe(best.index === -1 ? null : answers[best.index]);
      }),
      { seed: 3 },
    );
  });

  it("softmax and mean do not mind a constant added to all weights, Borda no increasing map", () => {
    const answers = ["a", "b", "a", "c", "b", "b"];
    const weights = [-120.5, -130.25, -119.5, -118, -131, -122];
    for (const weighting of ["softmax", "mean", "borda"] as const) {
      const shifted = weightedVote(answers, weights.map((weight) => weight + 1024), { weighting });
      expect(shifted.answer).toBe(weightedVote(answers, weights, { weighting }).answer);
    }
    expect(weightedVote(answers, weights.map((weight) => Math.exp(weight / 100)), { weighting: "borda" }).scores).toEqual(weightedVote(answers, weights, { weighting: "borda" }).scores);
    const huge = weightedVote(answers, weights.map((weight) => 1e6 * weight), { weighting: "softmax" });
    expect(huge.scores).toEqual(Float64Array.of(0, 0, 1));
    expect(weightedVote(answers, weights, { weighting: "softmax", temperature: 1e-320 }).scores).toEqual(Float64Array.of(0, 0, 1));
    expect(weightedVote(["a", "a", "b"], [1.5e308, 1.5e308, 1])).toMatchObject({ answer: "a", score: Infinity });
  });

  it("calls sums tied that differ by rounding only", () => {
    expect(0.1 + 0.2 === 0.3).toBe(false);
    const result = weightedVote(["b", "a", "a"], [0.3, 0.1, 0.2]);
    expect(result).toMatchObject({ answer: "b", tied: true, margin: 0 });
    expect(weightedVote(["b", "a", "a"], [0.3, 0.1, 0.2], { ties: "abstain" })).toMatchObject({ answer: null, abstained: true });
    expect(weightedVote(["b", "a"], [1, 1 + 1e-9]).tied).toBe(false);
  });

  it("does not read the weight of a sample without an answer", () => {
    expect(weightedVote([null, "a"], [NaN, 2])).toMatchObject({ answer: "a", score: 2, margin: 2, abstentions: 1 });
    expect(weightedVote(["a", "a"], [2, 4], { weighting: "mean" })).toMatchObject({ score: 3, margin: NaN });
  });

  it("names what is wrong", () => {
    expect(() => weightedVote(["a", "b"], [1])).toThrow("Cannot take a weighted vote: answers and weights must have one length, got 2 and 1");
    expect(() => weightedVote(["a", "b"], [1, NaN])).toThrow("weights must be finite, got NaN at index 1");
    expect(() => weightedVote(["a", "b"], [1, -2])).toThrow('weights to be summed must be ≥ 0 ("mean", "softmax" and "borda" take any), got -2 at index 1');
    expect(() => weightedVote(["a"], ["1"] as never)).toThrow(TypeError);
    expect(() => weightedVote(["a"], [1], { weighting: "median" as never })).toThrow("weighting must be");
    expect(() => weightedVote(["a"], [1], { temperature: 0 })).toThrow("temperature must lie strictly between 0 and Infinity, got 0");
    expect(() => weightedVote(["a"], [1], { power: -1 })).toThrow("power must lie strictly between 0 and Infinity, got -1");
    expect(() => weightedVote(["a"], [1], { ties: "random" })).toThrow("random ties need `rng`");
  });
});
