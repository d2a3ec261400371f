import { type BanditOptions, simulateBandit, simulateBanditAsync } from "@divlab/core/collapse";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { betaQuantile } from "../../src/numeric/special/index.ts";
import { expectWithin } from "../within.ts";

describe("Theorem C.1: without penalty one good arm is left", () => {
  it("REINFORCE: the share of collapsed runs rises to 1", () => {
    const result = simulateBandit({ goodArms: 5, learningRate: 0.3, steps: 30_000, runs: 40, rng: 1 });
    const share = result.collapsedShare;
    for (let t = 1; t < share.length; t++) expect(share[t]).toBeGreaterThanOrEqual(share[t - 1]);
    expect([share[0], share.at(-1)]).toEqual([0, 1]);
    // All arms win now and then: the runs do not agree on one.
    const winners = new Set(Array.from({ length: 40 }, (_, run) => winnerOf(result, run)));
    expect(winners).toEqual(new Set([0, 1, 2, 3, 4]));
    // Lemma C.3; about 1/(2·η·t) once one arm is left, 6e-5.
    expect(result.badProbability.data.filter((_, i) => i % share.length === share.length - 1).every((b) => b < 1e-3)).toBe(true);
  });

  it("GRPO: so too, after as many groups as only skipping can reach", () => {
    const result = simulateBandit({ goodArms: 2, algorithm: "grpo", learningRate: 0.2, steps: 1e15, runs: 40, recordAt: [1000, 1e15], rng: 1 });
    expect(result.collapsedShare[0]).toBeLessThan(0.5);
    expect(result.collapsedShare[1]).toBe(1);
    for (let run = 0; run < 40; run++) {
      // Lemma C.4, and its speed: about 1/(G·t) up to the size of a step.
      expect(result.badProbability.data[2 * run + 1]).toBeLessThan(1e-13);
      expect(result.updates.data[2 * run + 1]).toBeLessThan(10_000);
    }
    expect(new Set(Array.from({ length: 40 }, (_, run) => winnerOf(result, run)))).toEqual(new Set([0, 1]));
  });

  it("the arm ahead wins more often than one arm in K", () => {
    const runs = 60;
    const result = simulateBandit({ goodArms: 3, initial: [0.6, 0.15, 0.15, 0.1], learningRate: 0.3, steps: 10_000, runs, recordAt: [10_000], rng: 2 });
    const first = Array.from({ length: runs }, (_, run) => winnerOf(result, run)).filter((arm) => arm === 0).length;
    // The martingale of its share of the good arms, 2/3, nearly decides: four standard errors of 0.06 below it is 0.42.
    expect(first / runs).toBeGreaterThan(0.42);
  });

  it("Lemmas C.3 and C.4: the mean dynamics bring the bad arm down without end", () => {
    for (const algorithm of ["reinforce", "grpo"] as const) {
      const { badProbability, probabilities } = simulateBandit({ goodArms: 4, algorithm, updates: "expected", steps: 10_000 });
      const b = badProbability.data;
      for (let t = 1; t < b.length; t++) expect(b[t]).toBeLessThan(b[t - 1]);
      // From equal starts good arms stay equal in the mean: what destroys them is chance.
      for (let i = 1; i < 4; i++) expectWithin(probabilities.data[probabilities.data.length - 5 + i], probabilities.data[probabilities.data.length - 5], { rel: 1e-12 });
      // d ln(1/b)/dt = η·b·(1 + 1/K) for REINFORCE, √(G − 1)/G·G·b = √7·b in place of b for groups of 8.
      const speed = 0.1 * (1 + 1 / 4) * (algorithm === "grpo" ? Math.sqrt(7) : 1);
      expectWithin(b[b.length - 1], 1 / (speed * 10_000), { rel: 0.02 });
    }
  });
});

describe("a penalty keeps sampled REINFORCE near its fixed point", () => {
  it("with log ratios that vary by η/β", () => {
    const times = Array.from({ length: 2000 }, (_, i) => 2000 + 200 * i);
    const { probabilities } = simulateBandit({ goodArms: 2, initial: [0.4, 0.4, 0.2], beta: 0.5, learningRate: 0.02, steps: times.at(-1) as number, recordAt: times, rng: 3 });
    let squares = 0;
    for (let t = 0; t < times.length; t++) squares += Math.log(probabilities.data[3 * t] / probabilities.data[3 * t + 1]) ** 2;
    // Noise η²·2p a step against a pull of η·β·p: variance η/β to first order. About 2000 records some 0.5 relaxation times apart.
    expectWithin(squares / times.length, 0.02 / 0.5, { rel: 0.15 });
  });
});

