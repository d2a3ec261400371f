import { describe, expect, it } from "vitest";
import { fitMixedModel } from "@divlab/core/lmm";
import { expectWithin } from "../within.ts";
import { columnsOf, loadReference, referenceNames } from "./reference.ts";

/** From formula and columns to the published result, against values certified in 80-bit arithmetic and lme4's own. */
describe.each(referenceNames)("fitMixedModel on %s", (name) => {
  const reference = loadReference(name);
  const { exact, model, reml } = reference;
  const weights = model.weights === null ? {} : { weights: model.weights };
  const fit = fitMixedModel(reference.formula, columnsOf(reference.data), weights);

  it("finds the optimum", () => {
    // The criterion is flat there: θ is determined to about the root of the rounding error of the criterion, and by the gradient to far more.
    expect(fit.objective).toBeLessThanOrEqual(exact.REMLcrit + 1e-9 * Math.max(1, Math.abs(exact.REMLcrit) * 1e-3));
    for (const [i, value] of exact.theta.entries()) expectWithin(fit.theta[i], value, { abs: 1e-9 });
    expect(fit.converged).toBe(true);
    expect(fit.singular).toBe(reml.singular);
    expect(fit.thetaNames.length).toBe(reml.theta_names.length);
  });

  it("gives lme4's numbers under lme4's names", () => {
    expectWithin(fit.sigma * fit.sigma, exact.pwrss / (fit.reml ? fit.n - fit.fixedEffects.length : fit.n), { rel: 1e-10 });
    expect(fit.logLikelihood).toBe(-fit.objective / 2);
    // R's values come from an optimum polished to about 1e-10 in θ.
    expectWithin(fit.aic, reml.AIC, { rel: 1e-8 });
    expectWithin(fit.bic, reml.BIC, { rel: 1e-8 });
    expect(fit.parameters).toBe(reml.n_parameters);
    for (let i = 0; i < 10; i++) {
      expectWithin(fit.fitted[i], exact.fitted_first10[i], { rel: 1e-9, abs: 1e-12 });
      expect(fit.residuals[i]).toBe(fit.design.y[i] - fit.fitted[i]);
    }
  });

  it("gives coefficients and, by default, Kenward and Roger's tests", () => {
    expect(fit.fixedEffects.map((effect) => effect.name)).toEqual(model.x.names);
    expect(fit.df).toBe("kenward-roger");
    for (const [i, effect] of fit.fixedEffects.entries()) {
      const scale = Math.sqrt(exact.vcov[i][i]);
      expectWithin(effect.estimate, exact.beta[i], { rel: 1e-10, abs: 1e-10 * scale });
      const test = exact.kenward_roger?.[i];
      if (test === undefined) continue;
      expectWithin(effect.df, test.df, { rel: 1e-7 });
      expectWithin(effect.standardError, test.se, { rel: 1e-9 });
      expectWithin(effect.pValue, test.p, { rel: 1e-8 });
    }
  });

  it("splits the variance into shares", () => {
    const { varianceComponents, randomCovariances, sigma } = fit;
    expectWithin(varianceComponents.reduce((sum, { share }) => sum + share, 0), 1, { rel: 1e-14 });
    const residual = varianceComponents[varianceComponents.length - 1];
    expect(residual.group).toBe("residual");
    expect(residual.variance).toBe(sigma * sigma);
    for (const [t, term] of exact.varcor.entries()) {
      const scale = Math.max(...term.cov.flat().map(Math.abs), 1e-8 * sigma * sigma);
      for (const [a, row] of term.cov.entries()) {
        for (const [b, value] of row.entries()) expectWithin(randomCovariances[t].covariance.data[a * term.cov.length + b], value, { abs: 1e-8 * scale });
      }
    }
  });

  it("is plain data", () => {
    expect(structuredClone(fit)).toEqual(fit);
  });
});

