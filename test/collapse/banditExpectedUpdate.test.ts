import { type BanditAlgorithm, expectedBanditUpdate, simulateBandit } from "@divlab/core/collapse";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mixedGroups, drawGoodCount, updateMixedGroups } from "../../src/collapse/bandit/mixedGroups.ts";
import oracle from "../fixtures/bandit/bandit.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** E[Δθ] over every sequence of `draws` arms, straight from Appendix C.2. */
function enumerated(p: readonly number[], p0: readonly number[], algorithm: BanditAlgorithm, draws: number, eta: number, beta: number): { update: number[]; moves: number } {
  const arms = p.length;
  const update = p.map(() => 0);
  let moves = 0;
  const kl = p.reduce((total, x, i) => total + x * Math.log(x / p0[i]), 0);
  const penalty = p.map((x, i) => eta * beta * x * (Math.log(x / p0[i]) - kl));
  for (let code = 0; code < arms ** draws; code++) {
    const group = Array.from({ length: draws }, (_, g) => Math.floor(code / arms ** g) % arms);
    const chance = group.reduce((product, arm) => product * p[arm], 1);
    const rewards = group.map((arm): number => (arm < arms - 1 ? 1 : 0));
    const mu = rewards.reduce((a, b) => a + b, 0) / draws;
    const sigma = Math.sqrt(rewards.reduce((total, r) => total + (r - mu) ** 2, 0) / draws);
    if (algorithm === "grpo" && sigma === 0) continue;
    if (beta > 0 || algorithm === "grpo" || rewards[0] === 1) moves += chance;
    for (let i = 0; i < arms; i++) {
      let change = -penalty[i];
      group.forEach((arm, g) => {
        const advantage = algorithm === "grpo" ? (rewards[g] - mu) / sigma : rewards[g];
        change += (eta / draws) * advantage * ((arm === i ? 1 : 0) - p[i]);
      });
      update[i] += chance * change;
    }
  }
  return { update, moves };
}

describe("expectedBanditUpdate() is the mean over every group of arms", () => {
  const cases: { p: number[]; p0: number[]; draws: number }[] = [
    { p: [0.6, 0.4], p0: [0.5, 0.5], draws: 5 },
    { p: [0.5, 0.3, 0.2], p0: [0.2, 0.2, 0.6], draws: 4 },
    { p: [0.02, 0.03, 0.95], p0: [0.3, 0.3, 0.4], draws: 6 },
    { p: [0.4, 0.3, 0.2, 0.1], p0: [0.1, 0.4, 0.4, 0.1], draws: 3 },
  ];
  for (const beta of [0, 0.7]) {
    it.each(cases)(`$p, $draws draws, penalty ${beta}`, ({ p, p0, draws }) => {
      for (const [algorithm, size] of [["grpo", { groupSize: draws }], ["reinforce", {}]] as const) {
        const expected = enumerated(p, p0, algorithm, algorithm === "grpo" ? draws : 1, 0.3, beta);
        const result = expectedBanditUpdate(p, { algorithm, ...size, learningRate: 0.3, beta, initial: p0 });
        // Sums of at most 729 products: rounding below 1e-15 of updates of about 0.1.
        expected.update.forEach((value, i) => expectWithin(result.update[i], value, { abs: 2e-15 }));
        expectWithin(result.updateProbability, expected.moves, { rel: 1e-14 });
      }
    });
  }
});

describe("expectedBanditUpdate() agrees with mpmath", () => {
  it.each(oracle.updates.map((design, i) => ({ i, ...design })))("design $i: $algorithm, G = $groupSize, penalty $beta", (design) => {
    const algorithm = design.algorithm as BanditAlgorithm;
    const size = algorithm === "grpo" ? { groupSize: design.groupSize } : {};
    const { update } = expectedBanditUpdate(design.policy, { algorithm, ...size, learningRate: 0.1, beta: design.beta, initial: design.initial });
    // Without penalty nothing cancels, but (1 − b)^G loses a digit per factor of ten in G. The penalty's terms are rounded by 1e-17 of 0.03.
    design.update.forEach((value, i) => expectWithin(update[i], value, { rel: 1e-12, abs: design.beta > 0 ? 1e-16 : 0 }));
  });
});

