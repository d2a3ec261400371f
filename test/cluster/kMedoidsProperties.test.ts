import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kMedoids, type KMedoidsOptions } from "@divlab/core/cluster";
import { pairwiseDistances } from "@divlab/core/distance";
import { expectWithin } from "../within.ts";
import { bestPlainSwap, plainLoss } from "./plainLoss.ts";

/** Sums of some tens of numbers between 0 and 100 in two orders. */
const ROUNDING = { rel: 1e-12, abs: 1e-12 };
const runs = { seed: 20260807, numRuns: 150 };
const methods = ["fasterpam", "fastpam1", "alternating"] as const;
const inits = ["build", "lab", "random", "k-medoids++"] as const;

/** Between 0 and some 100, hardly ever twice the same. */
const untied = fc.integer({ min: 0, max: 1e7 }).map((value) => value / 99_991);

interface Problem {
  readonly cost: number[][];
  readonly k: number;
  readonly weights: number[];
}

/** Any costs at all: asymmetric, without a triangle inequality, with ties (small integers) or without, weights with zeros among them. */
const problems: fc.Arbitrary<Problem> = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.boolean(), fc.boolean())
  .chain(([n, tied, symmetric]) =>
    fc.record({
      values: fc.array(tied ? fc.integer({ min: 0, max: 3 }) : untied, { minLength: n * n, maxLength: n * n }),
      k: fc.integer({ min: 1, max: n }),
      weights: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: n, maxLength: n }).filter((weights) => weights.some((weight) => weight > 0)),
    }).map(({ values, k, weights }) => ({
      cost: Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (i === j ? 0 : values[symmetric ? Math.min(i, j) * n + Math.max(i, j) : i * n + j]))),
      k,
      weights,
    })),
  );

const choice: fc.Arbitrary<KMedoidsOptions> = fc.record({ method: fc.constantFrom(...methods), init: fc.constantFrom(...inits), rng: fc.integer(), nStarts: fc.integer({ min: 1, max: 3 }) });

