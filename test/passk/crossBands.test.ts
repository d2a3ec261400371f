import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crossBands } from "../../src/passk/crossBands.ts";
import { mcnemar } from "../../src/stats/mcnemar.ts";
import { expectWithin } from "../within.ts";

/** Counts of two arms with n = 8 that give the table. */
function fromTable(table: readonly (readonly number[])[]): [{ n: number; c: number[] }, { n: number; c: number[] }] {
  const count = [0, 3, 8];
  const cells = table.flatMap((row, i) => row.flatMap((times, j) => Array.from({ length: times }, () => [count[i], count[j]])));
  return [{ n: 8, c: cells.map(([a]) => a) }, { n: 8, c: cells.map(([, b]) => b) }];
}

describe("crossBands()", () => {
  it("reproduces the cross-table of 877 olympiad problems (panel against thinking)", () => {
    const table = [[232, 137, 108], [30, 72, 280], [0, 0, 18]];
    const result = crossBands(...fromTable(table));
    expect(result.table).toEqual(table);
    expect(result.a).toEqual({ allZero: 477, band: 382, allOne: 18 });
    expect(result.b).toEqual({ allZero: 262, band: 209, allOne: 406 });
    expect(result.problems).toBe(877);
    expectWithin(result.bandRatio.estimate, 1.8277511962, { rel: 1e-10 });
    expect(result.overlap.count).toBe(72);
    expectWithin(result.overlap.ofA, 0.18848167539, { rel: 1e-10 });
    expectWithin(result.overlap.ofB, 0.34449760766, { rel: 1e-10 });
    expectWithin(result.overlap.jaccard, 0.1387283237, { rel: 1e-9 });
    expectWithin(result.agreement, 0.3671607754, { rel: 1e-9 });
    expectWithin(result.kappa, 0.126163132, { rel: 1e-9 });
    expect(result.bandTest).toEqual(mcnemar(310, 137));
    // Solved at least once: 30 + 0 by the panel only, 137 + 108 by thinking only.
    expect(result.solvedTest).toEqual(mcnemar(30, 245));
    expect(result.unpaired).toEqual({ a: [], b: [] });
  });

  it("exchanges rows and columns when the arms are exchanged", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 3 }), (table) => {
        fc.pre(table.flat().some((times) => times > 0));
        const [a, b] = fromTable(table);
        const one = crossBands(a, b);
        const other = crossBands(b, a);
        expect(other.table).toEqual([0, 1, 2].map((j) => [0, 1, 2].map((i) => one.table[i][j])));
        expect([other.a, other.b]).toEqual([one.b, one.a]);
        expectWithin(other.kappa, one.kappa, { abs: 1e-14 });
        expectWithin(other.overlap.jaccard, one.overlap.jaccard, {});
        if (one.a.band > 0 && one.b.band > 0) expectWithin(other.bandRatio.confidenceInterval.low, 1 / one.bandRatio.confidenceInterval.high, { rel: 1e-12 });
      }),
      { seed: 1 },
    );
  });

  it("gives the delta-method interval of the ratio of two bands", () => {
    const { bandRatio } = crossBands(...fromTable([[10, 12, 0], [20, 15, 5], [0, 3, 7]]));
    // Bands of 40 and 30 with 15 in both: Var ln ratio = (40 + 30 − 30)/(40·30).
    expectWithin(bandRatio.estimate, 4 / 3, { rel: 1e-14 });
    expectWithin(bandRatio.logStandardError, Math.sqrt(40 / 1200), { rel: 1e-14 });
    expectWithin(bandRatio.confidenceInterval.high, (4 / 3) * Math.exp(1.959963984540054 * Math.sqrt(40 / 1200)), { rel: 1e-12 });
  });

  it("classifies each arm by its own n and pairs by name where both have names", () => {
    const a = { n: [4, 8, 8], c: [4, 8, 0], problem: ["x", "y", "z"] };
    const b = { n: [8, 16, 8], c: [4, 16, 8], problem: ["w", "y", "x"] };
    const result = crossBands(a, b);
    expect(result.table).toEqual([[0, 0, 0], [0, 0, 0], [0, 0, 2]]);
    expect(result.unpaired).toEqual({ a: ["z"], b: ["w"] });
    expect(result.kappa).toBeNaN();
    expect(result.bandRatio.estimate).toBeNaN();
    expect([result.overlap.ofA, result.overlap.jaccard]).toEqual([NaN, NaN]);
    const byPosition = crossBands(a, { n: 8, c: [4, 4, 4] });
    expect(byPosition.table).toEqual([[0, 1, 0], [0, 0, 0], [0, 2, 0]]);
  });

  it("refuses arms that cannot be paired, and bad options", () => {
    const one = { n: 4, c: [1, 2] };
    expect(() => crossBands(one, { n: 4, c: [1] })).toThrow(RangeError);
    expect(() => crossBands({ ...one, problem: ["x", "x"] }, { ...one, problem: ["x", "y"] })).toThrow('problem names must differ, got "x" at indices 0 and 1 of a');
    expect(() => crossBands({ ...one, problem: ["x", "y"] }, { ...one, problem: ["u", "v"] })).toThrow("the arms must share problems, got none in common");
    expect(() => crossBands(one, { n: 4, c: [1, 5] })).toThrow("Cannot cross variance bands (second arm): c must be an integer between 0 and n = 4, got 5 at index 1");
    expect(() => crossBands(one, one, { level: 2 })).toThrow(RangeError);
  });
});
