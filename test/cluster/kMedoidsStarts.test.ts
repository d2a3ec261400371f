import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kMedoids } from "@divlab/core/cluster";
import { createRng } from "@divlab/core/random";
import { asCosts } from "../../src/cluster/costs/asCosts.ts";
import { buildMedoids } from "../../src/cluster/starts/buildMedoids.ts";
import { initialMedoids } from "../../src/cluster/starts/initialMedoids.ts";
import { readReference, referenceNames } from "./kMedoidsReference.ts";

const none = new Int32Array(0);
const ones = (n: number) => new Float64Array(n).fill(1);

/** BUILD as it is defined: looks at every candidate each time. */
function plainBuild(cost: readonly (readonly number[])[], weights: ArrayLike<number>, k: number, fixed: readonly number[]): number[] {
  const medoids = [...fixed];
  const nearest = cost.map((row) => Math.min(Infinity, ...fixed.map((m) => row[m])));
  while (medoids.length < k) {
    let best = -1;
    let most = -Infinity;
    for (let c = 0; c < cost.length; c++) {
      if (medoids.includes(c)) continue;
      let gain = 0;
      for (let i = 0; i < cost.length; i++) {
        if (medoids.length === 0) gain -= weights[i] * cost[i][c];
        else if (nearest[i] > cost[i][c]) gain += weights[i] * (nearest[i] - cost[i][c]);
      }
      if (gain > most) {
        most = gain;
        best = c;
      }
    }
    medoids.push(best);
    for (let i = 0; i < cost.length; i++) nearest[i] = Math.min(nearest[i], cost[i][best]);
  }
  return medoids;
}