describe("kMedoids(), whatever the costs,", () => {
  it("returns k distinct ascending medoids, nearest labels and the loss by its definition", () => {
    fc.assert(
      fc.property(problems, choice, ({ cost, k, weights }, options) => {
        const found = kMedoids(cost, k, { ...options, weights });
        const { medoids, labels, sizes, loss, meanLoss, startLosses } = found;
        expect(medoids.length).toBe(k);
        for (let c = 1; c < k; c++) expect(medoids[c]).toBeGreaterThan(medoids[c - 1]);
        expectWithin(loss, plainLoss(cost, medoids, weights), ROUNDING);
        expectWithin(meanLoss, loss / weights.reduce((a, b) => a + b), ROUNDING);
        for (let i = 0; i < cost.length; i++) {
          const least = Math.min(...Array.from(medoids, (m) => cost[i][m]));
          const first = medoids.includes(i) ? medoids.indexOf(i) : medoids.findIndex((m) => cost[i][m] === least);
          expect(labels[i]).toBe(first);
        }
        expect(Array.from(sizes)).toEqual(Array.from(sizes, (_, c) => labels.filter((label) => label === c).length));
        expect(startLosses.length).toBe(options.nStarts);
        expectWithin(Math.min(...startLosses), loss, ROUNDING);
        expect(found.converged).toBe(true);
      }),
      runs,
    );
  });

  it("ends where no swap helps", () => {
    fc.assert(
      fc.property(problems, choice, ({ cost, k, weights }, options) => {
        const method = options.method === "alternating" ? "fasterpam" : options.method!;
        const { medoids, loss } = kMedoids(cost, k, { ...options, method, weights });
        expect(bestPlainSwap(cost, medoids, weights)).toBeGreaterThanOrEqual(-1e-12 * (1 + loss));
      }),
      runs,
    );
  });

  it("keeps fixed medoids and ends where no swap of another one helps", () => {
    fc.assert(
      fc.property(problems, choice, fc.nat(), fc.nat(), ({ cost, k, weights }, options, some, count) => {
        const fixed = Array.from({ length: count % (k + 1) }, (_, i) => (some + i) % cost.length);
        const { medoids, converged } = kMedoids(cost, k, { ...options, fixed, weights });
        for (const object of fixed) expect(medoids).toContain(object);
        expect(new Set(medoids).size).toBe(k);
        expect(converged).toBe(true);
        if (options.method === "alternating") return;
        const loss = plainLoss(cost, medoids, weights);
        for (const out of medoids) {
          if (fixed.includes(out)) continue;
          for (let c = 0; c < cost.length; c++) {
            if (medoids.includes(c)) continue;
            const swapped = Array.from(medoids, (m) => (m === out ? c : m));
            expect(plainLoss(cost, swapped, weights)).toBeGreaterThanOrEqual(loss - 1e-12 * (1 + loss));
          }
        }
      }),
      runs,
    );
  });

  it("takes an integer weight for so many copies of the object", () => {
    fc.assert(
      fc.property(problems, ({ cost, k, weights }) => {
        const copies = weights.flatMap((weight, i) => Array<number>(weight).fill(i));
        fc.pre(copies.length >= k);
        const { medoids, loss } = kMedoids(cost, k, { weights });
        expectWithin(loss, copies.reduce((total, i) => total + Math.min(...Array.from(medoids, (m) => cost[i][m])), 0), ROUNDING);
        // The copies as a problem of their own, from the same medoids: nothing there is better either.
        const firstCopy = Array.from(medoids, (m) => copies.indexOf(m));
        fc.pre(!firstCopy.includes(-1));
        const replicated = kMedoids(copies.map((i) => copies.map((j) => cost[i][j])), k, { init: firstCopy });
        expectWithin(replicated.loss, loss, ROUNDING);
      }),
      runs,
    );
  });

  it("depends on their ratios only: a power of two changes no bit but the exponent of the loss", () => {
    fc.assert(
      fc.property(problems, choice, fc.integer({ min: -30, max: 30 }), ({ cost, k, weights }, options, exponent) => {
        const found = kMedoids(cost, k, { ...options, weights });
        const scaled = kMedoids(cost.map((row) => row.map((value) => value * 2 ** exponent)), k, { ...options, weights });
        expect(scaled.medoids).toEqual(found.medoids);
        expect(scaled.swaps).toBe(found.swaps);
        expect(scaled.loss).toBe(found.loss * 2 ** exponent);
      }),
      runs,
    );
  });

  it("gives the same loss in another order of the objects, where the path knows no ties", () => {
    fc.assert(
      fc.property(fc.uniqueArray(untied, { minLength: 2, maxLength: 14 }), fc.uniqueArray(untied, { minLength: 14, maxLength: 14 }), fc.nat(), (x, y, some) => {
        const k = 1 + (some % x.length);
        // Costs of their own in each direction: no pair can change roles at the same loss.
        const cost = x.map((a, i) => x.map((b, j) => (i === j ? 0 : Math.abs(a - b) + y[i])));
        const found = kMedoids(cost, k, { method: "fastpam1" });
        const turned = kMedoids(cost.map((row) => row.toReversed()).toReversed(), k, { method: "fastpam1" });
        expect(Array.from(turned.medoids, (m) => x.length - 1 - m).toReversed()).toEqual(Array.from(found.medoids));
        expectWithin(turned.loss, found.loss, ROUNDING);
      }),
      runs,
    );
  });

  it("reads the same from a matrix, a strided one, condensed, from a function and from vectors, and writes to none", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 12 }), fc.nat(), choice, (embeddings, some, options) => {
        const n = embeddings.length;
        const k = 1 + (some % n);
        const condensed = pairwiseDistances(embeddings, { distance: "manhattan" });
        const cost = embeddings.map((a) => embeddings.map((b) => a.reduce((total, value, d) => total + Math.abs(value - b[d]), 0)));
        const flat = Float64Array.from(cost.flat());
        const padded = { data: Float64Array.from([7, ...cost.flatMap((row) => row.flatMap((value) => [value, NaN]))]), shape: [n, n], stride: [2 * n, 2], offset: 1 };
        const before = structuredClone([condensed, cost, flat, embeddings]);
        const expected = kMedoids(cost, k, options);
        const forms = [
          { data: flat, shape: [n, n] },
          { data: Float32Array.from(flat), shape: [n, n] },
          padded,
          condensed,
          condensed.data,
          Float32Array.from(condensed.data),
          { size: n, distance: (i: number, j: number) => cost[i][j] },
          { embeddings, metric: "manhattan" as const },
        ];
        for (const form of forms) expect(kMedoids(form, k, options)).toEqual(expected);
        expect([condensed, cost, flat, embeddings]).toEqual(before);
        expect(structuredClone(expected)).toEqual(expected);
      }),
      runs,
    );
  });
});
