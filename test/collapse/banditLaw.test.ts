import { type BanditOptions, simulateBandit } from "@divlab/core/collapse";
import { describe, expect, it } from "vitest";
import { chiSquaredUpperTail, exp } from "../../src/numeric/special/index.ts";
import { createRng, type Rng } from "../../src/random/index.ts";
import { advanceWalk, startWalk } from "../../src/collapse/bandit/banditWalk.ts";
import { refreshWeights, softmaxPolicy } from "../../src/collapse/bandit/softmaxPolicy.ts";
import { expectWithin } from "../within.ts";

type Settings = Required<Pick<BanditOptions, "learningRate" | "beta" | "groupSize">>;

function softmax(theta: readonly number[]): number[] {
  const total = theta.reduce((sum, x) => sum + Math.exp(x), 0);
  return theta.map((x) => Math.exp(x) / total);
}

function penalty(p: readonly number[], p0: readonly number[]): number[] {
  const kl = p.reduce((sum, x, i) => sum + x * Math.log(x / p0[i]), 0);
  return p.map((x, i) => x * (Math.log(x / p0[i]) - kl));
}

/** One GRPO step with this group, straight from Appendix C.2, penalty skipped with the rest. */
function grpoStep(theta: readonly number[], p0: readonly number[], group: readonly number[], { learningRate, beta }: Settings): number[] {
  const p = softmax(theta);
  const rewards = group.map((arm): number => (arm < p.length - 1 ? 1 : 0));
  const mu = rewards.reduce((a, b) => a + b, 0) / group.length;
  const sigma = Math.sqrt(rewards.reduce((sum, r) => sum + (r - mu) ** 2, 0) / group.length);
  if (sigma === 0) return [...theta];
  const held = penalty(p, p0);
  return theta.map((x, i) => {
    const reward = group.reduce((sum, arm, g) => sum + ((rewards[g] - mu) / sigma) * ((arm === i ? 1 : 0) - p[i]), 0);
    return x + (learningRate / group.length) * reward - learningRate * beta * held[i];
  });
}

function drawArm(p: readonly number[], rng: Rng): number {
  const target = rng.float();
  let arm = 0;
  for (let sum = p[0]; sum <= target && arm < p.length - 1; sum += p[arm]) arm++;
  return arm;
}

/** P(chi-square at least as large) of counts against the probabilities of their cells. */
function fit(counts: readonly number[], probabilities: readonly number[]): number {
  const n = counts.reduce((a, b) => a + b, 0);
  const statistic = counts.reduce((sum, count, i) => sum + (count - n * probabilities[i]) ** 2 / (n * probabilities[i]), 0);
  return chiSquaredUpperTail(statistic, counts.length - 1);
}

