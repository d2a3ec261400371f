/** The figures of "The diversity effect" (seed 002), recomputed from data built to have its counts. */
import { describe, expect, it } from "vitest";
import { comparePassAtK, crossBands } from "../../src/passk/index.ts";
import { tTest, wilcoxonSignedRank } from "../../src/stats/index.ts";
import { expectWithin } from "../within.ts";

describe("seed 002: variance bands of 877 olympiad problems", () => {
  const table = [
    [232, 137, 108],
    [30, 72, 280],
    [0, 0, 18],
  ];
  const successes = [0, 4, 8];
  const panel: number[] = [];
  const thinking: number[] = [];
  table.forEach((row, i) =>
    row.forEach((count, j) => {
      for (let problem = 0; problem < count; problem++) {
        panel.push(successes[i]);
        thinking.push(successes[j]);
      }
    }),
  );
  const crossing = crossBands({ n: 8, c: panel }, { n: 8, c: thinking });

  it("gives the cross-tab, 382 and 209, 1.83 times, 72 shared: 19 % and 34 %", () => {
    expect(crossing.problems).toBe(877);
    expect(crossing.table).toEqual(table);
    expect([crossing.a.band, crossing.b.band, crossing.overlap.count]).toEqual([382, 209, 72]);
    // The digits that the post and its notes print.
    expectWithin(crossing.bandRatio.estimate, 1.8277511962, { abs: 5e-11 });
    expectWithin(crossing.overlap.ofA, 0.18848, { abs: 5e-6 });
    expectWithin(crossing.overlap.ofB, 0.3445, { abs: 5e-6 });
    expectWithin(crossing.overlap.jaccard, 0.1387283237, { abs: 5e-11 });
    expectWithin(crossing.agreement, 0.3671607754, { abs: 5e-11 });
    expectWithin(crossing.kappa, 0.126163132, { abs: 5e-10 });
  });
});

describe("seed 002: closure of the pass@k gap", () => {
  /** Successes of 1,000 problems of the panel; the thinking arm solves all of them always, so that the gaps are the panel's failures. */
  const slices = [
    { slice: "MATH500 L1–L5, k = 1 to 4", n: 4, groups: [[100, 0], [260, 3], [640, 4]], first: -0.165, last: -0.1, closure: 0.065 },
    { slice: "MATH500 L5, k = 1 to 4", n: 4, groups: [[178, 0], [588, 3], [234, 4]], first: -0.325, last: -0.178, closure: 0.147 },
    { slice: "AIME, k = 1 to 16", n: 16, groups: [[350, 0], [546, 12], [104, 13]], first: -0.506, last: -0.35, closure: 0.156 },
  ];
  it.each(slices)("$slice", ({ n, groups, first, last, closure }) => {
    const c = groups.flatMap(([problems, successes]) => new Array<number>(problems).fill(successes));
    const result = comparePassAtK({ n, c }, { n, c: c.map(() => n) }, [1, n]);
    // Means of 1,000 shares with denominators up to 16: exact but for the rounding of the sums.
    expectWithin(result.closure!.first, first, { abs: 1e-13 });
    expectWithin(result.closure!.last, last, { abs: 1e-13 });
    expectWithin(result.closure!.estimate, closure, { abs: 1e-13 });
    expect(result.closure!.behind).toBe("a");
  });
});

describe("seed 002: tests", () => {
  it.each([
    { n: 50, t: 5.91, p: 3.22e-7, printed: 1e-8 },
    { n: 20, t: 4.72, p: 1.49e-4, printed: 1e-5 },
  ])("t = $t with n = $n has p = $p, not < $printed as the post prints (that is the normal tail)", ({ n, t, p, printed }) => {
    const spread = Math.sqrt((n - 1) / n);
    const values = Array.from({ length: n }, (_, i) => t / Math.sqrt(n) + (i % 2 === 0 ? spread : -spread));
    const result = tTest(values);
    expectWithin(result.statistic, t, { rel: 1e-12 });
    expectWithin(result.pValue, p, { rel: 2e-3 });
    expect(result.pValue).toBeGreaterThan(printed);
  });

  it("Wilcoxon: 306 differences of one sign give 6.4e-52, 68 with W = 1 give 8.0e-13", () => {
    const oneSign = Array.from({ length: 306 }, (_, i) => i + 1);
    expectWithin(wilcoxonSignedRank(oneSign).pValue, 6.349e-52, { rel: 1e-4 });
    const oneExcept = Array.from({ length: 68 }, (_, i) => (i === 0 ? -1 : i + 1));
    expectWithin(wilcoxonSignedRank(oneExcept).pValue, 7.99e-13, { rel: 1e-3 });
  });
});
