import { describe, expect, it } from "vitest";
import * as random from "../../src/random/index.ts";
import * as stats from "../../src/stats/index.ts";
import { type CalibrationRow, run } from "./stats.mjs";

/** Standard error of an observed rate whose true value is `rate`. */
const standardError = (rate: number, runs: number): number => Math.sqrt((rate * (1 - rate)) / runs);

describe("stats, calibrated by simulation (quick)", () => {
  const rows = run({ quick: true, stats, random });

  it.each(rows.flatMap((row) => (row.promise === undefined ? [] : { ...row, ...row.promise })))("$procedure: $design", ({ observed, runs, low, high }) => {
    expect(observed).toBeGreaterThanOrEqual(low - 4 * standardError(low, runs));
    expect(observed).toBeLessThanOrEqual(high + 4 * standardError(high, runs));
  });

  it("says what goes wrong without its assumptions", () => {
    const find = (procedure: string, design: string): CalibrationRow => rows.find((row) => row.procedure === procedure && row.design.includes(design)) as CalibrationRow;
    // Measured in full: 0.32 and 0.69; these bounds are about three standard errors away in a quick run.
    expect(find("permutationTest, random splits", "not its null").observed).toBeGreaterThan(0.12);
    expect(find("bootstrap, bca, clusters ignored", "half the variance").observed).toBeLessThan(0.88);
  });
});