describe("fitMixedModel", () => {
  const group = [..."aaabbbcccddd"];
  const x = [1, 2, 3, 2, 3, 5, 1, 4, 6, 3, 2, 1];
  const y = [2.1, 2.9, 4.2, 5.1, 5.9, 8.2, 1.2, 4.1, 5.8, 6.3, 5.2, 3.9];

  it("defaults to Satterthwaite under ML, where Kenward and Roger's method is not defined", () => {
    const fit = fitMixedModel("y ~ x + (1 | group)", { y, x, group }, { method: "ML" });
    expect(fit.df).toBe("satterthwaite");
    expect(fit.reml).toBe(false);
    expect(() => fitMixedModel("y ~ x + (1 | group)", { y, x, group }, { method: "ML", df: "kenward-roger" })).toThrow(/REML/);
  });

  it("takes weights by name or as numbers", () => {
    const w = x.map((value) => 1 + value / 10);
    const named = fitMixedModel("y ~ x + (1 | group)", { y, x, group, w }, { weights: "w" });
    expect(named).toEqual(fitMixedModel("y ~ x + (1 | group)", { y, x, group }, { weights: w }));
    expect(() => fitMixedModel("y ~ x + (1 | group)", { y, x, group }, { weights: w.map((value, i) => (i === 4 ? 0 : value)) })).toThrow(/weight.*> 0.*got 0.*4/);
  });

  it("covers with the level asked for", () => {
    const at = (level: number) => fitMixedModel("y ~ x + (1 | group)", { y, x, group }, { level }).fixedEffects[1];
    const [narrow, wide] = [at(0.5), at(0.99)];
    expect(wide.confidenceInterval.level).toBe(0.99);
    expect(wide.confidenceInterval.low).toBeLessThan(narrow.confidenceInterval.low);
    expectWithin(narrow.confidenceInterval.low + narrow.confidenceInterval.high, 2 * narrow.estimate, { rel: 1e-12 });
  });

  it("refuses unknown options and values, and says which there are", () => {
    const fit = (options: object) => fitMixedModel("y ~ x + (1 | group)", { y, x, group }, options);
    expect(() => fit({ REML: true })).toThrow("unknown option `REML`; the options are weights, method, df, level");
    expect(() => fit({ method: "reml" })).toThrow('method must be "REML" or "ML", got "reml"');
    expect(() => fit({ df: "t" })).toThrow('df must be "kenward-roger" or "satterthwaite" or "z", got "t"');
    expect(() => fit({ level: 95 })).toThrow(/level/);
  });

  it("points at what is wrong with the formula or the data", () => {
    const fit = (formula: string, columns = {}) => fitMixedModel(formula, { y, x, group, ...columns });
    expect(() => fit("y ~ x + (1 | ")).toThrow(/position \d+[\s\S]*\^/);
    expect(() => fit("y ~ x + z + (1 | group)")).toThrow(/z/);
    expect(() => fit("y ~ x + (1 | group)", { x: x.map((value, i) => (i === 3 ? NaN : value)) })).toThrow(/x.*NaN.*3/);
    expect(() => fit("y ~ x + twice + (1 | group)", { twice: x.map((value) => 2 * value) })).toThrow(/twice[\s\S]*x/);
    expect(() => fit("y ~ x + (1 | group)", { y: x.map(() => 1) })).toThrow(/response must vary/);
    expect(() => fit("y ~ x + (1 | row)", { row: x.map((_, i) => `r${i}`) })).toThrow(RangeError);
    expect(() => fit("y ~ x + (1 | one)", { one: x.map(() => "a") })).toThrow(/one/);
    expect(() => fit("y ~ x + (1 | group)", { x: x.slice(1) })).toThrow(/11/);
  });

  it("refuses a variance that the fixed effects leave nothing of, balanced or not", () => {
    const saturated = /fixed effects must leave something for the random term \(\(Intercept\) \| group\), got none in it/;
    expect(() => fitMixedModel("y ~ group + (1 | group)", { y, x, group })).toThrow(saturated);
    expect(() => fitMixedModel("y ~ group + x + (1 | group)", { y: y.slice(1), x: x.slice(1), group: group.slice(1) })).toThrow(saturated);
    expect(() => fitMixedModel("y ~ group * x + (x | group)", { y, x, group })).toThrow(/\(\(Intercept\) \+ x \| group\), got none in some direction/);
    expect(() => fitMixedModel("y ~ 1 + (0 + nought | group)", { y, group, nought: x.map(() => 0) })).toThrow(/column is 0 throughout/);
  });

  it("does not depend on the origin of a covariate that varies by group", () => {
    const reference = loadReference("sleepstudy_slope");
    const columns = columnsOf(reference.data);
    const days = Array.from(columns.Days as ArrayLike<number>);
    const base = fitMixedModel("Reaction ~ Days + (Days | Subject)", columns);
    for (const origin of [1e3, 1e6]) {
      const moved = fitMixedModel("Reaction ~ Days + (Days | Subject)", { ...columns, Days: days.map((value) => value + origin) });
      // The slope loses as many digits as the origin has: 1e6 of 1e16.
      expectWithin(moved.objective, base.objective, { rel: 1e-9 });
      expectWithin(moved.fixedEffects[1].standardError, base.fixedEffects[1].standardError, { rel: 1e-7 });
      expectWithin(moved.fixedEffects[1].df, base.fixedEffects[1].df, { rel: 1e-7 });
    }
  });

  it("finds the lower of two minima on the boundary", () => {
    const reference = loadReference("orthodont_uncorrelated");
    const fit = fitMixedModel("distance ~ Sex + (age || Subject)", columnsOf(reference.data), { df: "z" });
    // Without age in X the criterion has a minimum of 501.58 at a slope variance of 0.0105 and one of 499.61 at 0.1125, both with no intercept variance.
    expectWithin(fit.objective, reference.effects.reduced_REMLcrit, { abs: 1e-8 });
    expect(fit.singular).toBe(true);
  });

  it("gives the same numbers whatever the units, the order of rows and the names of levels", () => {
    const columns = columnsOf(loadReference("seeds_unbalanced_a").data) as Record<string, { codes: Int32Array; levels: string[] } & number[]>;
    const base = fitMixedModel("dS ~ EDC + S0 + (1 | ensemble) + (1 | split)", columns);
    const order = Array.from({ length: base.n }, (_, i) => (i * 331) % base.n);
    const permuted = fitMixedModel("dS ~ EDC + S0 + (1 | ensemble) + (1 | split)", {
      dS: order.map((i) => 1e6 * columns.dS[i] + 3 * columns.EDC[i] - 7),
      EDC: order.map((i) => columns.EDC[i] / 1000),
      S0: order.map((i) => columns.S0[i]),
      ensemble: order.map((i) => `renamed ${999 - columns.ensemble.codes[i]}`),
      split: order.map((i) => columns.split.levels[columns.split.codes[i]]),
    });
    for (const j of [1, 2]) {
      // df and p are functions of ratios in which the units cancel; 540 rows in another order change sums by 1e-15 of their size.
      expectWithin(permuted.fixedEffects[j].df, base.fixedEffects[j].df, { rel: 1e-10 });
    }
    expectWithin(permuted.fixedEffects[2].pValue, base.fixedEffects[2].pValue, { rel: 1e-10 });
    expectWithin(permuted.fixedEffects[1].estimate, 1e3 * (1e6 * base.fixedEffects[1].estimate + 3), { rel: 1e-10 });
    for (const i of [0, 1]) expectWithin(permuted.theta[i], base.theta[i], { abs: 1e-10 });
  });
});

