import { describe, expect, it } from "vitest";
import * as data from "../../src/data/index.ts";
import * as random from "../../src/random/index.ts";
import * as stats from "../../src/stats/index.ts";
import * as study from "../../src/study/index.ts";
import { run } from "./coverage.mjs";

/** Standard error of an observed rate whose true value is `rate`. */
const standardError = (rate: number, runs: number): number => Math.sqrt((rate * (1 - rate)) / runs);

const rows = await run({ quick: true, data, study, stats, random });

describe("correlations of subsets, calibrated by simulation (quick)", () => {
  it.each(rows.flatMap((row) => (row.promise === undefined ? [] : { ...row, ...row.promise })))("$procedure: $design", ({ observed, runs, low }) => {
    expect(observed).toBeGreaterThanOrEqual(low - 4 * standardError(low, runs));
  });

  it("says what goes wrong with subsets taken as independent", () => {
    const naive = rows.filter(({ procedure }) => procedure.includes("every subset independent"));
    expect(naive.length).toBe(4); // two outcomes, in two designs without a relation
    for (const { observed } of naive) expect(observed).toBeGreaterThan(0.3);
  });
});
