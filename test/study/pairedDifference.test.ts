import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pairedDifference } from "../../src/study/pairedDifference.ts";
import { expectWithin } from "../within.ts";

describe("pairedDifference()", () => {
  it("puts means, t test, Wilcoxon's test and effect size side by side", () => {
    // scipy.stats.ttest_rel and wilcoxon(method="exact") of SciPy 1.10.1.
    const a = Float64Array.of(0.12, 0.09, 0.15, 0.08, 0.11, 0.2);
    const b = Float64Array.of(0.06, 0.07, 0.05, 0.09, 0.04, 0.12);
    const result = pairedDifference(a, b, 0.95);
    expectWithin(result.estimate, 0.32 / 6, { rel: 1e-12 });
    expectWithin(result.relative, 0.75 / 0.43 - 1, { rel: 1e-12 });
    expectWithin(result.tTest!.statistic, 3.2, { rel: 1e-12 });
    expectWithin(result.tTest!.pValue, 0.02399517680330048, { rel: 1e-11 });
    expect(result.wilcoxon!.pValue).toBe(0.0625);
    expectWithin(result.cohenD!.estimate, 3.2 / Math.sqrt(6), { rel: 1e-12 });
    expect([result.larger, result.smaller, result.problems]).toEqual([5, 1, 6]);
  });

  it("turns round when the arms change places", () => {
    const values = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(values, (pairs) => {
        const a = Float64Array.from(pairs, ([x]) => x);
        const b = Float64Array.from(pairs, ([, y]) => y);
        const forth = pairedDifference(a, b, 0.9);
        const back = pairedDifference(b, a, 0.9);
        expect(back.estimate).toBeCloseTo(-forth.estimate, 14);
        expect(back.larger).toBe(forth.smaller);
        expect(back.tTest === null).toBe(forth.tTest === null);
        expect(back.wilcoxon!.pValue).toBeCloseTo(forth.wilcoxon!.pValue, 12);
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  it("has no test without variation, and no interval for one problem", () => {
    const level = pairedDifference(Float64Array.of(2, 3), Float64Array.of(1, 2), 0.95);
    expect([level.tTest, level.cohenD, level.standardError]).toEqual([null, null, 0]);
    expect(level.confidenceInterval).toEqual({ low: 1, high: 1, level: 0.95 });
    const single = pairedDifference(Float64Array.of(2), Float64Array.of(1), 0.95);
    expect(single.estimate).toBe(1);
    expect(single.standardError).toBeNaN();
    expect(single.confidenceInterval.low).toBeNaN();
    expect(pairedDifference(Float64Array.of(2), Float64Array.of(0), 0.95).relative).toBeNaN();
  });
});
