/** Two arms of real rollouts in the place of two checkpoints: no training run is at hand, so this tests the plumbing on data of real size. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readRollouts } from "../../src/data/index.ts";
import { checkpointStudy, compareArms } from "../../src/study/index.ts";
import { expectWithin } from "../within.ts";

const path = join(process.env["DIVLAB_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data"), "tot-game24/samples.jsonl.gz");
const present = existsSync(path);

describe.skipIf(!present)(`checkpoints of real rollouts${present ? "" : " (SKIPPED: ../shared/data is not here)"}`, () => {
  it("compares two arms as compareArms does", async () => {
    const { rollouts } = await readRollouts(path);
    const [a, b] = rollouts.solver.levels;
    const renamed = { ...rollouts, solver: { ...rollouts.solver, levels: rollouts.solver.levels.map((_, i) => `tot-step-${i}`) } };
    const study = checkpointStudy(renamed, { rng: 0, tooFew: "skip" });
    expect(study.checkpoints).toHaveLength(2);
    const arms = compareArms(rollouts, { rng: 0, tooFew: "skip", ks: study.ks, measures: [] }).comparisons[0];
    expect([arms.a, arms.b]).toEqual([a, b]);
    study.comparisons[0].passAtK!.points.forEach(({ estimate, confidenceInterval }, j) => {
      const expected = arms.passAtK!.points[j];
      // The same differences with the sign turned, summed in the order of the other arm.
      expectWithin(estimate, -expected.estimate, { rel: 1e-12, abs: 1e-15 });
      expectWithin(confidenceInterval.low, -expected.confidenceInterval.high, { rel: 1e-10, abs: 1e-15 });
    });
    expect(study.checkpoints.every(({ varianceBand, moments }) => varianceBand !== undefined && moments !== undefined)).toBe(true);
  });
});
