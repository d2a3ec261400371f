import * as fc from "fast-check";
import { describe, it } from "vitest";
import { meanFailure } from "../../src/collapse/classifier/meanFailure.ts";
import { normalUpperTail } from "../../src/numeric/special/index.ts";
import oracle from "../fixtures/mpmath/logistic-normal.json" with { type: "json" };
import { expectWithin } from "../within.ts";

describe("meanFailure()", () => {
  it.each(oracle.cases)("agrees with mpmath for margins N($mean, $deviation²)", ({ mean, deviation, failure }) => {
    // The bound of the rule is 1e-15; the sums add some rounding.
    const ours = meanFailure(mean, deviation, oracle.ks);
    for (let j = 0; j < failure.length; j++) expectWithin(ours[j], failure[j], { abs: 2e-15 });
  });

  it("is continuous where the two forms of the integral meet", () => {
    for (const mean of [-3, 0, 1, 2.5, 8]) {
      const [below, above] = [1, 1 + 2 ** -50].map((deviation) => meanFailure(mean, deviation, oracle.ks));
      // The derivative in the deviation is at most about 1/2.
      for (let j = 0; j < below.length; j++) expectWithin(above[j], below[j], { abs: 4e-15 });
    }
  });

  it("at k = 1 is a half by symmetry for mean 0, and a mean and its opposite add up to 1", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 30, noNaN: true }), fc.double({ min: 0, max: 100, noNaN: true }), (mean, deviation) => {
        expectWithin(meanFailure(0, deviation, [1])[0], 1 / 2, { abs: 2e-15 });
        expectWithin(meanFailure(mean, deviation, [1])[0] + meanFailure(-mean, deviation, [1])[0], 1, { abs: 4e-15 });
      }),
      { seed: 1 },
    );
  });

  it("goes to the share of wrong signs, for every k, as the margins grow", () => {
    for (const failure of meanFailure(0.7e9, 1e9, [1, 2, 32])) expectWithin(failure, normalUpperTail(0.7), { abs: 1e-8 });
  });
});
