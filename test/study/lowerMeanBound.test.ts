import { describe, expect, it } from "vitest";
import { betaQuantile } from "../../src/numeric/special/index.ts";
import { createRng } from "../../src/random/index.ts";
import { lowerMeanBound, upperMeanBound } from "../../src/study/lowerMeanBound.ts";
import { expectWithin } from "../within.ts";

describe("the lower bound of a mean of values from −1 on", () => {
  it("is the exact bound for losses never seen: (1 − level)^(1/n) − 1", () => {
    for (const n of [5, 100, 1000]) {
      // The quantile of Beta(n, 1) is p^(1/n); @stdlib's quantile is good to about 1e-12 here.
      expectWithin(lowerMeanBound(new Float64Array(n), 0.95), 0.05 ** (1 / n) - 1, { rel: 1e-9 });
    }
  });

  it("is Clopper and Pearson's bound for losses of 1 in gain-free samples", () => {
    const values = Float64Array.from({ length: 80 }, (_, i) => (i < 5 ? -1 : 0));
    expectWithin(lowerMeanBound(values, 0.975), betaQuantile(0.025, 75, 6) - 1, { rel: 1e-9 });
  });

  it("lies below the mean, falls with the level, mirrors into the upper bound", () => {
    const rng = createRng(1);
    const values = Float64Array.from({ length: 30 }, () => 2 * rng.float() - 1);
    const mean = values.reduce((total, value) => total + value, 0) / 30;
    expect(lowerMeanBound(values, 0.9)).toBeLessThan(mean);
    expect(lowerMeanBound(values, 0.99)).toBeLessThan(lowerMeanBound(values, 0.9));
    expect(upperMeanBound(values, 0.9)).toBe(-lowerMeanBound(values.map((value) => -value), 0.9));
    expect(lowerMeanBound(new Float64Array(3).fill(-1), 0.95)).toBe(-1);
  });

  it("scales with the least possible value; where that is 0 nothing can be lost", () => {
    const values = Float64Array.of(0, 0, -3, 1, 0.5, 0, 0, 0);
    expectWithin(lowerMeanBound(values.map((value) => 4 * value), 0.95, -20), 4 * lowerMeanBound(values, 0.95, -5), { rel: 1e-9 });
    expectWithin(lowerMeanBound(new Float64Array(50), 0.95, -7), 7 * (0.05 ** (1 / 50) - 1), { rel: 1e-9 });
    expect(lowerMeanBound(new Float64Array(4), 0.95, 0)).toBe(0);
  });

  /** How often the bound at 95 % lies above the true mean; a t bound does in up to 37 % of the samples of the first design. */
  it.each([
    ["rare losses", 100, 0.01, 0],
    ["rare losses, few batches", 30, 0.03, 0],
    ["rare losses and gains", 100, 0.03, 0.02],
    ["frequent losses and gains", 100, 0.2, 0.2],
  ])("is wrong in at most 5 % of samples: %s", (_, n, loss, gain) => {
    const rng = createRng(`bound/${n}/${loss}/${gain}`);
    const runs = 2000;
    let wrong = 0;
    for (let run = 0; run < runs; run++) {
      const values = Float64Array.from({ length: n }, () => {
        const u = rng.float();
        return u < loss ? -1 : u < loss + gain ? 1 : 0;
      });
      if (lowerMeanBound(values, 0.95) > gain - loss) wrong++;
    }
    // Three standard errors of a share of 5 % in 2,000 runs are 1.5 points.
    expect(wrong / runs).toBeLessThan(0.065);
  });
});