describe("the start", () => {
  it("by BUILD takes the same medoids as looking at every candidate each time, ties and fixed medoids included", () => {
    const problem = fc.integer({ min: 1, max: 12 }).chain((n) =>
      fc.record({
        values: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: n * n, maxLength: n * n }),
        weights: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: n, maxLength: n }),
        k: fc.integer({ min: 1, max: n }),
        some: fc.nat(),
        count: fc.nat({ max: 3 }),
      }),
    );
    fc.assert(
      fc.property(problem, ({ values, weights, k, some, count }) => {
        const n = weights.length;
        const cost = weights.map((_, i) => weights.map((__, j) => (i === j ? 0 : values[i * n + j])));
        const fixed = Array.from({ length: Math.min(count, k) }, (_, i) => (some + i) % n);
        expect(Array.from(buildMedoids(asCosts("test", cost), Float64Array.from(weights), k, fixed))).toEqual(plainBuild(cost, weights, k, fixed));
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it.each(referenceNames)("by BUILD loses on %s what R's loses, where R's ties do not lead elsewhere", (name) => {
    const { distances, results, n } = readReference(name);
    const costs = asCosts("test", distances);
    for (const { k, runs } of results) {
      const medoids = buildMedoids(costs, ones(n), k, none);
      let loss = 0;
      for (let i = 0; i < n; i++) loss += Math.min(...Array.from(medoids, (m) => costs.data[m * n + i]));
      const expected = runs.find(({ algorithm }) => algorithm === "build")!.loss;
      // R takes the last of equal candidates; on integer coordinates that leads to other medoids.
      expect(loss / expected).toBeGreaterThan(1 - 0.03);
      expect(loss / expected).toBeLessThan(1 + 0.03);
      if (name !== "ruspini_manhattan" && name !== "flower_gower" && name !== "agriculture") expect(loss / expected).toBeCloseTo(1, 9);
    }
  });

  it("by LAB looks at 10 + ⌈√n⌉ objects: at all of 14, where it is that by BUILD, and at 14 of 15", () => {
    const isBuild = (n: number, seed: number): boolean => {
      const rng = createRng(seed);
      const costs = asCosts("test", { size: n, distance: (object, candidate) => (object === candidate ? 0 : rng.float()) });
      return initialMedoids("lab", costs, ones(n), 1, none, createRng(-seed))[0] === buildMedoids(costs, ones(n), 1, none)[0];
    };
    const seeds = Array.from({ length: 40 }, (_, seed) => seed);
    expect(seeds.every((seed) => isBuild(14, seed))).toBe(true);
    expect(seeds.every((seed) => isBuild(15, seed))).toBe(false);
  });

  it.each(["lab", "random", "k-medoids++"] as const)("by %s is k distinct objects, the same for a seed, with the fixed ones first", (init) => {
    const { distances, n } = readReference("embed_mix_128");
    const costs = asCosts("test", distances);
    const draw = (k: number, seed: number, fixed: Int32Array) => Array.from(initialMedoids(init, costs, ones(n), k, fixed, createRng(seed)));
    for (const k of [1, 2, 17, n]) {
      expect(new Set(draw(k, 1, none)).size).toBe(k);
      expect(draw(k, 1, none)).toEqual(draw(k, 1, none));
      const fixed = Int32Array.of(99, 3).subarray(0, k);
      const kept = draw(k, 1, fixed);
      expect(kept.slice(0, fixed.length)).toEqual(Array.from(fixed));
      expect(new Set(kept).size).toBe(k);
    }
    expect(draw(17, 1, none)).not.toEqual(draw(17, 2, none));
  });

  it("by k-medoids++ draws in proportion to weight times distance", () => {
    const cost = [[0, 2, 6, 4], [2, 0, 1, 1], [6, 1, 0, 1], [4, 1, 1, 0]];
    const costs = asCosts("test", cost);
    const weights = Float64Array.of(1, 3, 1, 0);
    const draws = 20_000;
    const counts = new Map<string, number>();
    for (let b = 0; b < draws; b++) {
      const pair = initialMedoids("k-medoids++", costs, weights, 2, none, createRng(11).stream(b)).join();
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    // χ² against exact probabilities: w_a/Σw · w_b d(b, a)/Σ w d. Object 3 has no weight and is never drawn.
    let chiSquared = 0;
    let cells = 0;
    for (let a = 0; a < 3; a++) {
      const total = [0, 1, 2].reduce((sum, b) => sum + weights[b] * cost[b][a], 0);
      for (let b = 0; b < 3; b++) {
        if (a === b) continue;
        const expected = (draws * (weights[a] / 5) * weights[b] * cost[b][a]) / total;
        chiSquared += ((counts.get(`${a},${b}`) ?? 0) - expected) ** 2 / expected;
        counts.delete(`${a},${b}`);
        cells++;
      }
    }
    expect(cells).toBe(6);
    expect(counts.size).toBe(0);
    // The 0.9999 quantile of χ² with 5 degrees of freedom.
    expect(chiSquared).toBeLessThan(25.74);
  });

  it("at random draws every set of medoids equally often", () => {
    const costs = asCosts("test", [0, 1, 2, 3, 4].map((a) => [0, 1, 2, 3, 4].map((b) => Math.abs(a - b))));
    const draws = 20_000;
    const counts = new Map<string, number>();
    for (let b = 0; b < draws; b++) {
      const pair = initialMedoids("random", costs, ones(5), 2, none, createRng(12).stream(b)).toSorted().join();
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    expect(counts.size).toBe(10);
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - draws / 10) ** 2 / (draws / 10), 0);
    // The 0.9999 quantile of χ² with 9 degrees of freedom.
    expect(chiSquared).toBeLessThan(33.72);
  });
});

describe("restarts", () => {
  it("keep the best, ties going to the medoids that come first, and are the same however many follow", () => {
    const { distances } = readReference("embed_iso_64");
    const few = kMedoids(distances, 8, { init: "random", nStarts: 5, rng: 9 });
    const many = kMedoids(distances, 8, { init: "random", nStarts: 20, rng: 9 });
    expect(many.startLosses.subarray(0, 5)).toEqual(few.startLosses);
    expect(many.loss).toBe(Math.min(...many.startLosses));
    const circle = [[0, 1, 2, 1], [1, 0, 1, 2], [2, 1, 0, 1], [1, 2, 1, 0]];
    expect(kMedoids(circle, 2, { init: [2, 3], nStarts: 50, rng: 1 }).medoids).toEqual(Int32Array.of(0, 1));
  });

  it("begin with the start asked for", () => {
    const { distances } = readReference("ruspini");
    const alone = kMedoids(distances, 8);
    expect(kMedoids(distances, 8, { nStarts: 4, rng: 1 }).startLosses[0]).toBe(alone.loss);
    const chosen = [0, 1, 2, 3, 4, 5, 6, 7];
    expect(kMedoids(distances, 8, { init: chosen, nStarts: 4, rng: 1 }).startLosses[0]).toBe(kMedoids(distances, 8, { init: chosen }).loss);
  });
});
