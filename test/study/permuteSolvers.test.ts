/** Permutation of solvers against full enumeration by another way: the names of the distances change places. */
import { describe, expect, it } from "vitest";
import { ensembleStudy, type EnsembleStudy } from "../../src/study/ensembleStudy.ts";
import { ensembleStudyFromTable } from "../../src/study/ensembleStudyFromTable.ts";
import { permuteSolvers, permuteSolversAsync } from "../../src/study/permuteSolvers.ts";
import { simulateEnsembleStudy } from "../../src/study/simulateEnsembleStudy.ts";
import { simulateEnsembleTable } from "../../src/study/simulateEnsembleTable.ts";
import { expectWithin } from "../within.ts";

const sim = simulateEnsembleStudy({ effect: 4, solvers: 5, size: 2, ensembles: 10, splits: 3, problems: 40, rng: 2 });
const plan = { ensembles: sim.ensembles, splits: sim.splits, df: "z" } as const;
const study = ensembleStudy({ outcomes: sim.outcomes, diversity: sim.diversity, after: sim.after }, plan);

function slope({ fit }: EnsembleStudy): number {
  return fit!.fixedEffects[1].statistic;
}

function orders<T>(items: readonly T[]): T[][] {
  return items.length === 0 ? [[]] : items.flatMap((item, i) => orders(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]));
}

describe("permuteSolvers", () => {
  it("agrees with all 120 ways to name the distances", () => {
    const observed = Math.abs(slope(study));
    const { distances } = study.pool!;
    const as = orders(study.pool!.solvers).map((solvers) => Math.abs(slope(ensembleStudy({ outcomes: sim.outcomes, diversity: { solvers, distances }, after: sim.after }, plan))));
    const exact = as.filter((value) => value >= observed * (1 - 1e-9)).length / as.length;
    expect(exact).toBeGreaterThan(0.05); // else the comparison below would say little
    expect(exact).toBeLessThan(0.95);
    const result = permuteSolvers(study, { rng: 3, permutations: 1500 });
    expectWithin(result.statistic, slope(study), { rel: 1e-10 });
    // Four standard errors of a share of 1,500.
    expectWithin(result.pValue, exact, { abs: 4 * Math.sqrt((exact * (1 - exact)) / 1500) + 1 / 1500 });
    expect(result.solvers).toBe(5);
  });

  it("is the same in slices, and a function of the seed", async () => {
    const options = { rng: "a", permutations: 50 };
    const result = permuteSolvers(study, options);
    expect(await permuteSolversAsync(study, { ...options, sliceMs: 1 })).toEqual(result);
    const stop = new AbortController();
    stop.abort(new Error("enough"));
    await expect(permuteSolversAsync(study, { ...options, signal: stop.signal })).rejects.toThrow("enough");
  });

  it("leaves missing cells out, and moves only solvers that are in an ensemble", () => {
    const keep = Array.from(sim.after.accuracy.keys()).filter((i) => i !== 4);
    const after = { ensemble: keep.map((i) => sim.after.ensemble[i]), split: keep.map((i) => sim.after.split[i]), accuracy: keep.map((i) => sim.after.accuracy[i]) };
    const partial = ensembleStudy({ outcomes: sim.outcomes, diversity: sim.diversity, after }, plan);
    expectWithin(permuteSolvers(partial, { rng: 1, permutations: 5 }).statistic, slope(partial), { rel: 1e-10 });
    const some = sim.ensembles.filter(({ members }) => !members.includes("solver-04"));
    const rows = keep.filter((i) => some.some(({ ensemble }) => ensemble === sim.after.ensemble[i]));
    const four = ensembleStudy(
      { outcomes: sim.outcomes, diversity: sim.diversity, after: { ensemble: rows.map((i) => sim.after.ensemble[i]), split: rows.map((i) => sim.after.split[i]), accuracy: rows.map((i) => sim.after.accuracy[i]) } },
      { ...plan, ensembles: some },
    );
    expect(permuteSolvers(four, { rng: 1, permutations: 5 }).solvers).toBe(4);
  });

  it("takes an arrangement in which all ensembles are equally diverse as one without a slope", () => {
    // Two families of two and a loner: only an ensemble of one family is less diverse than the others.
    const family = [0, 0, 1, 1, 2];
    const distances = { data: Float64Array.from({ length: 25 }, (_, i) => (Math.floor(i / 5) === i % 5 ? 0 : family[Math.floor(i / 5)] === family[i % 5] ? 0.2 : 0.8)), shape: [5, 5] as const };
    const solvers = sim.outcomes.solver.levels.toSorted();
    const ensembles = [[0, 1], [2, 4], [0, 4]].map((own, e) => ({ ensemble: `e${e}`, members: own.map((i) => solvers[i]) }));
    const tied = ensembleStudy({ outcomes: sim.outcomes, diversity: { solvers, distances } }, { ensembles, splits: sim.splits, df: "z" });
    expect(tied.fit).not.toBeNull();
    const { pValue } = permuteSolvers(tied, { rng: 1, permutations: 50 });
    expect(pValue).toBeGreaterThan(0);
    expect(pValue).toBeLessThan(1); // arrangements without any near pair in an ensemble do not count as far
  });

  it("needs a pool and a fit", () => {
    expect(() => permuteSolvers(ensembleStudyFromTable(simulateEnsembleTable({ effect: 1, rng: 1 })), { rng: 1 })).toThrow(/must have a pool and a fit, got null/);
    expect(() => permuteSolvers({ ...study, fit: null }, { rng: 1 })).toThrow(/must have a pool and a fit/);
    expect(() => permuteSolvers(study, { rng: 1, permutations: 0 })).toThrow(/permutations must be an integer ≥ 1/);
  });
});
