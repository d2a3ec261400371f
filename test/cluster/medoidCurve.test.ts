import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedRandomLoss, kMedoids, medoidCurve, medoidCurveAsync, medoidSilhouette, silhouette } from "@divlab/core/cluster";
import { expectWithin } from "../within.ts";
import { readFixture, readReference, referenceNames } from "./kMedoidsReference.ts";
import { bestPlainSwap, plainLoss } from "./plainLoss.ts";

/** Sums of up to 1000 distances in another order. */
const SUM = { rel: 1e-10, abs: 1e-12 };

interface SmallCase {
  readonly name: string;
  readonly n: number;
  readonly symmetric: boolean;
  readonly cost: readonly (readonly number[])[];
  readonly weights: readonly number[] | null;
  readonly results: readonly { readonly k: number; readonly optimal_loss: number; readonly optimal_avg_medoid_silhouette?: number }[];
}

const { cases } = readFixture<{ readonly cases: readonly SmallCase[] }>("small_exhaustive.json");

/** Σ w·a/b by its definition. */
function plainRatio(cost: readonly (readonly number[])[], medoids: ArrayLike<number>, weights: readonly number[]): number {
  let total = 0;
  for (let i = 0; i < cost.length; i++) {
    const [a, b] = Array.from(medoids, (m) => cost[i][m]).toSorted((x, y) => x - y);
    if (a > 0) total += weights[i] * (a / b);
  }
  return total;
}

const stuck: Record<string, number> = { agriculture: 1.019, ruspini: 1.0215, ruspini_manhattan: 1.0156 };

const problem = fc.integer({ min: 2, max: 9 }).chain((n) =>
  fc.record({
    cost: fc.array(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: n, maxLength: n }), { minLength: n, maxLength: n }).map((rows) => rows.map((row, i) => row.map((d, j) => (i === j ? 0 : d)))),
    weights: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: n, maxLength: n }).filter((w) => w.some((value) => value > 0)),
  }),
);

