import { afterEach, describe, expect, it } from "vitest";
import { type Backend, useBackend } from "../../src/kernels/backend.ts";
import { resampleCurves } from "../../src/passk/resampleCurves.ts";
import { createRng } from "../../src/random/index.ts";
import { runSteps } from "../../src/steps/index.ts";
import { expectWithin } from "../within.ts";

afterEach(() => useBackend("auto"));

/** The definition: draw clusters one by one, take the mean over all their members. */
function meansByDefinition(columns: readonly Float64Array[], codes: ArrayLike<number>, clusters: number, resamples: number): number[] {
  const rng = createRng(5);
  return Array.from({ length: resamples }, () => {
    const drawn = Array.from({ length: clusters }, () => rng.integer(clusters));
    const rows = drawn.flatMap((cluster) => Array.from(codes).flatMap((code, row) => (code === cluster ? [row] : [])));
    return columns.map((column) => rows.reduce((total, row) => total + column[row], 0) / rows.length);
  }).flat();
}

describe.each(["wasm", "js"] satisfies Backend[])("resampleCurves(), %s", (backend) => {
  it.each([
    [2, 1, 7, 1],
    [30, 4, 100, 1],
    [300, 3, 20, 1],
    [90, 5, 60, 3],
  ])("takes means of problems drawn with replacement: %i problems, %i columns, %i replicates, clusters of %i", (problems, size, resamples, per) => {
    useBackend(backend);
    const columns = Array.from({ length: size }, (_, j) => Float64Array.from({ length: problems }, (_value, i) => ((i * 131 + j * 17) % 23) / 23));
    const codes = Int32Array.from({ length: problems }, (_, i) => Math.floor(i / per) % Math.ceil(problems / per));
    const clusters = problems / per;
    const steps = resampleCurves(columns, per === 1 ? undefined : { codes, size: clusters }, resamples, createRng(5));
    const { means } = runSteps(steps);
    const expected = meansByDefinition(columns, codes, clusters, resamples);
    expect(means.length).toBe(expected.length);
    // Sums of up to 300 numbers below 1 in another order: 300 roundings of half a unit each at most.
    means.forEach((value, at) => expectWithin(value, expected[at], { abs: 1e-13 }));
  });

  it("gives the same bits from one batch of replicates as from many", () => {
    useBackend(backend);
    const columns = [Float64Array.from({ length: 20 }, (_, i) => 1 / (i + 1))];
    const few = runSteps(resampleCurves(columns, undefined, 40, createRng(1))).means;
    const many = runSteps(resampleCurves(columns, undefined, 4000, createRng(1))).means;
    expect(many.subarray(0, 40)).toEqual(few);
  });
});
