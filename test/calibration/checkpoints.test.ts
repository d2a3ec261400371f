import { describe, expect, it } from "vitest";
import * as random from "../../src/random/index.ts";
import { runSteps } from "../../src/steps/index.ts";
import * as best from "../../src/study/checkpoints/checkpointBest.ts";
import * as curves from "../../src/study/checkpoints/checkpointCurves.ts";
import * as moments from "../../src/study/checkpoints/checkpointMoments.ts";
import * as verdict from "../../src/study/checkpoints/checkpointVerdict.ts";
import * as spot from "../../src/study/checkpoints/sweetSpot.ts";
import { run } from "./checkpoints.mjs";

/** Standard error of an observed rate whose true value is `rate`. */
const standardError = (rate: number, runs: number): number => Math.sqrt((rate * (1 - rate)) / runs);

const rows = await run({ quick: true, random, study: { ...best, ...curves, ...moments, ...verdict, ...spot, runSteps } });

describe("checkpoints, calibrated by simulation (quick)", () => {
  it.each(rows.flatMap((row) => (row.promise === undefined ? [] : { ...row, ...row.promise })))("$procedure: $design", ({ observed, runs, low, high }) => {
    expect(observed).toBeGreaterThanOrEqual(low - 4 * standardError(low, runs));
    expect(observed).toBeLessThanOrEqual(high + 4 * standardError(high, runs));
  });
});
