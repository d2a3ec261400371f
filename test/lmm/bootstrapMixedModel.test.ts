import { describe, expect, it } from "vitest";
import { bootstrapMixedModel, bootstrapMixedModelAsync } from "../../src/lmm/bootstrapMixedModel.ts";
import { fitDesign } from "../../src/lmm/fitDesign.ts";
import type { MixedDesign } from "../../src/lmm/mixedDesign.ts";
import type { MixedModelFit } from "../../src/lmm/mixedModelFit.ts";
import { pigeonholeDesign } from "../../src/lmm/simulation/pigeonholeDesign.ts";
import { createRng } from "../../src/random/index.ts";
import { expectWithin } from "../within.ts";
import { crossedDesign } from "./crossedDesign.ts";
import { designOf, loadReference } from "./reference.ts";

const fitted = (name: string, method: "REML" | "ML" = "REML"): MixedModelFit => fitDesign(designOf(loadReference(name).model), { method });

describe("bootstrapMixedModel(), parametric", () => {
  it.each(["seeds_a", "seeds_unbalanced_a", "sleepstudy_slope", "sleepstudy_weights", "penicillin"])("has the asymptotic standard errors of the coefficients: %s", (name) => {
    const fit = fitted(name);
    const resamples = 1000;
    const { coefficients, failed, notConverged, sigma } = bootstrapMixedModel(fit, { rng: "bootstrap", resamples });
    expect(failed).toBe(0);
    expect(notConverged).toBe(0);
    coefficients.forEach(({ name, estimate, standardError, bias, confidenceInterval }, j) => {
      const asymptotic = Math.sqrt(fit.covariance.data[j * coefficients.length + j]);
      expect(name).toBe(fit.fixedEffects[j].name);
      expect(estimate).toBe(fit.fixedEffects[j].estimate);
      // Four Monte Carlo errors, 1/√(2·resamples) each, and a few per cent by which REML's weights vary from replicate to replicate.
      expectWithin(standardError, asymptotic, { rel: 4 / Math.sqrt(2 * resamples) + 0.03 });
      expectWithin(bias, 0, { abs: (4 * standardError) / Math.sqrt(resamples) });
      expectWithin(confidenceInterval.high - confidenceInterval.low, 2 * 1.96 * asymptotic, { rel: 0.15 });
    });
    // σ̂ of n − q df or so: σ/√(2 df).
    expectWithin(sigma.standardError, fit.sigma / Math.sqrt(2 * (fit.n - loadReference(name).q)), { rel: 0.15 });
  });

  it("recovers the variances it draws from", () => {
    const design = crossedDesign({ ensembles: 60, splits: 40, sd: { ensemble: 1, split: 1, residual: 1 } }, createRng("variances"));
    const fit = fitDesign(design);
    const { standardDeviations, theta, sigma } = bootstrapMixedModel(fit, { rng: 1, resamples: 400 });
    for (const estimate of [...standardDeviations, ...theta, sigma]) {
      expect(Math.abs(estimate.bias)).toBeLessThan(estimate.standardError / 3);
      expect(estimate.confidenceInterval.low).toBeLessThan(estimate.estimate);
      expect(estimate.confidenceInterval.high).toBeGreaterThan(estimate.estimate);
    }
    expect(standardDeviations.map(({ name }) => name)).toEqual(["ensemble.(Intercept)", "split.(Intercept)"]);
    // s of N − 1 (less one for the predictor) normal numbers of variance 1 + 1/K.
    expectWithin(standardDeviations[0].standardError, (fit.varianceComponents[0].standardDeviation / Math.sqrt(2 * 58)) * 1.03, { rel: 0.2 });
  });

  it("keeps replicates, their order and their names; ML stays ML", () => {
    const fit = fitted("sleepstudy_slope", "ML");
    const result = bootstrapMixedModel(fit, { rng: 3, resamples: 20, level: 0.8 });
    expect(result.replicates.shape).toEqual([20, 2 + 2 + 3 + 1]);
    expect(result.theta.map(({ name }) => name)).toEqual(fit.thetaNames);
    expect(result.method).toBe("Parametric bootstrap, percentile intervals");
    const column = Array.from({ length: 20 }, (_, b) => result.replicates.data[8 * b + 7]);
    const center = column.reduce((a, b) => a + b) / 20;
    expectWithin(result.sigma.bias, center - fit.sigma, { abs: 1e-12 });
    expect(result.sigma.confidenceInterval.level).toBe(0.8);
    // Standard deviations from theta and sigma of each replicate.
    for (let b = 0; b < 20; b++) {
      const [, , first, second, t11, t21, t22, sigma] = result.replicates.data.subarray(8 * b, 8 * b + 8);
      expectWithin(first, sigma * t11, { rel: 1e-12 });
      expectWithin(second, sigma * Math.hypot(t21, t22), { rel: 1e-12 });
    }
    expect(structuredClone(result)).toEqual(result);
  });

  it("counts singular replicates", () => {
    const { singular, standardDeviations, resamples } = bootstrapMixedModel(fitted("seeds_singular_a"), { rng: 1, resamples: 200 });
    // About half of the replicates of a variance of 0 are 0.
    expect(singular / resamples).toBeGreaterThan(0.35);
    expect(singular / resamples).toBeLessThan(0.7);
    expect(standardDeviations[0].confidenceInterval.low).toBe(0);
  });
});

