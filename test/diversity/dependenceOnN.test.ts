import { describe, expect, it } from "vitest";
import * as diversity from "../../src/diversity/index.ts";
import * as random from "../../src/random/index.ts";
import { simulate } from "./simulate.mjs";

/** The claims of docs/methods/diversity.md in small; bounds are several Monte-Carlo errors away from the numbers there. */
describe("measures and the number of samples (simulated)", () => {
  const { vectors, answers, distanceErrors, rarefactionErrors } = simulate({ quick: true, diversity, random });

  it("the mean pairwise distance stays, the Vendi score grows, at small q most", () => {
    for (const design of new Set(vectors.map((row) => row.design))) {
      const [few, more] = vectors.filter((row) => row.design === design).map(({ values }) => values);
      const growth = more.map((value, i) => value / few[i]);
      if (!design.includes("outliers")) expect(Math.abs(growth[0] - 1)).toBeLessThan(0.1);
      expect(growth[1]).toBeGreaterThan(1.5);
      expect(growth[2]).toBeGreaterThan(1.1);
      expect(growth[1]).toBeGreaterThan(growth[2]);
      expect(growth[2]).toBeGreaterThan(growth[3]);
    }
  });

  it("rarefied numbers and Simpson's index stay, distinct answers and entropy do not", () => {
    const [few, more] = answers.map(({ values }) => values);
    const [distinct, share, at4, at8, different, plugIn] = more.map((value, i) => value / few[i]);
    for (const steady of [at4, at8, different]) expect(Math.abs(steady - 1)).toBeLessThan(0.03);
    expect(distinct).toBeGreaterThan(2);
    expect(share).toBeLessThan(0.8);
    expect(plugIn).toBeGreaterThan(1.3);
  });

  it("standard errors are near the true spread", () => {
    // 100 runs: a ratio of standard deviations is good to about 10 %.
    for (const { ratio, design } of distanceErrors) if (!design.includes("outliers")) expect(Math.abs(ratio - 1.1)).toBeLessThan(0.35);
    for (const { deviation, error } of rarefactionErrors) {
      expect(error / deviation).toBeGreaterThan(0.7);
      expect(error / deviation).toBeLessThan(2.5);
    }
  });
});
