import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { balancedKenwardRoger } from "../../src/lmm/balanced/balancedKenwardRoger.ts";
import { balancedStrata } from "../../src/lmm/balanced/balancedStrata.ts";
import { ensemblesForPower, ensemblesForPowerAsync } from "../../src/lmm/ensemblesForPower.ts";
import { exactPower } from "../../src/lmm/simulation/exactPower.ts";
import { fitDesign } from "../../src/lmm/fitDesign.ts";
import type { DfMethod } from "../../src/lmm/mixedModelFit.ts";
import { optimiseBalanced } from "../../src/lmm/balanced/optimiseBalanced.ts";
import type { PowerDesign } from "../../src/lmm/powerDesign.ts";
import { powerDesignFrom } from "../../src/lmm/powerDesignFrom.ts";
import { powerMixedModel, powerMixedModelAsync, type PowerPoint } from "../../src/lmm/powerMixedModel.ts";
import { studentTUpperTail } from "../../src/numeric/special/index.ts";
import { createRng } from "../../src/random/index.ts";
import { expectWithin } from "../within.ts";
import { crossedDesign } from "./crossedDesign.ts";
import { designOf, loadReference } from "./reference.ts";

/** Standard deviations of the response in the seeds' data sets, about. */
const sd = { ensemble: 0.015, split: 0.01, residual: 0.03 };
const seeds: PowerDesign = { ensembles: 30, splits: 20, effect: 0.1, predictorSd: 0.1, sd };
const baseline = { ensemble: 0.05, split: 0.03, residual: 0.03 };

const first = (design: PowerDesign, replicates: number, df: DfMethod = "kenward-roger"): PowerPoint =>
  powerMixedModel(design, { rng: "power", replicates, df }).points[0];

const binomialError = (p: number, count: number): number => Math.sqrt((p * (1 - p)) / count);