describe("bootstrapMixedModel(), pigeonhole", () => {
  it("is the cluster bootstrap of means where there is one factor of equal groups", () => {
    const fit = fitted("dyestuff");
    const means = Array.from({ length: 6 }, (_, level) => fit.design.y.filter((_, i) => fit.design.terms[0].codes[i] === level).reduce((a, b) => a + b) / 5);
    const center = means.reduce((a, b) => a + b) / 6;
    const variance = means.reduce((sum, value) => sum + (value - center) ** 2, 0) / 6;
    const resamples = 1000;
    const { coefficients, method } = bootstrapMixedModel(fit, { rng: 1, resamples, type: "pigeonhole" });
    expect(method).toBe("Pigeonhole bootstrap, percentile intervals");
    // The mean of six means drawn with replacement; four Monte Carlo errors.
    expectWithin(coefficients[0].standardError, Math.sqrt(variance / 6), { rel: 4 / Math.sqrt(2 * resamples) });
  });

  it("has Owen's variance of a mean in a crossed design", () => {
    const [ensembles, splits] = [40, 30];
    const design = crossedDesign({ ensembles, splits, sd: { ensemble: 1, split: 1, residual: 1 } }, createRng("owen"));
    const intercept: MixedDesign = { ...design, x: { data: new Float64Array(design.y.length).fill(1), shape: [design.y.length, 1] }, coefficientNames: ["(Intercept)"] };
    const fit = fitDesign(intercept);
    const [u, v, residual] = fit.varianceComponents.map(({ variance }) => variance);
    const { coefficients, failed } = bootstrapMixedModel(fit, { rng: 1, resamples: 600, type: "pigeonhole" });
    const owen = u / ensembles + v / splits + (3 * residual) / (ensembles * splits);
    // Four Monte Carlo errors and terms of order 1/N that Owen leaves out.
    expectWithin(coefficients[0].standardError, Math.sqrt(owen), { rel: 4 / Math.sqrt(1200) + 0.03 });
    expect(failed).toBe(0);
  });

  it("says how many replicates could not be fitted, and leaves their rows NaN", () => {
    // One ensemble of six carries the second column; without it there is nothing to estimate.
    const design = crossedDesign({ ensembles: 6, splits: 3, sd: { ensemble: 1, split: 1, residual: 1 } }, createRng("failed"));
    const data = design.x.data.map((value, e) => (e % 2 === 1 ? Number(e < 6) : value));
    const fit = fitDesign({ ...design, x: { data, shape: design.x.shape } });
    const { failed, replicates, coefficients } = bootstrapMixedModel(fit, { rng: 2, resamples: 300, type: "pigeonhole" });
    const without = (5 / 6) ** 6;
    expectWithin(failed / 300, without, { abs: 4 * Math.sqrt((without * (1 - without)) / 300) });
    const empty = Array.from({ length: 300 }, (_, b) => replicates.data[b * replicates.shape[1] + 1]).filter(Number.isNaN);
    expect(empty.length).toBe(failed);
    expect(Number.isFinite(coefficients[1].standardError)).toBe(true);
  });
});

