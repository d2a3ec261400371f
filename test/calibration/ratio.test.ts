import { describe, expect, it } from "vitest";
import * as random from "../../src/random/index.ts";
import * as stats from "../../src/stats/index.ts";
import { run } from "./ratio.mjs";

/** Standard error of an observed rate whose true value is `rate`. */
const standardError = (rate: number, runs: number): number => Math.sqrt((rate * (1 - rate)) / runs);

describe("ratios of sums, calibrated by simulation (quick)", () => {
  const rows = run({ quick: true, stats, random });

  it.each(rows.flatMap((row) => (row.promise === undefined ? [] : { ...row, ...row.promise })))("$procedure: $design", ({ observed, runs, low, high }) => {
    expect(observed).toBeGreaterThanOrEqual(low - 4 * standardError(low, runs));
    expect(observed).toBeLessThanOrEqual(high + 4 * standardError(high, runs));
  });

  it("says what goes wrong with a linearised error near rate 0, and with pairs taken as independent", () => {
    const find = (procedure: string, design: string): number => rows.find((row) => row.procedure === procedure && row.design.startsWith(design))!.observed;
    // Measured in full: 0.39 and 0.49; these bounds are about three standard errors away in a quick run.
    expect(find("linearised, t", "Beta(0.2, 8), M = 30, n = 1")).toBeLessThan(0.6);
    expect(find("signed ranks over pairs, p ≤ 0.05", "20 problems of 16")).toBeGreaterThan(0.25);
  });
});
