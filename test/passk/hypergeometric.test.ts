import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addHits, avoidProbability, consecutiveRuns, drawExpectation, emptyTotals, hitProbabilities, hitProbability } from "../../src/passk/hypergeometric.ts";
import oracle from "../fixtures/exact/draws.json" with { type: "json" };
import { expectWithin } from "../within.ts";

/** Up to 27,000 rounded products at n = 1e6; errors add up like a random walk to some 1e-14. Subnormal results have fewer digits. */
const PRODUCT = { rel: 3e-14, abs: 1e-307 };

describe("hitProbability() and avoidProbability()", () => {
  it.each(oracle.draws)("match exact fractions: n=%d c=%d k=%d", (n, c, k, hit, avoid, all) => {
    expectWithin(hitProbability(n, c, k), hit, PRODUCT);
    expectWithin(avoidProbability(n, c, k), avoid, PRODUCT);
    expectWithin(avoidProbability(n, n - c, k), all, PRODUCT);
  });

  it("are exactly 0 or 1 where no or every draw hits", () => {
    expect(hitProbability(10, 0, 3)).toBe(0);
    expect(hitProbability(10, 8, 3)).toBe(1);
    expect(hitProbability(10, 3, 0)).toBe(0);
    expect(avoidProbability(10, 8, 3)).toBe(0);
    expect(avoidProbability(10, 0, 3)).toBe(1);
  });
});

describe("hitProbabilities()", () => {
  it("agrees with hitProbability() at every k, whatever the gaps between them", () => {
    const draw = fc
      .integer({ min: 1, max: 500 })
      .chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n }), fc.uniqueArray(fc.integer({ min: 1, max: 520 }), { minLength: 1, maxLength: 40 })));
    fc.assert(
      fc.property(draw, ([n, c, list]) => {
        const ks = list.toSorted((a, b) => a - b);
        const row = new Float64Array(ks.length + 2).fill(-1);
        const reached = hitProbabilities(n, c, consecutiveRuns(ks), row, 2);
        expect(reached).toBe(ks.filter((k) => k <= n).length);
        ks.forEach((k, j) => (j < reached ? expectWithin(row[j + 2], hitProbability(n, c, k), { rel: 1e-13 }) : expect(row[j + 2]).toBe(-1)));
        expect(row.subarray(0, 2)).toEqual(Float64Array.of(-1, -1));
      }),
      { seed: 1 },
    );
  });

  it("keeps 13 digits over a hundred thousand steps", () => {
    const n = 1_000_000;
    const ks = Int32Array.from({ length: 100_000 }, (_, j) => j + 1);
    const row = new Float64Array(ks.length);
    for (const c of [1, 5]) {
      hitProbabilities(n, c, consecutiveRuns(ks), row);
      for (const k of [1, 4096, 4097, 50_000, 100_000]) expectWithin(row[k - 1], hitProbability(n, c, k), { rel: 1e-13 });
    }
  });
});

describe("addHits()", () => {
  it("sums values and squared deviations as two passes over all problems do", () => {
    const counts = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(counts, (list) => {
        const runs = consecutiveRuns([1, 2, 3, 8, 30]);
        const totals = emptyTotals(5);
        for (const [c, weight] of list) addHits(totals, runs, 30, c, weight);
        [1, 2, 3, 8, 30].forEach((k, j) => {
          const values = list.flatMap(([c, weight]) => new Array<number>(weight).fill(hitProbability(30, c, k)));
          const total = values.reduce((sum, value) => sum + value, 0);
          const mean = total / values.length;
          expect(totals.seen).toBe(values.length);
          expectWithin(totals.sum[j], total, { rel: 1e-13 });
          const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
          // Each of up to 180 deviations carries a rounding error of 1e-16 or so, all there is of those of equal values.
          expectWithin(Math.sqrt(totals.squares[j]), Math.sqrt(squares), { rel: 1e-12, abs: 1e-14 });
        });
      }),
      { seed: 1 },
    );
  });
});

describe("consecutiveRuns()", () => {
  it("cuts where a k is missing and where a run gets long", () => {
    expect(consecutiveRuns([1, 2, 3, 7, 9, 10])).toEqual([
      { index: 0, first: 1, length: 3 },
      { index: 3, first: 7, length: 1 },
      { index: 4, first: 9, length: 2 },
    ]);
    const lengths = consecutiveRuns(Int32Array.from({ length: 10_000 }, (_, j) => j + 5)).map(({ length }) => length);
    expect(lengths.length).toBeGreaterThan(1);
    expect(lengths.reduce((total, length) => total + length, 0)).toBe(10_000);
  });
});

describe("drawExpectation()", () => {
  it("of 1 is 1, of X is k·c/n, of X(X − 1) is k(k − 1)·c(c − 1)/(n(n − 1))", () => {
    const draw = fc
      .integer({ min: 2, max: 2000 })
      .chain((n) => fc.record({ n: fc.constant(n), c: fc.integer({ min: 0, max: n }), k: fc.integer({ min: 1, max: n }) }));
    fc.assert(
      fc.property(draw, ({ n, c, k }) => {
        expect(drawExpectation(n, c, k, () => 1)).toBe(1);
        expectWithin(drawExpectation(n, c, k, (x) => x), (k * c) / n, { rel: 1e-13 });
        expectWithin(drawExpectation(n, c, k, (x) => x * (x - 1)), (k * (k - 1) * c * (c - 1)) / (n * (n - 1)), { rel: 1e-13 });
      }),
      { seed: 1 },
    );
  });
});