describe("sizes beyond double precision", () => {
  const group = [..."aaabbbcccddd"];
  const y = [2.1, 2.9, 4.2, 5.1, 5.9, 8.2, 1.2, 4.1, 5.8, 6.3, 5.2, 3.9];
  const x = [1, 2, 3, 2, 3, 5, 1, 4, 6, 3, 2, 1];

  it("are refused with the column and advice, and what is just within them is not", () => {
    expect(() => fitMixedModel("y ~ x + (1 | group)", { y: y.map((value) => value * 1e80), x, group })).toThrow(/root mean square of `y` must lie between 1e-60 and 1e\+60, got 4\.\d+e\+80; use other units/);
    expect(() => fitMixedModel("y ~ x + (1 | group)", { y, x: x.map((value) => value * 1e-80), group })).toThrow("of `x`");
    const base = fitMixedModel("y ~ x + (1 | group)", { y, x, group });
    for (const unit of [2 ** -190, 2 ** 190]) {
      // Powers of two change no digit.
      const scaled = fitMixedModel("y ~ x + (1 | group)", { y: y.map((value) => value * unit), x: x.map((value) => value * unit), group });
      expectWithin(scaled.fixedEffects[1].df, base.fixedEffects[1].df, { rel: 1e-10 });
      expectWithin(scaled.fixedEffects[1].estimate, base.fixedEffects[1].estimate, { rel: 1e-10 });
    }
  });
});