describe("pigeonholeDesign()", () => {
  it("keeps a balanced design balanced and pairs every copy of a row with its levels", () => {
    const design = crossedDesign({ ensembles: 7, splits: 5, sd: { ensemble: 1, split: 1, residual: 1 } }, createRng("copies"));
    const draw = pigeonholeDesign(design);
    for (let seed = 0; seed < 20; seed++) {
      const drawn = draw(createRng(seed));
      expect(drawn.y.length).toBe(35);
      expect(drawn.terms.map(({ levels }) => levels.length)).toEqual([7, 5]);
      const cells = new Set(Array.from(drawn.y, (_, i) => `${drawn.terms[0].codes[i]} ${drawn.terms[1].codes[i]}`));
      expect(cells.size).toBe(35);
      // A new level is one old level: its rows have one value of the predictor.
      const predictor = new Map<number, number>();
      drawn.terms[0].codes.forEach((code, i) => {
        const value = drawn.x.data[2 * i + 1];
        expect(predictor.get(code) ?? value).toBe(value);
        predictor.set(code, value);
      });
    }
  });

  it("copies nested levels with those they lie in", () => {
    const design = designOf(loadReference("pastes").model);
    const names = design.terms.map(({ group }) => group);
    const [cask, batch] = [names.findIndex((name) => name !== "batch"), names.indexOf("batch")];
    for (let seed = 0; seed < 20; seed++) {
      const { terms, y } = pigeonholeDesign(design)(createRng(seed));
      expect(y.length).toBe(60);
      expect(terms[batch].levels.length).toBe(10);
      expect(terms[cask].levels.length).toBe(30);
      const parent = new Map<number, number>();
      terms[cask].codes.forEach((code, i) => {
        expect(parent.get(code) ?? terms[batch].codes[i]).toBe(terms[batch].codes[i]);
        parent.set(code, terms[batch].codes[i]);
      });
    }
  });

  it("draws a factor once that two terms share, and copies weights and slopes", () => {
    const design = designOf(loadReference("sleepstudy_weights").model);
    const [term] = design.terms;
    const split = { ...design, terms: [{ ...term, effects: [term.effects[0]], z: [term.z[0]] }, { ...term, effects: [term.effects[1]], z: [term.z[1]] }] };
    const { terms, weights, x, y } = pigeonholeDesign(split)(createRng(4));
    expect([...terms[0].codes]).toEqual([...terms[1].codes]);
    expect([...terms[1].z[0]]).toEqual(Array.from(y, (_, i) => x.data[2 * i + 1]));
    const rows = Array.from(y, (value) => design.y.indexOf(value));
    expect([...(weights ?? [])]).toEqual(rows.map((row) => design.weights?.[row]));
  });
});

describe("bootstrapMixedModel() in slices and with bad input", () => {
  it.each(["parametric", "pigeonhole"] as const)("gives the same, %s", async (type) => {
    const fit = fitted("seeds_unbalanced_a");
    const shares: number[] = [];
    const options = { rng: 5, resamples: 30, type };
    const sync = bootstrapMixedModel(fit, options);
    expect(await bootstrapMixedModelAsync(fit, { ...options, sliceMs: 0, onProgress: (share) => shares.push(share) })).toEqual(sync);
    expect(shares.length).toBeGreaterThan(5);
    // Replicate b does not depend on how many there are.
    const { replicates } = bootstrapMixedModel(fit, { ...options, resamples: 10 });
    expect([...replicates.data]).toEqual([...sync.replicates.data.subarray(0, replicates.data.length)]);
    await expect(bootstrapMixedModelAsync(fit, { ...options, signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });

  const fit = fitted("dyestuff");
  it.each<[unknown, object, string]>([
    [fit, { rng: 1, resamples: 1 }, "resamples must be an integer ≥ 2, got 1"],
    [fit, { rng: 1, type: "wild" }, 'type must be "parametric" or "pigeonhole", got "wild"'],
    [fit, { rng: 1, level: 95 }, "level must lie strictly between 0 and 1, got 95"],
    [fit, { rng: 1, cluster: "a" }, "unknown option `cluster`; the options are rng, resamples, type, level"],
    [{}, { rng: 1 }, "fit must be a result of fitMixedModel, got an object"],
    [null, { rng: 1 }, "fit must be a result of fitMixedModel, got null"],
  ])("refuses what makes no sense", (subject, options, message) => {
    expect(() => bootstrapMixedModel(subject as MixedModelFit, options as { rng: number })).toThrow(`Cannot bootstrap a mixed model: ${message}`);
  });
});
