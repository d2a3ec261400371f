import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fUpperTail } from "../../src/numeric/special/fDistribution.ts";
import { studentTUpperTail } from "../../src/numeric/special/index.ts";
import rows from "../fixtures/mpmath/f-distribution.json" with { type: "json" };
import { expectWithin } from "../within.ts";

describe("fUpperTail()", () => {
  it("matches 60-digit values from the body to tails of 1e-300", () => {
    // The incomplete beta function of @stdlib: some 1e-13, a factor of df more where x^df is raised to a power.
    for (const { f, df1, df2, tail } of rows) expectWithin(fUpperTail(f, df1, df2 ?? Infinity), tail, { rel: 1e-11 });
    expect(rows.some(({ tail }) => tail < 1e-200)).toBe(true);
  });

  it("is the two-sided tail of t for one numerator degree of freedom", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 40, noNaN: true }), fc.double({ min: 0.6, max: 500, noNaN: true }), (t, df) => {
        expectWithin(fUpperTail(t * t, 1, df), 2 * studentTUpperTail(t, df), { rel: 1e-10 });
      }),
      { seed: 1 },
    );
  });

  it("is 1 at 0 and below, 0 at infinity", () => {
    expect(fUpperTail(0, 3, 7)).toBe(1);
    expect(fUpperTail(-2, 3, 7)).toBe(1);
    expect(fUpperTail(Infinity, 3, 7)).toBe(0);
  });
});
