import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedRandomLoss, kMedoids } from "@divlab/core/cluster";
import { expectWithin } from "../within.ts";
import { readFixture, readReference, referenceNames } from "./kMedoidsReference.ts";
import { plainLoss } from "./plainLoss.ts";

/** A sum of n terms of one sign, each from a product of up to n factors. */
const SUM = { rel: 1e-12 };

interface SmallCase {
  readonly name: string;
  readonly n: number;
  readonly cost: readonly (readonly number[])[];
  readonly weights: readonly number[] | null;
  readonly results: readonly { readonly k: number; readonly random_subset_expected_loss: number | null }[];
}

/** All subsets of k of 0 … n − 1. */
function* subsets(n: number, k: number, from: number = 0): Generator<number[]> {
  if (k === 0) yield [];
  else for (let first = from; first <= n - k; first++) for (const rest of subsets(n, k - 1, first + 1)) yield [first, ...rest];
}

function byEnumeration(cost: readonly (readonly number[])[], k: number, weights?: readonly number[]): number {
  let total = 0;
  let count = 0;
  for (const subset of subsets(cost.length, k)) {
    total += plainLoss(cost, subset, weights);
    count++;
  }
  return total / count;
}

/** Costs without symmetry, triangle inequality or distinctness; weights, some 0. */
const problem = fc.integer({ min: 1, max: 8 }).chain((n) =>
  fc.record({
    cost: fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: n, maxLength: n }), { minLength: n, maxLength: n }).map((rows) => rows.map((row, i) => row.map((d, j) => (i === j ? 0 : d)))),
    weights: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: n, maxLength: n }).filter((w) => w.some((value) => value > 0)),
  }),
);

describe("expectedRandomLoss()", () => {
  it.each(referenceNames)("has the closed form's value: %s", (name) => {
    const { distances, results } = readReference(name);
    const list = results as unknown as SmallCase["results"];
    const { estimate } = expectedRandomLoss(distances, list.map(({ k }) => k));
    list.forEach(({ random_subset_expected_loss: expected }, i) => expectWithin(estimate[i], expected!, SUM));
  });

  it.each(readFixture<{ readonly cases: readonly SmallCase[] }>("small_exhaustive.json").cases)("has the value of all subsets: $name", ({ cost, weights, results }) => {
    const options = weights === null ? {} : { weights };
    for (const { k, random_subset_expected_loss } of results) {
      // The file has no value for weighted cases.
      const expected = weights === null ? random_subset_expected_loss! : byEnumeration(cost, k, weights);
      expectWithin(expectedRandomLoss(cost as number[][], k, options).estimate, expected, SUM);
    }
  });

  it("is the mean over all subsets, for any costs and weights", () => {
    fc.assert(
      fc.property(problem, ({ cost, weights }) => {
        for (let k = 1; k <= cost.length; k++) expectWithin(expectedRandomLoss(cost, k, { weights }).estimate, byEnumeration(cost, k, weights), SUM);
      }),
      { seed: 21 },
    );
  });

  it("falls with k, is 0 for k = n, and never below the loss of a local search", () => {
    fc.assert(
      fc.property(problem, ({ cost, weights }) => {
        const n = cost.length;
        const ks = Array.from({ length: n }, (_, i) => i + 1);
        const { estimate, k } = expectedRandomLoss(cost, ks, { weights });
        expect(Array.from(k)).toEqual(ks);
        expect(estimate[n - 1]).toBe(0);
        for (let i = 1; i < n; i++) expect(estimate[i]).toBeLessThanOrEqual(estimate[i - 1] * (1 + 1e-12));
        for (let i = 0; i < n; i++) {
          expect(estimate[i]).toBe(expectedRandomLoss(cost, ks[i], { weights }).estimate);
          expect(kMedoids(cost, ks[i], { weights }).loss).toBeLessThanOrEqual(estimate[i] * (1 + 1e-12));
        }
      }),
      { seed: 22 },
    );
  });

  it("reads from object to medoid", () => {
    // Object 0 reaches nobody cheaply; everybody reaches it for nothing.
    const cost = [[0, 8, 8], [0, 0, 1], [0, 1, 0]];
    expect(expectedRandomLoss(cost, 1).estimate).toBe((0 + 9 + 9) / 3);
    expect(expectedRandomLoss(cost, 1, { weights: [1, 0, 0] }).estimate).toBe(16 / 3);
  });

  it("is infinite where a draw may miss an object, unless nobody counts it", () => {
    const far = Infinity;
    const cost = [[0, 1, far], [1, 0, far], [far, far, 0]];
    expect(Array.from(expectedRandomLoss(cost, [1, 2, 3]).estimate)).toEqual([far, far, 0]);
    expect(expectedRandomLoss(cost, 2, { weights: [1, 1, 0] }).estimate).toBe(2 / 3);
    expect(expectedRandomLoss([[0, 1, 1, far], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]], 2, { weights: [1, 1, 1, 0] }).estimate).toBe(1.5);
  });

  it("keeps its digits for many objects", () => {
    // n points on a circle, k drawn: the expected gap to the nearest drawn point, by the definition in exact fractions of a step.
    const n = 501;
    const distance = (i: number, j: number) => Math.min(Math.abs(i - j), n - Math.abs(i - j));
    // Σ over r of P(no drawn point within r steps) = C(n − 2r − 1, k)/C(n, k).
    for (const k of [1, 2, 25, 250]) {
      let expected = 0;
      for (let r = 0; 2 * r + 1 <= n - k; r++) {
        let none = 1;
        for (let i = 0; i < k; i++) none *= (n - 2 * r - 1 - i) / (n - i);
        expected += none;
      }
      expectWithin(expectedRandomLoss({ size: n, distance }, k).estimate, n * expected, { rel: 1e-11 });
    }
  });

  it("refuses bad input", () => {
    const two = [[0, 1], [1, 0]];
    expect(() => expectedRandomLoss(two, 3)).toThrow("Cannot compute the expected loss of a random subset: k must be an integer between 1 and 2, got 3");
    expect(() => expectedRandomLoss(two, [1, 0])).toThrow("k at index 1 must be an integer between 1 and 2, got 0");
    expect(() => expectedRandomLoss(two, "1" as never)).toThrow(TypeError);
    expect(() => expectedRandomLoss(two, 1, { weights: [1, NaN] })).toThrow(RangeError);
    expect(() => expectedRandomLoss(two, 1, { k: 1 } as never)).toThrow("unknown option `k`");
    expect(() => expectedRandomLoss([[0, -1], [1, 0]], 1)).toThrow(RangeError);
  });
});
