import { describe, expect, it } from "vitest";
import { bootstrapMixedModel } from "../../src/lmm/bootstrapMixedModel.ts";
import { fitMixedModel } from "../../src/lmm/fitMixedModel.ts";
import { powerMixedModel } from "../../src/lmm/powerMixedModel.ts";
import * as random from "../../src/random/index.ts";
import { run } from "./mixedModel.mjs";

/** Standard error of an observed rate whose true value is `rate`. */
const standardError = (rate: number, runs: number): number => Math.sqrt((rate * (1 - rate)) / runs);

const rows = await run({ quick: true, lmm: { bootstrapMixedModel, fitMixedModel, powerMixedModel }, random });

describe("mixed models, calibrated by simulation (quick)", () => {
  it.each(rows.flatMap((row) => (row.promise === undefined ? [] : { ...row, ...row.promise })))("$procedure: $design", ({ observed, runs, high }) => {
    expect(observed).toBeLessThanOrEqual(high + 4 * standardError(high, runs));
  });

  it("says what goes wrong with z in a small study", () => {
    const z = rows.find(({ procedure, design }) => procedure.startsWith("z:") && design.startsWith("8 × 20, clear"));
    expect(z?.observed).toBeGreaterThan(0.07);
  });

  it("covers with bootstrap intervals more often than not", () => {
    const intervals = rows.filter(({ procedure }) => procedure.includes("percentile interval of β₁"));
    expect(intervals.length).toBe(2);
    for (const { observed } of intervals) expect(observed).toBeGreaterThan(0.5);
  });
});
