import { describe, expect, it } from "vitest";
import { fromRows } from "../../src/data/index.ts";
import { tTest } from "../../src/stats/index.ts";
import { diversityStudy } from "../../src/study/diversityStudy.ts";
import { pairedDifference } from "../../src/study/pairedDifference.ts";
import { pruningStudy } from "../../src/study/pruningStudy.ts";
import { varies } from "../../src/study/varies.ts";

/** 100 values that differ in their last bits: their spread is above ten units in the last place, their standard error below. */
const nearlyOne = Float64Array.from({ length: 100 }, (_, i) => 1 + (i % 2) * 60 * 2 ** -52);

describe("values that vary by rounding alone", () => {
  it("are those that the t test refuses", () => {
    expect(() => tTest(nearlyOne)).toThrow("must vary");
    expect([varies(5e-16, 1), varies(3e-15, 1), varies(0, 0), varies(1e-300, 0), varies(NaN, 1)]).toEqual([false, true, false, true, false]);
  });

  it("have a difference without a test", () => {
    const { estimate, standardError, tTest: test, cohenD } = pairedDifference(nearlyOne, new Float64Array(100), 0.95);
    expect(estimate).toBeCloseTo(1, 12);
    expect([standardError, test, cohenD]).toEqual([0, null, null]);
  });

  it("do not stop a study: embeddings of one shape, turned, have equal distances but for their last bits", () => {
    const rows = Array.from({ length: 30 }, (_, i) => ({ problem: `p${Math.floor(i / 3)}`, embedding: [Math.cos(i), Math.sin(i)] }));
    const rollouts = fromRows(rows, { problem: "problem", embedding: "embedding" });
    const [{ measures }] = diversityStudy(rollouts).solvers;
    const { estimate, standardError, confidenceInterval } = measures.find(({ measure }) => measure === "cosine-distance")!;
    // cos 1 twice and cos 2 once.
    expect(estimate).toBeCloseTo(1 - (2 * Math.cos(1) + Math.cos(2)) / 3, 12);
    expect(standardError).toBe(0);
    expect(confidenceInterval).toEqual({ low: estimate, high: estimate, level: 0.95 });
  });

  it("do not stop a pruning study: the same loss of reward in every batch", () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({ problem: `p${Math.floor(i / 4)}`, answer: `${i % 4}`, reward: 0.1 * (i % 4) + 0.7 * Math.floor(i / 4) }));
    const rollouts = fromRows(rows, { problem: "problem", answer: "answer", reward: "reward" });
    const { points } = pruningStudy(rollouts, { rng: 0, ks: [2], methods: ["k-medoids"], outcomes: ["best-reward"] });
    expect(points.map(({ overWhole }) => overWhole.estimate < 0)).toContain(true);
  });
});
