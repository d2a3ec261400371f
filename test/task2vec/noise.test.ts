import { describe, expect, it } from "vitest";
import * as random from "../../src/random/index.ts";
import * as task2vec from "../../src/task2vec/index.ts";
import { simulate } from "./simulate.mjs";

/** The claims of docs/methods/task2vec.md in small; bounds are several Monte-Carlo errors away from the numbers there. */
describe("EDC of noisy embeddings and its standard errors (simulated)", () => {
  const { noise, errors } = simulate({ quick: true, task2vec, random });

  it("noise alone makes solvers that are nearly alike look different; replicates take most of it out", () => {
    for (const { exact, uncorrected, noiseFloor, corrected } of noise) {
      expect(uncorrected - exact).toBeGreaterThan(0.8 * noiseFloor);
      expect(Math.abs(corrected - exact)).toBeLessThan(0.2 * (uncorrected - exact));
    }
    const [alike] = noise;
    expect(alike.uncorrected).toBeGreaterThan(100 * alike.exact);
  });

  it("the standard errors are as large as the spread, over solvers and over batches", () => {
    for (const { ratio, population, coverage } of errors) {
      expect(Math.abs(ratio - 1)).toBeLessThan(0.25);
      if (population === "one family") expect(coverage).toBeGreaterThan(0.9);
    }
  });
});