describe("a penalty does not keep the good arms", () => {
  it("from REINFORCE's noise where η is many times β", () => {
    const { collapsedShare } = simulateBandit({ goodArms: 2, beta: 0.01, learningRate: 0.1, steps: 200_000, runs: 4, recordAt: [200_000], rng: 1 });
    expect(collapsedShare[0]).toBe(1);
  });

  it("from GRPO where β is below √(G − 1)/G, 0.331 for groups of 8: the push of one mixed group on the likelier arm", () => {
    const shareAt = (beta: number): number => simulateBandit({ goodArms: 2, algorithm: "grpo", beta, steps: 1e15, runs: 60, recordAt: [1e15], rng: 1 }).collapsedShare[0];
    expect(shareAt(0.1)).toBeGreaterThan(0.8);
    expect(shareAt(0.6)).toBe(0);
  });
});

describe("simulateBandit()", () => {
  const settings: BanditOptions = { goodArms: 4, algorithm: "grpo", beta: 0.1, steps: 3000, runs: 6, rng: 9 };

  it("gives run r the same bits however many runs there are and wherever it is recorded", () => {
    for (const options of [settings, { ...settings, algorithm: "reinforce" } as const]) {
      const all = simulateBandit(options);
      const few = simulateBandit({ ...options, runs: 2, recordAt: [100, 3000] });
      const at = [all.steps.indexOf(100), all.steps.indexOf(3000)];
      for (let run = 0; run < 2; run++) {
        for (let t = 0; t < 2; t++) {
          const row = run * all.steps.length + at[t];
          expect(few.probabilities.data.subarray((2 * run + t) * 5, (2 * run + t + 1) * 5)).toEqual(all.probabilities.data.subarray(5 * row, 5 * row + 5));
          expect(few.updates.data[2 * run + t]).toBe(all.updates.data[row]);
        }
      }
      expect(few.collapseStep).toEqual(all.collapseStep.subarray(0, 2));
      // A longer simulation goes on from where a shorter one ends.
      const longer = simulateBandit({ ...options, steps: 9000, recordAt: [3000] });
      const shorter = simulateBandit({ ...options, recordAt: [3000] });
      expect(longer.probabilities).toEqual(shorter.probabilities);
    }
  });

  it("gives the same bits in slices, with progress", async () => {
    for (const change of [{}, { algorithm: "reinforce" }, { updates: "expected", runs: 1 }] as const) {
      const options = { ...settings, ...change };
      const shares: number[] = [];
      const result = await simulateBanditAsync({ ...options, sliceMs: 0, onProgress: (share) => void shares.push(share) });
      expect(result).toEqual(simulateBandit(options));
      expect(structuredClone(result)).toEqual(result);
      expect(shares.length).toBeGreaterThan(10);
      for (let i = 0; i < shares.length; i++) expect(shares[i] >= (shares[i - 1] ?? 0) && shares[i] <= 1).toBe(true);
    }
  });

  it("stops when aborted", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const endless = simulateBanditAsync({ goodArms: 10, steps: 1e12, rng: 1, signal: controller.signal, onProgress: () => controller.abort(reason) });
    await expect(endless).rejects.toBe(reason);
    await expect(simulateBanditAsync({ goodArms: 10, steps: 1e12, rng: 1, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it("reports what the probabilities say", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.constantFrom("reinforce" as const, "grpo" as const), fc.double({ min: 0, max: 2, noNaN: true }), fc.integer(), (goodArms, algorithm, beta, seed) => {
        const result = simulateBandit({ goodArms, algorithm, beta, learningRate: 0.5, steps: 300, runs: 3, ks: [1, 3, 20], epsilon: 0.3, rng: seed });
        const [runs, times, arms] = result.probabilities.shape;
        expect([runs, times, arms]).toEqual([3, result.steps.length, goodArms + 1]);
        const pass = new Float64Array(3 * times);
        const coverage = new Float64Array(3 * times);
        for (let row = 0; row < runs * times; row++) {
          const p = Array.from(result.probabilities.data.subarray(row * arms, (row + 1) * arms));
          expectWithin(p.reduce((a, b) => a + b), 1, { abs: 1e-15 });
          const bad = p[goodArms];
          expect([result.badProbability.data[row], result.maxGoodProbability.data[row]]).toEqual([bad, Math.max(...p.slice(0, goodArms))]);
          // Digits of ln p ≥ 1e-16 of θ, about 10 here.
          expectWithin(result.entropy.data[row], p.reduce((sum, x) => sum - x * Math.log(x), 0), { abs: 1e-14 });
          [1, 3, 20].forEach((k, j) => {
            pass[(row % times) * 3 + j] += (1 - bad ** k) / runs;
            for (const x of p.slice(0, goodArms)) coverage[(row % times) * 3 + j] += (1 - (1 - x) ** k) / goodArms / runs;
          });
          expect(result.entropy.data[row]).toBeGreaterThanOrEqual(0);
          // Collapsed runs were so at some step up to the recorded one.
          const run = Math.floor(row / times);
          if (result.maxGoodProbability.data[row] > 0.7) expect(result.collapseStep[run]).toBeLessThanOrEqual(result.steps[row % times]);
        }
        pass.forEach((value, i) => expectWithin(result.passAtK.data[i], value, { abs: 1e-14 }));
        coverage.forEach((value, i) => expectWithin(result.coverageAtK.data[i], value, { abs: 1e-14 }));
        result.steps.forEach((step, t) => {
          expect(result.collapsedShare[t]).toBe(result.collapseStep.filter((at) => at <= step).length / 3);
          expect(result.collapsedInterval.low[t] <= result.collapsedShare[t] && result.collapsedShare[t] <= result.collapsedInterval.high[t]).toBe(true);
        });
      }),
      { seed: 4, numRuns: 40 },
    );
  });

  it("gives the collapsed share Jeffreys' interval, cut off at no and at all runs", () => {
    const { collapsedShare, collapsedInterval } = simulateBandit({ goodArms: 3, learningRate: 0.5, steps: 2000, runs: 30, level: 0.9, rng: 3 });
    expect(new Set(collapsedShare).size).toBeGreaterThan(5);
    collapsedShare.forEach((share, t) => {
      const count = Math.round(30 * share);
      const end = (p: number): number => betaQuantile(p, count + 0.5, 30 - count + 0.5);
      expectWithin(collapsedInterval.low[t], count === 0 ? 0 : end(0.05), { abs: 1e-12 });
      expectWithin(collapsedInterval.high[t], count === 30 ? 1 : end(0.95), { abs: 1e-12 });
    });
  });

  it("bears the largest steps there may be", () => {
    for (const algorithm of ["reinforce", "grpo"] as const) {
      for (const [learningRate, beta] of [[1e300, 1], [1e150, 1e150]]) {
        const result = simulateBandit({ goodArms: 3, algorithm, learningRate, beta, steps: 200, runs: 3, rng: 1 });
        for (const { data } of [result.probabilities, result.entropy, result.coverageAtK]) expect(data.every(Number.isFinite)).toBe(true);
      }
    }
  });

  it("records at round steps, ten to a decade", () => {
    const { steps } = simulateBandit({ goodArms: 1, algorithm: "grpo", steps: 150, rng: 1 });
    expect([...steps]).toEqual([0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50, 63, 80, 100, 125, 150]);
    expect([...simulateBandit({ goodArms: 1, algorithm: "grpo", steps: 1, rng: 1 }).steps]).toEqual([0, 1]);
    expect([...simulateBandit({ goodArms: 1, algorithm: "grpo", steps: 20, rng: 1 }).steps]).toEqual([0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20]);
    const long = simulateBandit({ goodArms: 1, algorithm: "grpo", steps: Number.MAX_SAFE_INTEGER, rng: 1 }).steps;
    expect(long.at(-1)).toBe(Number.MAX_SAFE_INTEGER);
    expect(long.every((step, t) => t === 0 || step > long[t - 1])).toBe(true);
  });

  it("finds the step of the collapse: the first at which the probability passes 1 − ε", () => {
    const options = { goodArms: 3, learningRate: 0.5, epsilon: 0.05, rng: 12 };
    const at = simulateBandit({ ...options, steps: 5000 }).collapseStep[0];
    const path = simulateBandit({ ...options, steps: 5000, recordAt: Array.from({ length: at + 1 }, (_, i) => i) }).maxGoodProbability.data;
    expect(path.findIndex((p) => p > 0.95)).toBe(at);
    expect(simulateBandit({ ...options, initial: [0.96, 0.01, 0.01, 0.02], steps: 1 }).collapseStep[0]).toBe(0);
    expect(simulateBandit({ ...options, steps: at - 1 }).collapseStep[0]).toBe(Infinity);
  });

  it("bears steps so large that weights must be shifted, and bad arms that vanish altogether", () => {
    const wild = simulateBandit({ goodArms: 3, learningRate: 1000, beta: 0.5, steps: 200, runs: 5, rng: 1 });
    expect(wild.probabilities.data.every((p) => p >= 0 && p <= 1)).toBe(true);
    const gone = simulateBandit({ goodArms: 2, initial: [0.5, 0.5 - 1e-300, 1e-300], algorithm: "grpo", steps: 1e15, recordAt: [1e15], rng: 1 });
    expect(gone.updates.data[0]).toBe(0);
    const one = simulateBandit({ goodArms: 1, steps: 100, runs: 1, ks: [1], rng: 1 });
    expect(one.collapsedInterval.low[0]).toBeNaN();
    one.passAtK.data.forEach((value, t) => expectWithin(one.coverageAtK.data[t], value, { rel: 1e-14 }));
  });

  it("draws from a function too", () => {
    const constant = simulateBandit({ goodArms: 2, algorithm: "grpo", steps: 10, rng: () => 0 });
    expect(constant.updates.data.at(-1)).toBe(10);
    expect(() => simulateBandit({ goodArms: 2, steps: 10, rng: () => 1 })).toThrow(RangeError);
  });

  it("refuses bad options", () => {
    const refused = (change: object): void => void simulateBandit({ goodArms: 2, steps: 10, rng: 1, ...change } as BanditOptions);
    expect(() => refused({ rng: undefined })).toThrow(new TypeError("Cannot simulate a bandit: rng must be a seed or a generator, got undefined"));
    expect(() => refused({ goodArms: 0 })).toThrow("goodArms must be an integer ≥ 1, got 0");
    expect(() => refused({ steps: 0 })).toThrow(RangeError);
    expect(() => refused({ steps: 2 ** 53 })).toThrow("steps must be an integer between 1 and 9007199254740991");
    expect(() => refused({ runs: 1.5 })).toThrow(RangeError);
    expect(() => refused({ updates: "expected", runs: 2 })).toThrow("runs must be 1 with expected updates");
    expect(() => refused({ updates: "mean" })).toThrow('updates must be "sampled" or "expected"');
    expect(() => refused({ initial: [0.5, 0.5] })).toThrow("initial and the arms, the bad one with them, must have one length, got 2 and 3");
    expect(() => refused({ recordAt: [5, 3] })).toThrow("recordAt must ascend without repeats, got 3 after 5 at index 1");
    expect(() => refused({ recordAt: [11] })).toThrow("recordAt[0] must be an integer between 0 and 10, got 11");
    expect(() => refused({ recordAt: [] })).toThrow("recordAt must hold at least 1 value, got 0");
    expect(() => refused({ ks: [0] })).toThrow("ks[0] must be an integer ≥ 1, got 0");
    expect(() => refused({ ks: "4" })).toThrow(TypeError);
    expect(() => refused({ epsilon: 1 })).toThrow("epsilon must lie strictly between 0 and 1, got 1");
    expect(() => refused({ level: 95 })).toThrow("level");
    expect(() => refused({ learningRate: Infinity })).toThrow("learningRate must be finite");
    expect(() => refused({ learningRate: 1e200, beta: 1e150 })).toThrow("learningRate and its product with beta must be at most 1e+300, got 1e+200 and beta 1e+150");
    expect(() => refused({ temperature: 1 })).toThrow("unknown option `temperature`");
    expect(() => simulateBandit(undefined as never)).toThrow(TypeError);
  });
});

function winnerOf({ probabilities }: ReturnType<typeof simulateBandit>, run: number): number {
  const [, times, arms] = probabilities.shape;
  const last = probabilities.data.subarray(((run + 1) * times - 1) * arms, (run + 1) * times * arms - 1);
  return last.indexOf(Math.max(...last));
}