describe("powerMixedModel()", () => {
  it.each([
    { ensembles: 10, effect: 0.1 },
    { ensembles: 30, effect: 0.05 },
    { ensembles: 30, effect: 0.1 },
    { ensembles: 60, effect: 0.1 },
    { ensembles: 30, effect: 0 },
  ])("has the power of the closed form: N = $ensembles, β₁ = $effect", (part) => {
    const replicates = 20_000;
    // Little variance of residuals in the ensembles' means, so that next to no fit is singular.
    const point = first({ ...seeds, ...part, sd: { ensemble: 0.015, split: 0.01, residual: 0.01 } }, replicates);
    const exact = point.exactPower ?? NaN;
    expect(point.singular).toBeLessThan(0.002);
    expect(point.failed).toBe(0);
    expectWithin(point.power, exact, { abs: 4 * binomialError(exact, replicates) });
    expectWithin(point.standardError, binomialError(point.power, replicates), { rel: 1e-12 });
    const { low, high } = point.confidenceInterval;
    expect(low < point.power && point.power < high).toBe(true);
  });

  it("rejects less than the exact test where the variance between ensembles is often estimated as 0", () => {
    const point = first({ ...seeds, ensembles: 8, effect: 0, sd: { ensemble: 0, split: 0.01, residual: 0.03 } }, 20_000);
    expect(point.singular).toBeGreaterThan(0.5);
    expect(point.power).toBeLessThan(0.05);
    expect(point.splitSaturation).toBe(0);
  });

  it.each<DfMethod>(["kenward-roger", "satterthwaite", "z"])("rejects as often as fits of rows do, with a baseline tied to the predictor: %s", (df) => {
    const [ensembles, splits, slope] = [7, 4, 2];
    const parts = { ensembles, splits, sd: { ensemble: 1, split: 1, residual: 1 }, baseline: { ensemble: 0.5, split: 0.5, residual: 0.5 } };
    const replicates = 1500;
    const design = { ...parts, effect: 1.5, baseline: { ...parts.baseline, slope } };
    let rejected = 0;
    for (let b = 0; b < replicates; b++) {
      const rows = crossedDesign({ ...parts, effect: 1.5 }, createRng("rows").stream(b));
      const data = rows.x.data.map((value, e) => (e % 3 === 2 ? value + slope * rows.x.data[e - 1] : value));
      const { fixedEffects } = fitDesign({ ...rows, x: { data, shape: rows.x.shape } }, { df });
      if (fixedEffects[1].pValue <= 0.05) rejected++;
    }
    const predictorSd = Math.sqrt((ensembles + 1) / ensembles);
    const { power } = first({ ...design, predictorSd }, 20_000, df);
    expect(power).toBeGreaterThan(0.2);
    expect(power).toBeLessThan(0.8);
    expectWithin(rejected / replicates, power, { abs: 4 * (binomialError(power, replicates) + binomialError(power, 20_000)) });
  });

  it("rises with the effect and with both sizes, along the same random numbers", () => {
    const { points } = powerMixedModel({ ...seeds, baseline, effect: [0, 0.04, 0.08, 0.12, 0.16] }, { rng: 1, replicates: 2000 });
    for (let i = 1; i < points.length; i++) expect(points[i].power).toBeGreaterThan(points[i - 1].power);
    const { points: sizes } = powerMixedModel({ ...seeds, baseline, ensembles: [10, 20, 30, 40] }, { rng: 1, replicates: 2000 });
    for (let i = 1; i < sizes.length; i++) expect(sizes[i].power).toBeGreaterThan(sizes[i - 1].power);
    const { points: splits } = powerMixedModel({ ...seeds, splits: [2, 5, 20, 80] }, { rng: 1, replicates: 2000 });
    for (let i = 1; i < splits.length; i++) {
      expect(splits[i].power).toBeGreaterThan(splits[i - 1].power);
      expect(splits[i].splitSaturation).toBeGreaterThan(splits[i - 1].splitSaturation);
    }
  });

  it("is not noisier in a difference than the shared numbers let it be", () => {
    const differences = Array.from({ length: 30 }, (_, seed) => {
      const { points } = powerMixedModel({ ...seeds, ensembles: [20, 22] }, { rng: seed, replicates: 200 });
      return points[1].power - points[0].power;
    });
    const center = differences.reduce((a, b) => a + b) / 30;
    const spread = Math.sqrt(differences.reduce((sum, value) => sum + (value - center) ** 2, 0) / 29);
    // Independent draws would give √2 times the error of one power near 0.75, 0.043.
    expect(spread).toBeLessThan(0.03);
  });

  it("has the same power in other units and with the other sign", () => {
    fc.assert(
      fc.property(fc.constantFrom(0.001, 3, 1e5), fc.constantFrom(0.01, 7), fc.constantFrom(-1, 1), (y, x, sign) => {
        const scaled = (parts: { ensemble: number; split: number; residual: number }, by: number) => ({
          ensemble: by * parts.ensemble,
          split: by * parts.split,
          residual: by * parts.residual,
        });
        const plain = first({ ...seeds, baseline: { ...baseline, slope: 0.3 } }, 300);
        const other = first({ ...seeds, effect: (sign * 0.1 * y) / x, predictorSd: 0.1 * x, sd: scaled(sd, y), baseline: { ...scaled(baseline, 4), slope: (0.3 * 4) / x } }, 300);
        // A replicate within rounding of the critical value could differ; with the sign others reject.
        expectWithin(other.power, plain.power, { abs: sign > 0 ? 1 / 300 : 0.12 });
      }),
      { numRuns: 6, seed: 3 },
    );
  });

  it("multiplies lists out in the order documented and repeats single designs bit for bit", () => {
    const result = powerMixedModel({ ...seeds, ensembles: [8, 12], splits: [3, 5], effect: [0.1, 0.2], sd: [sd, { ...sd, ensemble: 0.03 }] }, { rng: 4, replicates: 150 });
    expect(result.points.map(({ ensembles, splits, effect, ensembleSd }) => [ensembleSd, ensembles, splits, effect].join(" "))).toEqual(
      [0.015, 0.03].flatMap((u) => [8, 12].flatMap((n) => [3, 5].flatMap((k) => [0.1, 0.2].map((e) => `${u} ${n} ${k} ${e}`)))),
    );
    const alone = powerMixedModel({ ...seeds, ensembles: 12, splits: 3, effect: 0.2 }, { rng: 4, replicates: 150 }).points[0];
    expect(result.points[5]).toEqual(alone);
    expect(structuredClone(result)).toEqual(result);
    expect(result).toMatchObject({ method: "Power of the Kenward–Roger t test by simulation", df: "kenward-roger", significance: 0.05, replicates: 150 });
  });

  it("gives the same in slices, reports progress, and stops when told to", async () => {
    const options = { rng: 2, replicates: 1000 };
    const shares: number[] = [];
    const result = await powerMixedModelAsync({ ...seeds, ensembles: [10, 20] }, { ...options, sliceMs: 0, onProgress: (share) => shares.push(share) });
    expect(result).toEqual(powerMixedModel({ ...seeds, ensembles: [10, 20] }, options));
    expect(shares.length).toBeGreaterThan(10);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    await expect(powerMixedModelAsync(seeds, { ...options, signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });

  it("keeps its level with a baseline, and z does not", () => {
    const design = { ...seeds, ensembles: 8, effect: 0, baseline };
    const replicates = 10_000;
    const rate = (df: DfMethod): number => first(design, replicates, df).power;
    expectWithin(rate("kenward-roger"), 0.05, { abs: 0.01 });
    expect(rate("z")).toBeGreaterThan(0.08);
  });

  it("never makes a row: a million ensembles cost no more than ten", () => {
    const point = first({ ...seeds, ensembles: 1_000_000, effect: 0.0005 }, 100);
    expect(point.failed).toBe(0);
    expectWithin(point.power, point.exactPower ?? NaN, { abs: 0.1 });
  });

  it.each<[string, unknown, unknown, string]>([
    ["design", null, { rng: 1 }, "Cannot compute the power of a mixed model: design must be an object, got null"],
    ["a part nobody knows", { ...seeds, solvers: 3 }, { rng: 1 }, "Cannot compute the power of a mixed model: unknown part `solvers` of the design; its parts are ensembles, splits, effect, sd, predictorSd, baseline"],
    ["ensembles", { ...seeds, ensembles: 2 }, { rng: 1 }, "Cannot compute the power of a mixed model: ensembles must be an integer ≥ 3, got 2"],
    ["ensembles with a baseline", { ...seeds, ensembles: 3, baseline }, { rng: 1 }, "Cannot compute the power of a mixed model: ensembles must be an integer ≥ 4, got 3"],
    ["splits", { ...seeds, splits: [5, 1] }, { rng: 1 }, "Cannot compute the power of a mixed model: splits must be an integer ≥ 2, got 1"],
    ["effect", { ...seeds, effect: [] }, { rng: 1 }, "Cannot compute the power of a mixed model: effect must hold at least 1 value, got 0"],
    ["effect", { ...seeds, effect: NaN }, { rng: 1 }, "Cannot compute the power of a mixed model: effect must be finite, got NaN"],
    ["sd", { ...seeds, sd: 3 }, { rng: 1 }, "Cannot compute the power of a mixed model: sd must be { ensemble, split, residual }, got 3"],
    ["sd.ensemble", { ...seeds, sd: { ...sd, ensemble: -1 } }, { rng: 1 }, "Cannot compute the power of a mixed model: sd.ensemble must be ≥ 0, got -1"],
    ["sd.residual", { ...seeds, sd: { ...sd, residual: 0 } }, { rng: 1 }, "Cannot compute the power of a mixed model: sd.residual must lie strictly between 0 and Infinity, got 0"],
    ["baseline", { ...seeds, baseline: { ensemble: 0, split: 0, residual: 0 } }, { rng: 1 }, "Cannot compute the power of a mixed model: baseline must vary, got 0 for all its standard deviations"],
    ["replicates", seeds, { rng: 1, replicates: 0 }, "Cannot compute the power of a mixed model: replicates must be an integer ≥ 1, got 0"],
    ["significance", seeds, { rng: 1, significance: 1 }, "Cannot compute the power of a mixed model: significance must lie strictly between 0 and 1, got 1"],
    ["an option nobody knows", seeds, { rng: 1, alpha: 1 }, "Cannot compute the power of a mixed model: unknown option `alpha`; the options are rng, replicates, df, significance, level"],
    ["no seed", seeds, {}, "Cannot create a random number generator: `rng` must be a seed (a finite number or a string), an Rng or a function, got undefined"],
  ])("refuses %s", (_, design, options, message) => {
    expect(() => powerMixedModel(design as PowerDesign, options as { rng: number })).toThrow(message);
  });
});

describe("exactPower()", () => {
  it("is the test's level at no effect, and 1 at a large one", () => {
    const shared = { ensembles: 12, splits: 5, predictorSd: 1, sd, significance: 0.01 };
    expectWithin(exactPower({ ...shared, effect: 0 }), 0.01, { rel: 1e-10 });
    expectWithin(exactPower({ ...shared, effect: -1 }), 1, { abs: 1e-12 });
    expect(exactPower({ ...shared, effect: 0.01 })).toBe(exactPower({ ...shared, effect: -0.01 }));
  });
});

describe("the mixed model's test with the predictor alone", () => {
  it("is the t test of the ensembles' means on N − 2 df", () => {
    const design = crossedDesign({ ensembles: 9, splits: 6, sd: { ensemble: 2, split: 1, residual: 1 }, effect: 1 }, createRng(5));
    const strata = balancedStrata(design);
    if (strata === null) throw new Error("this design is balanced");
    const fit = optimiseBalanced(strata, "REML");
    const kr = balancedKenwardRoger(strata, fit);
    const means = Array.from({ length: 9 }, (_, i) => design.y.subarray(6 * i, 6 * i + 6).reduce((a, b) => a + b) / 6);
    const x = Array.from({ length: 9 }, (_, i) => design.x.data[12 * i + 1]);
    const [mx, my] = [x, means].map((values) => values.reduce((a, b) => a + b) / 9);
    const sxx = x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
    const slope = x.reduce((sum, value, i) => sum + (value - mx) * means[i], 0) / sxx;
    const rss = means.reduce((sum, value, i) => sum + (value - my - slope * (x[i] - mx)) ** 2, 0);
    expectWithin(fit.beta[1], slope, { rel: 1e-12 });
    const t = slope / Math.sqrt(rss / 7 / sxx);
    const ours = fit.beta[1] / Math.sqrt(kr?.adjustedCovariance.data[3] ?? NaN);
    expectWithin(2 * studentTUpperTail(ours, kr?.df[1] ?? NaN), 2 * studentTUpperTail(t, 7), { rel: 1e-9 });
  });
});

describe("ensemblesForPower()", () => {
  const design = { splits: 20, effect: 0.1, predictorSd: 0.1, sd };

  it("finds the number that the closed form gives", () => {
    const result = ensemblesForPower(design, { rng: 1, replicates: 5000 });
    const needed = (power: number): number => {
      let ensembles = 3;
      while (exactPower({ ...design, ensembles, significance: 0.05 }) < power) ensembles++;
      return ensembles;
    };
    // Four Monte Carlo errors of a power of 0.8 at 5000 replicates: 0.023.
    expect(result.estimate).toBeGreaterThanOrEqual(needed(0.777));
    expect(result.estimate).toBeLessThanOrEqual(needed(0.823));
    const at = result.points.find(({ ensembles }) => ensembles === result.estimate);
    const below = result.points.find(({ ensembles }) => ensembles === result.estimate - 1);
    expect(at?.power).toBeGreaterThanOrEqual(0.8);
    expect(below?.power).toBeLessThan(0.8);
  });

  it("says that more splits barely help once the ensembles differ", () => {
    const options = { rng: 1, replicates: 1000 };
    const few = ensemblesForPower({ ...design, splits: 20, sd: { ...sd, ensemble: 0.03 } }, options);
    const many = ensemblesForPower({ ...design, splits: 200, sd: { ...sd, ensemble: 0.03 } }, options);
    expect(few.points[0].splitSaturation).toBeGreaterThan(0.95);
    expect(many.estimate / few.estimate).toBeGreaterThan(0.9);
  });

  it("is NaN where too few are allowed, and 3 where any do", () => {
    expect(ensemblesForPower({ ...design, effect: 0.001 }, { rng: 1, replicates: 100, maxEnsembles: 50 }).estimate).toBeNaN();
    expect(ensemblesForPower({ ...design, effect: 1000 }, { rng: 1, replicates: 100 }).estimate).toBe(3);
  });

  it("gives the same in slices", async () => {
    const options = { rng: 1, replicates: 200 };
    const shares: number[] = [];
    expect(await ensemblesForPowerAsync(design, { ...options, sliceMs: 0, onProgress: (share) => shares.push(share) })).toEqual(ensemblesForPower(design, options));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
  });

  it.each<[unknown, unknown, string]>([
    [{ ...design, effect: 0 }, {}, "Cannot find the number of ensembles: effect must not be 0, got 0"],
    [{ ...design, splits: [3, 4] }, {}, "Cannot find the number of ensembles: splits, effect and sd must be one value each, got an array"],
    [design, { target: 1 }, "Cannot find the number of ensembles: target must lie strictly between 0 and 1, got 1"],
    [design, { maxEnsembles: 3 }, "Cannot find the number of ensembles: maxEnsembles must be an integer ≥ 4, got 3"],
  ])("refuses what makes no sense", (parts, options, message) => {
    expect(() => ensemblesForPower(parts as typeof design, { rng: 1, ...(options as object) })).toThrow(message);
  });
});

describe("powerDesignFrom()", () => {
  const { model, exact } = loadReference("seeds_a");
  const fit = fitDesign(designOf(model));

  it("reads sizes, effect and standard deviations off a fit", () => {
    const design = powerDesignFrom(fit, "EDC", { baseline: "S0" });
    expect(design).toMatchObject({ ensembles: 30, splits: 20 });
    expectWithin(design.effect, exact.beta[1], { rel: 1e-10 });
    expectWithin(design.sd.ensemble, exact.varcor[0].sd[0], { rel: 1e-8 });
    expectWithin(design.sd.split, exact.varcor[1].sd[0], { rel: 1e-8 });
    expectWithin(design.sd.residual, exact.sigma, { rel: 1e-10 });
    expect(design.baseline?.residual).toBeGreaterThan(0);
    expect(powerDesignFrom(fit, "EDC").baseline).toBeUndefined();
    // What the fit found is significant at 2e-8; a study like it has power near 1.
    expect(first(design, 500).power).toBeGreaterThan(0.99);
  });

  it("predicts the standard error of the fit it came from", () => {
    const design = powerDesignFrom(fit, "EDC", { baseline: "S0" });
    // The power of a test at df 27 is about one half where the effect is its critical value times the standard error.
    expectWithin(first({ ...design, effect: 2.05 * exact.se[1] }, 5000).power, 0.5, { abs: 0.06 });
  });

  it.each<[string, () => unknown, string]>([
    ["no such coefficient", () => powerDesignFrom(fit, "edc"), 'there must be a coefficient of that name, got "edc"; there are (Intercept), EDC, S0'],
    ["a predictor that varies within both", () => powerDesignFrom(fit, "S0"), "S0 must be constant within the levels of ensemble or of split"],
    ["another model", () => powerDesignFrom(fitDesign(designOf(loadReference("sleepstudy_slope").model)), "Days"), "the fit must have two random intercepts, got ((Intercept) + Days | Subject)"],
    ["an option nobody knows", () => powerDesignFrom(fit, "EDC", { covariate: "S0" } as object), "unknown option `covariate`"],
  ])("refuses %s", (_, call, message) => {
    expect(call).toThrow(`Cannot plan a study from a fit: ${message}`);
  });
});
