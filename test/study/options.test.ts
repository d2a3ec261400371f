import { describe, expect, it } from "vitest";
import { fromRows } from "@divlab/core/data";
import { truncateDistribution } from "../../src/collapse/index.ts";
import { passAtK } from "../../src/passk/index.ts";
import { checkpointStudy, compareArms, diversityCoverage, pruningStudy, samplingStudy, selectionScaling } from "../../src/study/index.ts";

const rollouts = fromRows([{ problem: "p", correct: true }], { problem: "problem", correct: "correct" });

describe("options that are none", () => {
  it.each([samplingStudy, compareArms, diversityCoverage, selectionScaling, pruningStudy, checkpointStudy])("are refused by name: $name", (study) => {
    expect(() => study(rollouts, undefined as never)).toThrow(/^Cannot .*: options must be an object, got undefined$/);
    expect(() => study(rollouts, null as never)).toThrow(/^Cannot .*: options must be an object, got null$/);
  });

  it("are refused where they may be left out, too", () => {
    expect(() => passAtK({ n: 2, c: [1] }, 1, null as never)).toThrow("Cannot compute pass@k: options must be an object, got null");
    expect(() => truncateDistribution([0.5, 0.5], null as never)).toThrow(": options must be an object, got null");
  });
});