describe("GRPO with skipped groups drawn at once has the law of drawing every group", () => {
  const initial = [0.5, 0.3, 0.2];

  it.each([
    { groupSize: 2, steps: 3, beta: 0.5 },
    { groupSize: 3, steps: 2, beta: 0 },
  ])("every outcome of $steps groups of $groupSize has its probability", ({ groupSize, steps, beta }) => {
    const settings = { groupSize, beta, learningRate: 0.7 };
    const groups = Array.from({ length: 3 ** groupSize }, (_, code) => Array.from({ length: groupSize }, (_, g) => Math.floor(code / 3 ** g) % 3));
    // Policies after the last step, and their probabilities; those reached in several ways have the same digits up to rounding.
    const law = new Map<string, number>();
    const keyOf = (p: readonly number[]): string => p.map((x) => x.toFixed(9)).join(" ");
    const visit = (theta: readonly number[], chance: number, left: number): void => {
      const p = softmax(theta);
      if (left === 0) law.set(keyOf(p), (law.get(keyOf(p)) ?? 0) + chance);
      else for (const group of groups) visit(grpoStep(theta, initial, group, settings), group.reduce((product, arm) => product * p[arm], chance), left - 1);
    };
    visit(initial.map(Math.log), 1, steps);
    const runs = 20_000;
    const { data } = simulateBandit({ ...settings, goodArms: 2, initial, algorithm: "grpo", steps, runs, recordAt: [steps], rng: 3 }).probabilities;
    const seen = new Map<string, number>();
    for (let run = 0; run < runs; run++) {
      const key = keyOf(Array.from(data.subarray(3 * run, 3 * run + 3)));
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    for (const key of seen.keys()) expect(law.has(key)).toBe(true);
    // Rare outcomes share a cell, so that each cell expects at least twenty.
    const keys = [...law.keys()].filter((key) => (law.get(key) as number) * runs >= 20);
    expect(keys.length).toBeGreaterThan(8);
    const counts = keys.map((key) => seen.get(key) ?? 0);
    const chances = keys.map((key) => law.get(key) as number);
    const rest = 1 - chances.reduce((a, b) => a + b, 0);
    const pValue = rest * runs > 5 ? fit([...counts, runs - counts.reduce((a, b) => a + b, 0)], [...chances, rest]) : fit(counts, chances.map((c) => c / (1 - rest)));
    expect(pValue).toBeGreaterThan(0.001);
  });

  it("agrees with a plain simulation after fifty steps", () => {
    const settings = { groupSize: 6, beta: 0.2, learningRate: 0.4 };
    const runs = 3000;
    const { probabilities } = simulateBandit({ ...settings, goodArms: 2, initial, algorithm: "grpo", steps: 50, runs, recordAt: [50], rng: 11 });
    const plain = Array.from({ length: runs }, (_, run) => {
      const rng = createRng(`plain/${run}`);
      let theta = initial.map(Math.log);
      for (let step = 0; step < 50; step++) {
        const p = softmax(theta);
        theta = grpoStep(theta, initial, Array.from({ length: 6 }, () => drawArm(p, rng)), settings);
      }
      return softmax(theta);
    });
    for (const arm of [0, 2]) {
      const ours = Float64Array.from({ length: runs }, (_, run) => probabilities.data[3 * run + arm]).sort();
      const theirs = Float64Array.from(plain, (p) => p[arm]).sort();
      let distance = 0;
      for (let i = 0, j = 0; i < runs && j < runs; ) {
        if (ours[i] <= theirs[j]) i++;
        else j++;
        distance = Math.max(distance, Math.abs(i - j) / runs);
      }
      // Kolmogorov–Smirnov, two samples: 1.95·√(2/n) is exceeded once in a thousand.
      expect(distance).toBeLessThan(1.95 * Math.sqrt(2 / runs));
    }
  });

  it("waits geometrically for a mixed group", () => {
    const bad = 0.001;
    const mixed = 1 - (1 - bad) ** 8 - bad ** 8;
    const runs = 8000;
    const ends = [20, 50, 100, 200, 400];
    const { updates } = simulateBandit({ goodArms: 1, initial: [1 - bad, bad], algorithm: "grpo", steps: 400, runs, recordAt: ends, rng: 5 });
    const counts = new Array<number>(ends.length + 1).fill(0);
    for (let run = 0; run < runs; run++) {
      const first = ends.findIndex((_, t) => updates.data[run * ends.length + t] > 0);
      counts[first < 0 ? ends.length : first]++;
    }
    const survival = [0, ...ends, Infinity].map((t) => (1 - mixed) ** t);
    expect(fit(counts, counts.map((_, i) => survival[i] - survival[i + 1]))).toBeGreaterThan(0.001);
  });
});

describe("REINFORCE", () => {
  it.each([
    { beta: 0, learningRate: 0.3 },
    { beta: 0.4, learningRate: 0.3 },
    { beta: 0.01, learningRate: 5 },
  ])("follows the plain formula draw by draw, η = $learningRate, β = $beta", ({ beta, learningRate }) => {
    const initial = [0.3, 0.2, 0.1, 0.4];
    const steps = 400;
    const { probabilities } = simulateBandit({ goodArms: 3, initial, beta, learningRate, steps, recordAt: [1, 10, 100, steps], rng: "seed" });
    const rng = createRng("seed/bandit/0");
    let theta = initial.map(Math.log);
    for (let step = 1, t = 0; step <= steps; step++) {
      const p = softmax(theta);
      const arm = drawArm(p, rng);
      const held = penalty(p, initial);
      theta = theta.map((x, i) => x + (arm < 3 ? learningRate * ((arm === i ? 1 : 0) - p[i]) : 0) - learningRate * beta * held[i]);
      if (![1, 10, 100, steps].includes(step)) continue;
      // Rounding of 1e-16 per step, amplified by the pull away from equality.
      softmax(theta).forEach((x, i) => expectWithin(probabilities.data[4 * t + i], x, { rel: 1e-10 }));
      t++;
    }
  });
});

describe("a run", () => {
  it.each([
    { algorithm: "reinforce", groupSize: 1 },
    { algorithm: "grpo", groupSize: 8 },
  ] as const)("of $algorithm has the same bits in any slices", ({ algorithm, groupSize }) => {
    const settings = { algorithm, groupSize, learningRate: 0.2, beta: 0.1 };
    const ends = [Infinity, 1, 7].map((most) => {
      const walk = startWalk(Float64Array.of(0.3, 0.3, 0.2, 0.2), settings, 0.01, createRng("slices"));
      // The last one also stops at steps on the way, as where it is recorded.
      for (const until of most === 7 ? [10, 11, 500, 2000] : [2000]) while (walk.step < until) advanceWalk(walk, until, most);
      return { theta: [...walk.policy.theta], step: walk.step, nextMixed: walk.nextMixed, updates: walk.updates };
    });
    expect(ends[0].updates).toBeGreaterThan(50);
    expect(ends[1]).toEqual(ends[0]);
    expect(ends[2]).toEqual(ends[0]);
  });
});

describe("weights kept up to date", () => {
  it.each([0.001, 0.05, 3, 400])("are exp(θ − shift) after 20,000 moves of size %d", (size) => {
    const policy = softmaxPolicy(Float64Array.of(0.2, 0.5, 0.299, 0.001));
    const rng = createRng("weights");
    for (let step = 0; step < 20_000; step++) {
      for (let i = 0; i < 4; i++) policy.theta[i] += size * (rng.float() - 0.5);
      refreshWeights(policy);
      if (step % 100 > 0) continue;
      const exact = policy.theta.map((x) => exp(x - policy.shift));
      // The rounding of θ − shift and of θ − anchor: an ulp of θ each, times e^x's derivative.
      const abs = 4e-16 * Math.max(...policy.theta.map(Math.abs), 1);
      exact.forEach((w, i) => expectWithin(policy.weight[i], w, { rel: abs }));
      expectWithin(policy.total, exact.reduce((a, b) => a + b), { rel: abs });
      expect(policy.largestGood).toBe(Math.max(...policy.weight.subarray(0, 3)));
    }
  });
});