describe("expectedBanditUpdate()", () => {
  const policies = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 2, maxLength: 6 }).map((w) => w.map((x) => x / w.reduce((a, b) => a + b, 0)));

  it("sums to 0, pushes the bad arm down and every good arm up in proportion to its probability", () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 40 }), (p, groupSize) => {
        const settings = groupSize === 1 ? {} : ({ algorithm: "grpo", groupSize } as const);
        const { update } = expectedBanditUpdate(p, settings);
        expectWithin(update.reduce((a, b) => a + b, 0), 0, { abs: 1e-16 });
        for (let i = 1; i < p.length - 1; i++) expectWithin(update[i] * p[0], update[0] * p[i], { rel: 1e-13 });
        expect(update[0]).toBeGreaterThan(0);
        expect(update[p.length - 1]).toBeLessThan(0);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("keeps its digits where one kind of arm has all but vanished", () => {
    for (const algorithm of ["reinforce", "grpo"] as const) {
      for (const policy of [[1e-300, 3e-300, 1], [0.25, 0.75, 1e-300]]) {
        const { update } = expectedBanditUpdate(policy, { algorithm });
        expectWithin(update[1] / update[0], 3, { rel: 1e-12 });
        expectWithin(update[0] + update[1], -update[2], { rel: 1e-12 });
        expect(update[0]).toBeGreaterThan(0);
      }
    }
  });

  it("for pairs without penalty is REINFORCE's: GRPO with G = 2 differs in its noise only", () => {
    fc.assert(
      fc.property(policies, (p) => {
        const pairs = expectedBanditUpdate(p, { algorithm: "grpo", groupSize: 2 }).update;
        expectedBanditUpdate(p).update.forEach((value, i) => expectWithin(pairs[i], value, { rel: 1e-13 }));
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  it("for REINFORCE is η times the gradient of E r − β KL(p‖p₀)", () => {
    const theta = [0.3, -0.2, 0.9, 0.1];
    const p0 = [0.4, 0.3, 0.2, 0.1];
    const softmax = (t: readonly number[]): number[] => {
      const total = t.reduce((sum, x) => sum + Math.exp(x), 0);
      return t.map((x) => Math.exp(x) / total);
    };
    const objective = (t: readonly number[]): number => softmax(t).reduce((sum, p, i) => sum + (i < 3 ? p : 0) - 0.6 * p * Math.log(p / p0[i]), 0);
    const { update } = expectedBanditUpdate(softmax(theta), { learningRate: 0.2, beta: 0.6, initial: p0 });
    theta.forEach((_, i) => {
      const moved = (h: number): number => objective(theta.map((x, j) => (i === j ? x + h : x)));
      // Central differences at h = 1e-5: h² and ε/h both about 1e-10.
      expectWithin(update[i], (0.2 * (moved(1e-5) - moved(-1e-5))) / 2e-5, { abs: 1e-10 });
    });
  });

  it.each([
    { algorithm: "reinforce", beta: 0 },
    { algorithm: "reinforce", beta: 0.8 },
    { algorithm: "grpo", beta: 0 },
    { algorithm: "grpo", beta: 0.8 },
  ] as const)("is the mean of sampled steps: $algorithm, penalty $beta", ({ algorithm, beta }) => {
    // The second of two steps, so that the policy has left its start and the penalty bites.
    const initial = [0.35, 0.25, 0.4];
    const settings = { algorithm, beta, learningRate: 0.4, ...(algorithm === "grpo" ? { groupSize: 4 } : {}) };
    const runs = 10_000;
    const { data } = simulateBandit({ ...settings, goodArms: 2, initial, steps: 2, runs, recordAt: [1, 2], ks: [1], rng: 7 }).probabilities;
    const gaps = [0, 1].map(() => ({ sum: 0, squares: 0 }));
    for (let run = 0; run < runs; run++) {
      const [before, after] = [0, 1].map((t) => Array.from(data.subarray((2 * run + t) * 3, (2 * run + t + 1) * 3)));
      const { update } = expectedBanditUpdate(before, { ...settings, initial });
      gaps.forEach((gap, i) => {
        // Differences of ln p are differences of θ.
        const seen = Math.log(after[i] / after[2]) - Math.log(before[i] / before[2]) - (update[i] - update[2]);
        gap.sum += seen;
        gap.squares += seen * seen;
      });
    }
    // Martingale differences: four standard errors of their mean, at a fixed seed.
    for (const { sum, squares } of gaps) expectWithin(sum / runs, 0, { abs: (4 * Math.sqrt(squares)) / runs });
  });

  it("refuses what is no policy", () => {
    expect(() => expectedBanditUpdate([0.5, 0.4])).toThrow(new RangeError("Cannot compute the expected bandit update: policy must sum to 1, got 0.9"));
    expect(() => expectedBanditUpdate([1, 0])).toThrow("policy must be above 0 (a softmax never is 0), got 0 at index 1");
    expect(() => expectedBanditUpdate([1])).toThrow("policy must hold at least 2 values, got 1");
    expect(() => expectedBanditUpdate([0.5, 0.5], { initial: [0.2, 0.3, 0.5] })).toThrow(RangeError);
    expect(() => expectedBanditUpdate([0.5, 0.5], { groupSize: 4 })).toThrow('groupSize is for GRPO only, got 4 with algorithm "reinforce"');
    expect(() => expectedBanditUpdate([0.5, 0.5], { algorithm: "grpo", groupSize: 1 })).toThrow("groupSize must be an integer between 2 and 1000, got 1");
    expect(() => expectedBanditUpdate([0.5, 0.5], { algorithm: "ppo" as never })).toThrow(RangeError);
    expect(() => expectedBanditUpdate([0.5, 0.5], { learningRate: 0 })).toThrow("learningRate must be above 0, got 0");
    expect(() => expectedBanditUpdate([0.5, 0.5], { beta: -1 })).toThrow("beta must be at least 0, got -1");
    expect(() => expectedBanditUpdate([0.5, 0.5], { eta: 1 } as never)).toThrow("unknown option `eta`");
  });
});

describe("the law of mixed groups", () => {
  it.each([
    { size: 2, bad: 0.3 },
    { size: 5, bad: 1e-9 },
    { size: 5, bad: 0.999 },
    { size: 12, bad: 0.5 },
  ])("G = $size, b = $bad: every count takes its share of the uniform numbers", ({ size, bad }) => {
    const groups = mixedGroups(size);
    updateMixedGroups(groups, 3 * (1 - bad), 3 * bad);
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);
    const law = Array.from({ length: size + 1 }, (_, s) => choose(size, s) * (1 - bad) ** s * bad ** (size - s));
    const mixed = law.slice(1, -1).reduce((a, b) => a + b, 0);
    expectWithin(groups.probability, mixed, { rel: 1e-13 });
    const grid = 100_000;
    const counts = new Float64Array(size + 1);
    for (let i = 0; i < grid; i++) counts[drawGoodCount(groups, (i + 0.5) / grid)]++;
    expect([counts[0], counts[size]]).toEqual([0, 0]);
    // An interval of the unit line holds its share of the grid up to one point at each end.
    for (let s = 1; s < size; s++) expectWithin(counts[s] / grid, law[s] / mixed, { abs: 2 / grid });
  });

  it("keeps to its ends for uniform numbers at the ends", () => {
    const groups = mixedGroups(1000);
    for (const bad of [1e-300, 0.5, 1 - 2 ** -53]) {
      updateMixedGroups(groups, 1 - bad, bad);
      for (const uniform of [0, 1 - 2 ** -53]) {
        const good = drawGoodCount(groups, uniform);
        expect(good >= 1 && good <= 999).toBe(true);
      }
    }
  });
});
