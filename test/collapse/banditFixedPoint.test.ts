import { type BanditAlgorithm, banditFixedPoint, expectedBanditUpdate, simulateBandit } from "@divlab/core/collapse";
import { describe, expect, it } from "vitest";
import oracle from "../fixtures/bandit/bandit.json" with { type: "json" };
import { expectWithin } from "../within.ts";

const initial = [0.4, 0.2, 0.1, 0.3];

describe("banditFixedPoint() agrees with mpmath", () => {
  it.each(oracle.points.map((design, i) => ({ i, ...design })))("design $i: $algorithm, G = $groupSize, penalty $beta", (design) => {
    const algorithm = design.algorithm as BanditAlgorithm;
    const result = banditFixedPoint(design.initial, { beta: design.beta, algorithm, ...(algorithm === "grpo" ? { groupSize: design.groupSize } : {}) });
    // The root is found to 1e-14 of the gain, at most 20; probabilities follow to 1e-12.
    design.probabilities.forEach((value, i) => expectWithin(result.probabilities[i], value, { rel: 1e-12 }));
    expectWithin(result.barrier, design.barrier, { rel: 1e-11 });
    expect(result.exists).toBe(true);
  });
});

describe("Theorem C.8: with a penalty the good arms keep their initial ratios", () => {
  it.each([
    { algorithm: "reinforce", beta: 0.3, learningRate: 1, steps: 60_000 },
    { algorithm: "reinforce", beta: 1, learningRate: 0.5, steps: 5000 },
    { algorithm: "reinforce", beta: 5, learningRate: 0.1, steps: 5000 },
    { algorithm: "grpo", beta: 6, learningRate: 0.1, steps: 20_000 },
    { algorithm: "grpo", beta: 30, learningRate: 0.02, steps: 20_000 },
  ] as const)("the mean dynamics of $algorithm end at the fixed point, β = $beta", ({ algorithm, beta, learningRate, steps }) => {
    const result = simulateBandit({ goodArms: 3, initial, algorithm, beta, learningRate, updates: "expected", steps, recordAt: [20, steps] });
    const [early, last] = [0, 1].map((t) => result.probabilities.data.subarray(4 * t, 4 * t + 4));
    // On the way they are not kept: the likelier arm is pushed more.
    expect(Math.abs(early[0] / early[1] / 2 - 1)).toBeGreaterThan(1e-4);
    for (let i = 1; i < 3; i++) expectWithin(last[i] / last[0], initial[i] / initial[0], { rel: 1e-6 });
    const point = banditFixedPoint(initial, { beta, algorithm });
    for (let i = 0; i < 4; i++) expectWithin(last[i], point.probabilities[i], { rel: 1e-6 });
  });

  it.each([
    { algorithm: "reinforce", betas: [0.02, 0.1, 1, 40] },
    { algorithm: "grpo", betas: [5, 10, 100] },
  ] as const)("the expected update of $algorithm vanishes there", ({ algorithm, betas }) => {
    for (const beta of betas) {
      const { probabilities, badProbability } = banditFixedPoint(initial, { beta, algorithm });
      expect(badProbability).toBe(probabilities[3]);
      expect(badProbability).toBeLessThan(0.3);
      const { update } = expectedBanditUpdate(probabilities, { algorithm, beta, initial, learningRate: 1 });
      // Gradients of size β·b that cancel to rounding.
      for (const value of update) expectWithin(value, 0, { abs: 1e-14 * Math.max(1, beta) });
    }
  });

  it("for REINFORCE is p₀·e^(r/β), renormalised, and the best of E r − β KL", () => {
    const { probabilities, barrier, leastBeta } = banditFixedPoint(initial, { beta: 0.5 });
    const weights = initial.map((p, i) => p * Math.exp(i < 3 ? 2 : 0));
    const total = weights.reduce((a, b) => a + b);
    probabilities.forEach((p, i) => expectWithin(p, weights[i] / total, { rel: 1e-15 * 4 }));
    expect([barrier, leastBeta]).toEqual([0, 0]);
  });
});

describe("where the good arms have all but vanished at first", () => {
  it("the bad arm keeps its digits", () => {
    // mpmath: e^−1000/(2e-300).
    expectWithin(banditFixedPoint([1e-300, 1e-300, 1], { beta: 0.001 }).badProbability, 2.537979448774728e-135, { rel: 1e-12 });
  });
});

