import { describe, expect, it } from "vitest";
import * as random from "../../src/random/index.ts";
import { ensembleStudyFromTable } from "../../src/study/ensembleStudyFromTable.ts";
import { permuteSolvers } from "../../src/study/permuteSolvers.ts";
import { run } from "./ensembleStudy.mjs";

/** Standard error of an observed rate whose true value is `rate`. */
const standardError = (rate: number, runs: number): number => Math.sqrt((rate * (1 - rate)) / runs);

const rows = await run({ quick: true, study: { ensembleStudyFromTable, permuteSolvers }, random });

describe("the ensemble study, calibrated by simulation (quick)", () => {
  it.each(rows.flatMap((row) => (row.promise === undefined ? [] : { ...row, ...row.promise })))("$procedure: $design", ({ observed, runs, high }) => {
    expect(observed).toBeLessThanOrEqual(high + 4 * standardError(high, runs));
  });

  it("rejects too often for ensembles that share members, as the page says", () => {
    const shared = rows.find(({ procedure, design }) => procedure.startsWith("kenward") && design.includes("pool of 12"))!;
    expect(shared.observed).toBeGreaterThan(0.05 + 2 * standardError(0.05, shared.runs));
  });
});
