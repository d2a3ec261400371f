import { ensemblePower, ensemblePowerAsync, ensembleStudyFromTable, simulateEnsembleTable } from "@divlab/core/study";
import { describe, expect, it } from "vitest";

const study = ensembleStudyFromTable(simulateEnsembleTable({ ensembles: 20, splits: 10, effect: 40, rng: 1 }), { df: "z" });
const options = { rng: 1, df: "z", replicates: 200 } as const;

describe("ensemblePower()", () => {
  it("brackets the study's own number of ensembles, and more of them have more power", async () => {
    const shares: number[] = [];
    const power = await ensemblePowerAsync(study, { ...options, onProgress: (share) => shares.push(share) });
    const sizes = power!.points.map(({ ensembles }) => ensembles);
    expect(sizes).toContain(20);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(power!.points.at(-1)!.power).toBeGreaterThan(power!.points[0].power);
    expect(power!.replicates).toBe(200);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(ensemblePower(study, options)).toEqual(power);
  });

  it("is null where there is nothing to take for true", async () => {
    const few = ensembleStudyFromTable({ ensemble: ["a", "a", "b", "b"], split: ["s", "t", "s", "t"], edc: [0, 0, 1, 1], s0: [0.1, 0.2, 0.1, 0.2], ds: [0, 0.1, 0.1, 0] });
    expect(await ensemblePowerAsync(few, options)).toBeNull();
  });

  it("can be stopped", async () => {
    await expect(ensemblePowerAsync(study, { ...options, signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });

  it("refuses what it does not know", async () => {
    await expect(ensemblePowerAsync(study, { ...options, replicates: 0 })).rejects.toThrow("Cannot find the power of an ensemble study: replicates");
    await expect(ensemblePowerAsync(study, { ...options, power: 0.9 } as never)).rejects.toThrow("power");
  });
});