describe("GRPO's fixed points, groups skipped with their penalty", () => {
  it.each([2, 3, 8, 64, 1000])("G = %d: pull over gain has one lowest point, which is the least β", (groupSize) => {
    for (const start of [[0.5, 0.3, 0.2], [0.6, 0.399999, 0.000001], [0.0005, 0.0005, 0.999], [1e-11, 1e-11, 1 - 2e-11]]) {
      const { leastBeta } = banditFixedPoint(start, { beta: 1e-3, algorithm: "grpo", groupSize });
      // The expected change of the bad arm along the line of initial ratios, where β would just hold it.
      let least = Infinity;
      let turns = 0;
      let last = Infinity;
      let falling = true;
      for (let gain = 0.05; gain < 30; gain += 0.05) {
        const bad = start[2] * Math.exp(-gain);
        const p = [start[0], start[1], bad].map((x) => x / (start[0] + start[1] + bad));
        const free = expectedBanditUpdate(p, { algorithm: "grpo", groupSize, initial: start }).update[2];
        const held = expectedBanditUpdate(p, { algorithm: "grpo", groupSize, initial: start, beta: 1e9 }).update[2];
        const ratio = (-1e9 * free) / (held - free);
        if (ratio > last === falling) {
          falling = !falling;
          turns++;
        }
        last = ratio;
        least = Math.min(least, ratio);
      }
      expect(turns).toBe(1);
      // The grid misses the minimum by at most 0.025, where the ratio is flat to second order.
      expectWithin(leastBeta, least, { rel: 2e-3 });
      expect(leastBeta).toBeLessThanOrEqual(least * (1 + 1e-12));
    }
  });

  it("below the least β there is none, and the bad arm vanishes in spite of the penalty", () => {
    const { leastBeta } = banditFixedPoint(initial, { beta: 1, algorithm: "grpo" });
    const below = banditFixedPoint(initial, { beta: 0.999 * leastBeta, algorithm: "grpo" });
    expect(below.exists).toBe(false);
    expect([...below.probabilities, below.badProbability, below.barrier]).toEqual([NaN, NaN, NaN, NaN, NaN, NaN]);
    const above = banditFixedPoint(initial, { beta: 1.001 * leastBeta, algorithm: "grpo" });
    expect(above.exists).toBe(true);
    expect(above.barrier).toBeLessThan(above.badProbability);
    const at = banditFixedPoint(initial, { beta: leastBeta, algorithm: "grpo" });
    expect(at.exists).toBe(true);
    expectWithin(at.barrier, at.badProbability, { rel: 1e-3 });
    const settings = { goodArms: 3, initial, algorithm: "grpo", updates: "expected", learningRate: 0.5, steps: 20_000, recordAt: [20_000] } as const;
    expect(simulateBandit({ ...settings, beta: 0.9 * leastBeta }).badProbability.data[0]).toBeLessThan(0.01 * above.badProbability);
    expectWithin(simulateBandit({ ...settings, learningRate: 0.05, beta: 1.1 * leastBeta }).badProbability.data[0], banditFixedPoint(initial, { beta: 1.1 * leastBeta, algorithm: "grpo" }).badProbability, { rel: 1e-6 });
  });

  it("below the barrier the expected update drives the bad arm down, above it up again", () => {
    const beta = 10;
    const { badProbability, barrier } = banditFixedPoint(initial, { beta, algorithm: "grpo" });
    const change = (bad: number): number => {
      const p = [4, 2, 1].map((x) => (x / 7) * (1 - bad));
      return expectedBanditUpdate([...p, bad], { algorithm: "grpo", beta, initial }).update[3];
    };
    expect(Math.sign(change(0.99 * barrier))).toBe(-1);
    expect(Math.sign(change(1.01 * barrier))).toBe(1);
    expect(Math.sign(change(0.99 * badProbability))).toBe(1);
    expect(Math.sign(change(1.01 * badProbability))).toBe(-1);
  });
});

describe("banditFixedPoint() refuses", () => {
  it("bad options", () => {
    expect(() => banditFixedPoint(initial, { beta: 0 })).toThrow("Cannot find a bandit's fixed point: beta must lie strictly between 0 and Infinity, got 0");
    expect(() => banditFixedPoint([0.5, 0.6], { beta: 1 })).toThrow("initial must sum to 1");
    expect(() => banditFixedPoint(initial, { beta: 1, groupSize: 8 })).toThrow(RangeError);
    expect(() => banditFixedPoint(initial, { beta: 1, learningRate: 8 } as never)).toThrow(TypeError);
    expect(() => banditFixedPoint(initial, undefined as never)).toThrow(TypeError);
  });
});
