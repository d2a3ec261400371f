import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addProblems, consecutiveRuns, emptyTotals } from "../../src/passk/curveTotals.ts";
import { hitProbability } from "../../src/passk/hypergeometric.ts";
import { expectWithin } from "../within.ts";

describe("addProblems()", () => {
  it("adds hitProbability() at every k ≤ n, whatever the gaps between them", () => {
    const draw = fc
      .integer({ min: 1, max: 500 })
      .chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n }), fc.uniqueArray(fc.integer({ min: 1, max: 520 }), { minLength: 1, maxLength: 40 })));
    fc.assert(
      fc.property(draw, ([n, c, list]) => {
        const ks = list.toSorted((a, b) => a - b);
        const totals = emptyTotals(ks.length);
        const reached = addProblems(totals, consecutiveRuns(ks), n, c, 3);
        expect(reached).toBe(ks.filter((k) => k <= n).length);
        expect(totals.seen).toBe(3);
        ks.forEach((k, j) => (j < reached ? expectWithin(totals.total[j], 3 * hitProbability(n, c, k), { rel: 1e-13 }) : expect(totals.total[j]).toBe(0)));
      }),
      { seed: 1 },
    );
  });

  it("keeps 13 digits over a hundred thousand steps", () => {
    const n = 1_000_000;
    const ks = Int32Array.from({ length: 100_000 }, (_, j) => j + 1);
    for (const c of [1, 5]) {
      const { total, ...totals } = emptyTotals(ks.length);
      addProblems({ total, ...totals }, consecutiveRuns(ks), n, c, 1);
      for (const k of [1, 4096, 4097, 50_000, 100_000]) expectWithin(total[k - 1], hitProbability(n, c, k), { rel: 1e-13 });
    }
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