describe("medoidCurve()", () => {
  it.each(referenceNames.filter((name) => !["xclara_a", "embed_mix_512"].includes(name)))("comes close to the optimum at every k, and reaches it from forty more starts: %s", (name) => {
    const { distances, results, n } = readReference(name);
    const kMax = Math.min(n, 32);
    const curve = medoidCurve(distances, { kMax });
    expect(curve.converged).toBe(true);
    const better = medoidCurve(distances, { kMax, nStarts: 40, rng: 5 });
    for (const { k, optimal, best_known } of results) {
      if (k > kMax) continue;
      const loss = curve.loss[k - 1];
      if (optimal !== null) expect(loss).toBeGreaterThanOrEqual(optimal.loss * (1 - 1e-12));
      // Local search from two starts, deterministic: these are the ratios it has, ruspini's the one at k = 5 from BUILD.
      expect(loss / best_known.loss).toBeLessThanOrEqual(stuck[name] ?? 1.01);
      expect(better.loss[k - 1] / best_known.loss).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  it.each(cases)("agrees with the functions for one k, stays near the optimum, and no exchange improves it: $name", ({ cost, n, weights, results }) => {
    const options = weights === null ? {} : { weights };
    const curve = medoidCurve(cost as number[][], { kMax: n, ...options });
    expect(Array.from(curve.k)).toEqual(Array.from({ length: n }, (_, i) => i + 1));
    const expected = expectedRandomLoss(cost as number[][], curve.k, options).estimate;
    curve.medoids.forEach((medoids, at) => {
      expect(new Set(medoids).size).toBe(at + 1);
      expect(Array.from(medoids)).toEqual(Array.from(medoids).toSorted((a, b) => a - b));
      expectWithin(curve.loss[at], plainLoss(cost, medoids, weights ?? undefined), SUM);
      expectWithin(curve.expectedRandomLoss[at], expected[at], SUM);
      expectWithin(curve.skill[at], 1 - curve.loss[at] / expected[at], SUM);
      expectWithin(curve.medoidSilhouette[at], medoidSilhouette(cost as number[][], medoids, options).estimate, SUM);
      if (at < n - 1) expect(bestPlainSwap(cost, medoids, weights ?? undefined)).toBeGreaterThanOrEqual(-1e-12);
      const { labels, sizes } = kMedoids(cost as number[][], at + 1, { ...options, init: medoids, maxPasses: 1 });
      expect(curve.smallestCluster[at]).toBe(Math.min(...sizes));
      expectWithin(curve.silhouette[at], silhouette(cost as number[][], labels).estimate, SUM);
    });
    for (const { k, optimal_loss } of results) expect(curve.loss[k - 1]).toBeLessThanOrEqual(1.17 * optimal_loss + 1e-12);
  });

  it("reaches the best medoid silhouette of all sets, or nearly", () => {
    let reached = 0;
    let compared = 0;
    for (const { cost, results } of cases) {
      for (const { k, optimal_avg_medoid_silhouette: best } of results) {
        if (best === undefined || best === null) continue;
        compared++;
        const curve = medoidCurve(cost as number[][], { kMax: Math.min(cost.length, k + 2), objective: "medoid-silhouette" });
        const found = curve.medoidSilhouette[k - 1];
        expect(found).toBeLessThanOrEqual(best + 1e-12);
        expect(found).toBeGreaterThanOrEqual(best - 0.05);
        if (found > best - 1e-12) reached++;
      }
    }
    expect(compared).toBeGreaterThanOrEqual(30);
    expect(reached / compared).toBeGreaterThan(0.8);
  });

  it("has medoid silhouettes that no exchange raises, for any costs and weights", () => {
    fc.assert(
      fc.property(problem, ({ cost, weights }) => {
        const n = cost.length;
        const curve = medoidCurve(cost, { kMax: n, objective: "medoid-silhouette", weights });
        const all = weights.reduce((total, w) => total + w, 0);
        for (let k = 2; k <= n; k++) {
          const medoids = Array.from(curve.medoids[k - 1]);
          const own = plainRatio(cost, medoids, weights);
          expectWithin(curve.medoidSilhouette[k - 1], 1 - own / all, SUM);
          for (const out of medoids) {
            for (let candidate = 0; candidate < n; candidate++) {
              if (medoids.includes(candidate)) continue;
              expect(plainRatio(cost, medoids.map((m) => (m === out ? candidate : m)), weights)).toBeGreaterThanOrEqual(own - 1e-12);
            }
          }
        }
        expect(curve.loss[0]).toBe(Math.min(...cost.map((_, m) => plainLoss(cost, [m], weights))));
        expect(curve.medoidSilhouette[0]).toBe(0);
        expect(curve.skill[n - 1]).toBeNaN();
      }),
      { seed: 41, numRuns: 60 },
    );
  });

  it("finds the number of clear clusters by each of the three numbers", () => {
    const embeddings = Array.from({ length: 60 }, (_, i) => [100 * (i % 5) + ((i * 7) % 11), 80 * ((i * 3) % 5) + ((i * 5) % 13)]);
    for (const objective of ["loss", "medoid-silhouette"] as const) {
      const { bestMedoidSilhouette, bestSilhouette, bestSkill } = medoidCurve({ embeddings, metric: "euclidean" }, { kMax: 12, objective });
      expect([bestMedoidSilhouette, bestSilhouette, bestSkill]).toEqual([5, 5, 5]);
    }
  });

  it("covers the range asked for, and is the same in slices", async () => {
    const { distances } = readReference("embed_mix_32");
    const curve = medoidCurve(distances, { kMin: 3, kMax: 7 });
    expect(Array.from(curve.k)).toEqual([3, 4, 5, 6, 7]);
    const shares: number[] = [];
    expect(await medoidCurveAsync(distances, { kMin: 3, kMax: 7, sliceMs: 0, onProgress: (share) => shares.push(share) })).toEqual(curve);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    await expect(medoidCurveAsync(distances, { kMax: 7, signal: AbortSignal.abort() })).rejects.toThrow("aborted");
    expect(structuredClone(curve)).toEqual(curve);
  });

  it("knows duplicates, one object and infinite distances", () => {
    const same = medoidCurve([[0, 0], [0, 0]], { kMax: 2 });
    expect(same).toMatchObject({ bestSkill: 1, bestMedoidSilhouette: 2, bestSilhouette: 1, converged: true });
    expect(Array.from(same.skill)).toEqual([NaN, NaN]);
    expect(medoidCurve([[0]], { kMax: 1 })).toMatchObject({ loss: Float64Array.of(0), bestSkill: 1, bestMedoidSilhouette: 1 });
    const far = Infinity;
    const apart = medoidCurve([[0, 1, far], [1, 0, far], [far, far, 0]], { kMax: 2 });
    expect(Array.from(apart.loss)).toEqual([far, 1]);
    expect(Array.from(apart.medoidSilhouette)).toEqual([0, 1]);
  });

  it("says when it was stopped", () => {
    const { distances } = readReference("ruspini");
    expect(medoidCurve(distances, { kMax: 8, maxPasses: 1 }).converged).toBe(false);
  });

  it("refuses bad input", () => {
    const two = [[0, 1], [1, 0]];
    expect(() => medoidCurve(two, { kMax: 3 })).toThrow("Cannot compute a curve of medoids: kMax must be an integer between 1 and 2, got 3");
    expect(() => medoidCurve(two, { kMax: 1, kMin: 2 })).toThrow(RangeError);
    expect(() => medoidCurve(two, {} as never)).toThrow(TypeError);
    expect(() => medoidCurve(two, { kMax: 2, objective: "silhouette" as never })).toThrow('objective must be "loss" or "medoid-silhouette", got "silhouette"');
    expect(() => medoidCurve(two, { kMax: 2, weights: [1] })).toThrow(RangeError);
    expect(() => medoidCurve(two, { kMax: 2, nStarts: 2 })).toThrow("nStarts above 1 must come with `rng`");
    expect(() => medoidCurve(two, { kMax: 2, nStarts: 0, rng: 1 })).toThrow(RangeError);
    expect(() => medoidCurve(two, { kMax: 2, maxPasses: 0 })).toThrow(RangeError);
    expect(() => medoidCurve(two, { kMax: 2, init: "lab" } as never)).toThrow("unknown option `init`");
  });
});
