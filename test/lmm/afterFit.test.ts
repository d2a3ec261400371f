import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coefficientTests } from "../../src/lmm/inference/coefficientTests.ts";
import { fitDesign, stateOf } from "../../src/lmm/fitDesign.ts";
import { fitMixedModel } from "../../src/lmm/fitMixedModel.ts";
import { likelihoodRatioTest } from "../../src/lmm/likelihoodRatioTest.ts";
import { mixedEffectSizes } from "../../src/lmm/mixedEffectSizes.ts";
import { predictMixedModel } from "../../src/lmm/predictMixedModel.ts";
import { testContrast } from "../../src/lmm/testContrast.ts";
import { testFixedTerms } from "../../src/lmm/testFixedTerms.ts";
import { chiSquaredUpperTail, normalQuantile } from "../../src/numeric/special/index.ts";
import { createRng, normal, shuffledIndices } from "../../src/random/index.ts";
import dense from "../fixtures/mpmath/mixed-model.json" with { type: "json" };
import { expectWithin } from "../within.ts";
import { columnsOf, designOf, loadReference, referenceNames } from "./reference.ts";

const sleep = columnsOf(loadReference("sleepstudy_slope").data);
const slope = fitMixedModel("Reaction ~ Days + (Days | Subject)", sleep);
const ergo = fitMixedModel("effort ~ Type + (1 | Subject)", columnsOf(loadReference("ergostool").data));

const { y, x, w } = dense.data;
const denseColumns = { y, x, g: dense.data.g.map(String), h: dense.data.h.map(String) };
const denseFit = fitMixedModel("y ~ x + (x | g) + (1 | h)", denseColumns, { weights: w });

/** A small unbalanced data set with a slope that varies: columns by name. */
function simulated(seed: number): { y: number[]; x: number[]; z: number[]; g: string[]; h: string[] } {
  const rng = createRng(seed);
  const rows = Array.from({ length: 48 }, (_, i) => ({ g: Math.floor(i / 6), h: Math.floor(rng.float() * 5), x: normal(rng), z: normal(rng) }));
  const a = Array.from({ length: 8 }, () => normal(rng));
  const b = Array.from({ length: 8 }, () => normal(rng));
  const c = Array.from({ length: 5 }, () => normal(rng));
  return {
    y: rows.map((row) => 1 + row.x + 0.3 * row.z + a[row.g] + 0.7 * b[row.g] * row.x + c[row.h] + normal(rng)),
    x: rows.map((row) => row.x),
    z: rows.map((row) => row.z),
    g: rows.map((row) => `g${row.g}`),
    h: rows.map((row) => `h${row.h}`),
  };
}

describe("testContrast()", () => {
  it("of one coefficient repeats its t test", () => {
    for (const df of ["kenward-roger", "satterthwaite", "z"] as const) {
      const fit = fitMixedModel("Reaction ~ Days + (Days | Subject)", sleep, { df });
      const { estimate, standardError, confidenceInterval, statistic, denominatorDf, pValue, estimates } = testContrast(fit, "Days");
      const days = fit.fixedEffects[1];
      expect(estimates).toEqual(Float64Array.of(days.estimate));
      expect(estimate).toBe(days.estimate);
      // The fit is factorised again from theta in the units of the data.
      expectWithin(standardError as number, days.standardError, { rel: 1e-12 });
      expectWithin(denominatorDf, days.df, { rel: 1e-10 });
      expectWithin(statistic, days.statistic ** 2, { rel: 1e-12 });
      expectWithin(pValue, days.pValue, { rel: 1e-9 });
      expectWithin(confidenceInterval?.low as number, days.confidenceInterval.low, { rel: 1e-10 });
    }
  });

  it("by Kenward and Roger does not depend on how L is written, and counts dependent rows once", () => {
    const direct = testContrast(ergo, ["TypeT2", "TypeT3", "TypeT4"]);
    const other = testContrast(ergo, [[0, 1, -1, 0], [0, 0, 2, 5], [0, 3, 0, 1], [0, 1, 1, 5]]);
    expect(other.df).toBe(3);
    for (const key of ["statistic", "denominatorDf", "pValue", "scaling"] as const) expectWithin(other[key], direct[key], { rel: 1e-11 });
    expect(other.estimate).toBeUndefined();
    expect(direct.method).toBe("F test of 3 contrasts, Kenward and Roger's method");
  });

  it("finds exact degrees of freedom in balanced one-way layouts", () => {
    // Nine subjects by four types: 3 and 24, F of the analysis of variance.
    const { denominatorDf, scaling } = testContrast(ergo, ["TypeT2", "TypeT3", "TypeT4"]);
    expectWithin(denominatorDf, 24, { rel: 1e-9 });
    expectWithin(scaling, 1, { rel: 1e-9 });
  });

  it("takes the level of the interval", () => {
    const wide = testContrast(slope, "Days", { level: 0.99 }).confidenceInterval;
    const narrow = testContrast(slope, "Days", { level: 0.5 }).confidenceInterval;
    expect((wide?.high as number) - (wide?.low as number)).toBeGreaterThan(3 * ((narrow?.high as number) - (narrow?.low as number)));
  });

  it("names what is wrong", () => {
    expect(() => testContrast(slope, "Day")).toThrow('Cannot test a contrast: coefficients must be among "(Intercept)", "Days", got "Day"');
    expect(() => testContrast(slope, [[1, 0, 0]])).toThrow("the contrast must have rows of 2 numbers, one per coefficient, got 1 × 3");
    expect(() => testContrast(slope, [[0, 1], [0, 0]])).toThrow("every row of the contrast must hold a number other than 0, got none in row 1");
    expect(() => testContrast(slope, [])).toThrow(RangeError);
    expect(() => testContrast(slope, 7 as unknown as string)).toThrow(TypeError);
    expect(() => testContrast(slope, "Days", { ddf: "z" } as object)).toThrow("unknown option `ddf`");
    const ml = fitMixedModel("Reaction ~ Days + (Days | Subject)", sleep, { method: "ML" });
    expect(() => testContrast(ml, "Days", { df: "kenward-roger" })).toThrow('df "kenward-roger" needs a fit by REML, got one by ML');
    expect(() => coefficientTests(stateOf(ml), ml.design, "kenward-roger", false, 0.95)).toThrow(RangeError);
    expect(testContrast(ml, "Days").method).toBe("F test of a contrast, Satterthwaite's degrees of freedom");
  });
});

describe("testFixedTerms()", () => {
  it("tests all columns of a term together", () => {
    const { terms } = testFixedTerms(ergo);
    const { statistic, denominatorDf } = testContrast(ergo, ["TypeT2", "TypeT3", "TypeT4"]);
    expect(terms).toEqual([{ term: "Type", statistic, df: 3, denominatorDf, pValue: terms[0].pValue }]);
    expect(testFixedTerms(fitMixedModel("effort ~ 1 + (1 | Subject)", columnsOf(loadReference("ergostool").data))).terms).toEqual([]);
    expect(testFixedTerms(slope, { df: "z" }).terms[0].denominatorDf).toBe(Infinity);
  });

  it("equals the t test squared for terms of one column", () => {
    const fit = fitMixedModel("y ~ x + z + (1 | g)", simulated(3));
    testFixedTerms(fit).terms.forEach(({ statistic, pValue, term }, t) => {
      expect(term).toBe(["x", "z"][t]);
      expectWithin(statistic, fit.fixedEffects[t + 1].statistic ** 2, { rel: 1e-11 });
      expectWithin(pValue, fit.fixedEffects[t + 1].pValue, { rel: 1e-9 });
    });
  });
});

describe("likelihoodRatioTest()", () => {
  const intercept = fitMixedModel("Reaction ~ Days + (1 | Subject)", sleep);

  it("compares REML criteria of random parts, with the mixture for one more slope and its covariance", () => {
    const { statistic, df, pValue, reference, reml, refitted, method } = likelihoodRatioTest(intercept, slope);
    const expected = loadReference("sleepstudy_intercept").exact.REMLcrit - loadReference("sleepstudy_slope").exact.REMLcrit;
    expectWithin(statistic, expected, { abs: 1e-9 });
    expect([df, reference, reml, refitted]).toEqual([2, "mixture", true, false]);
    expectWithin(pValue, (chiSquaredUpperTail(expected, 1) + chiSquaredUpperTail(expected, 2)) / 2, { rel: 1e-8 });
    expect(method).toBe("Likelihood-ratio test, REML, ½χ²(1) + ½χ²(2)");
  });

  it("fits again by ML where fixed effects differ", () => {
    const full = loadReference("sleepstudy_slope").exact.ml.deviance as number;
    const test = likelihoodRatioTest(fitMixedModel("Reaction ~ 1 + (Days | Subject)", sleep), slope);
    expect([test.df, test.reference, test.reml, test.refitted]).toEqual([1, "chi-squared", false, true]);
    expectWithin(test.fullObjective, full, { abs: 1e-9 });
    // R: anova(lmer(Reaction ~ 1 + (Days | Subject)), lmer(Reaction ~ Days + (Days | Subject))) prints Chisq 23.537.
    expectWithin(test.statistic, 23.537, { abs: 5e-4 });
    expectWithin(test.pValue, chiSquaredUpperTail(test.statistic, 1), { rel: 1e-12 });
  });

  it("knows which references hold", () => {
    const columns = simulated(1);
    const fit = (formula: string) => fitMixedModel(formula, columns, { df: "z" });
    const [none, vector, split, both] = ["y ~ x + (1 | g)", "y ~ x + (x | g)", "y ~ x + (x || g)", "y ~ x + (x | g) + (1 | h)"].map(fit);
    expect(likelihoodRatioTest(split, vector).reference).toBe("chi-squared");
    expect(likelihoodRatioTest(none, split).reference).toBe("mixture");
    expect(likelihoodRatioTest(vector, both).reference).toBe("mixture");
    expect(likelihoodRatioTest(none, both).reference).toBe("conservative");
    expect(likelihoodRatioTest(split, both).reference).toBe("conservative");
    expect(likelihoodRatioTest(none, fit("y ~ x + z + (1 | g) + (1 | h)")).df).toBe(2);
  });

  it("gives p = 1 where the variance is estimated as 0", () => {
    const columns = columnsOf(loadReference("seeds_singular_a").data);
    const full = fitMixedModel("dS ~ EDC + S0 + (1 | ensemble) + (1 | split)", columns, { df: "z" });
    expect(full.varianceComponents[0].variance).toBe(0);
    const { statistic, pValue, reference } = likelihoodRatioTest(fitMixedModel("dS ~ EDC + S0 + (1 | split)", columns, { df: "z" }), full);
    expect([statistic, pValue, reference]).toEqual([0, 1, "mixture"]);
  });

  it("refuses models that do not compare", () => {
    const columns = simulated(1);
    const fit = fitMixedModel("y ~ x + (1 | g)", columns);
    expect(() => likelihoodRatioTest(slope, intercept)).toThrow("the full model must have more parameters than the reduced one, got 4 and 6");
    expect(() => likelihoodRatioTest(fit, slope)).toThrow("both must be fitted to the same rows, got 48 and 180");
    expect(() => likelihoodRatioTest(fit, fitMixedModel("y ~ z + (1 | g) + (1 | h)", columns))).toThrow("the fixed effects of the reduced model must be among those of the full one, got `x` beside them");
    expect(() => likelihoodRatioTest(fit, fitMixedModel("y ~ x + (x | h)", columns))).toThrow("got ((Intercept) | g) beside them");
    expect(() => likelihoodRatioTest(fit, fitMixedModel("y ~ x + (x | g)", { ...columns, y: columns.y.map((value) => 2 * value) }))).toThrow("both must have the same response");
    expect(() => likelihoodRatioTest(fit, fitMixedModel("y ~ x + (x | g)", columns, { weights: columns.y.map(() => 2) }))).toThrow("both must have the same weights, got 1 and 2 at row 0");
  });
});

describe("predictMixedModel()", () => {
  it("has the values and standard errors of dense 40-digit matrices, for known and new levels", () => {
    const at = dense.predictions.map(({ group, second }) => ({ g: group === null ? "new" : `${group}`, h: second === null ? "new" : `${second}` }));
    const { values, standardErrors, observationErrors, meanInterval } = predictMixedModel(denseFit, { x: at.map(() => 1.25), g: at.map(({ g }) => g), h: at.map(({ h }) => h) });
    dense.predictions.forEach(({ value, error }, i) => {
      expectWithin(values[i], value, { rel: 1e-10 });
      expectWithin(standardErrors[i], error, { rel: 1e-9 });
      expectWithin(observationErrors[i], Math.sqrt(error ** 2 + dense.sigma ** 2), { rel: 1e-9 });
      expectWithin(meanInterval.high[i], value + normalQuantile(0.975) * error, { rel: 1e-9 });
    });
  });

  it("repeats the fitted values, and for the population Xβ̂ with the errors of its contrasts", () => {
    const conditional = predictMixedModel(slope, sleep);
    conditional.values.forEach((value, i) => expectWithin(value, slope.fitted[i], { rel: 1e-12 }));
    const population = predictMixedModel(slope, { Days: [0, 4.5] }, { randomEffects: "none", level: 0.9 });
    const test = testContrast(slope, [[1, 4.5]], { df: "z", level: 0.9 });
    expectWithin(population.values[1], test.estimate as number, { rel: 1e-12 });
    expectWithin(population.standardErrors[1], test.standardError as number, { rel: 1e-10 });
    expectWithin(population.meanInterval.low[1], test.confidenceInterval?.low as number, { rel: 1e-10 });
    // A new observation for the population is one of a new subject.
    const unknown = predictMixedModel(slope, { Days: [4.5], Subject: ["nobody"] });
    expectWithin(unknown.observationErrors[0], population.observationErrors[1], { rel: 1e-10 });
    expectWithin(unknown.values[0], population.values[1], { rel: 1e-12 });
  });

  it("needs its columns", () => {
    expect(() => predictMixedModel(slope, { Subject: ["308"] })).toThrow(/Days/);
    expect(() => predictMixedModel(slope, { Days: [1] })).toThrow(/Subject/);
    expect(() => predictMixedModel(slope, { Days: [NaN], Subject: ["308"] })).toThrow(RangeError);
    expect(() => predictMixedModel(ergo, { Type: ["T9"], Subject: ["A"] })).toThrow(RangeError);
    expect(() => predictMixedModel(slope, sleep, { randomEffects: "all" as "none" })).toThrow("randomEffects must be");
  });
});

describe("comparisons and contrasts as reviewers broke them", () => {
  const group = [..."aaaabbbbccccddddeeee"];
  const block = [..."wxyzwxyzwxyzwxyzwxyz"];
  const x = group.map((_, i) => i % 4);
  const z = group.map((_, i) => (i * i) % 7);
  const y = [4.1, 5.3, 5.8, 7.9, 2.2, 3.1, 4.9, 5.2, 5.9, 6.2, 8.3, 9.1, 3.0, 3.7, 4.4, 6.4, 5.1, 6.6, 6.9, 8.8];
  const columns = { y, x, z, group, block };
  const plain = fitMixedModel("y ~ x + z + (1 | group)", columns);

  it("restricted likelihoods of columns in other units are not compared: both are fitted by ML", () => {
    const scaled = fitMixedModel("y ~ I(10 * x) + (1 | group)", columns);
    const full = fitMixedModel("y ~ x + (1 | group) + (1 | block)", columns);
    const byMl = (formula: string) => fitMixedModel(formula, columns, { method: "ML" }).objective;
    const { statistic, refitted, reml } = likelihoodRatioTest(scaled, full);
    expect({ refitted, reml }).toEqual({ refitted: true, reml: false });
    expectWithin(statistic, Math.max(0, byMl("y ~ x + (1 | group)") - byMl("y ~ x + (1 | group) + (1 | block)")), { abs: 1e-8 });
  });

  it("a grouping factor of the same name with other groups is another term", () => {
    const turned = fitMixedModel("y ~ x + z + (x | group)", { ...columns, group: block });
    expect(() => likelihoodRatioTest(plain, turned)).toThrow("random terms of the reduced model must lie within those of the full one");
  });

  it("F does not depend on how nearly the rows of L agree, nor on their size", () => {
    const both = testContrast(plain, ["x", "z"]);
    for (const near of [1e-3, 1e-6, 1e-8]) {
      const { statistic, df, denominatorDf } = testContrast(plain, [[0, 1, 0], [0, 1, near]]);
      expect(df).toBe(2);
      // What is left of the second row has lost the digits of `near`.
      expectWithin(statistic, both.statistic, { rel: 1e-15 / near + 1e-12 });
      expectWithin(denominatorDf, both.denominatorDf, { rel: 1e-6 });
    }
    const one = testContrast(plain, "x");
    for (const size of [1e-200, 1e200]) {
      const { statistic, estimate, standardError } = testContrast(plain, [[0, size, 0]]);
      expectWithin(statistic, one.statistic, { rel: 1e-12 });
      expectWithin(estimate! / standardError!, one.estimate! / one.standardError!, { rel: 1e-12 });
    }
  });

  it("what is no fit is refused by name", () => {
    expect(() => testContrast(null as never, "x")).toThrow("Cannot test a contrast: fit must be a result of fitMixedModel, got null");
    expect(() => likelihoodRatioTest(plain, {} as never)).toThrow("fit must be a result of fitMixedModel, got an object");
  });
});

describe("mixedEffectSizes()", () => {
  it.each(referenceNames.filter((name) => loadReference(name).effects !== null))("for %s", (name) => {
    const { effects, model, formula } = loadReference(name);
    const fit = fitDesign(designOf(model, formula), { df: "z" });
    const sizes = mixedEffectSizes(fit, effects.focus);
    // R's optima behind these numbers are good to some 1e-8.
    expectWithin(sizes.estimate, effects.beta_std, { rel: 1e-8 });
    expectWithin(sizes.full.r2Marginal, effects.r2_full.marginal, { rel: 1e-7 });
    expectWithin(sizes.full.r2Conditional, effects.r2_full.conditional, { rel: 1e-7 });
    expectWithin(sizes.full.fixed, effects.r2_full.var_fixed, { rel: 1e-7 });
    expectWithin(sizes.full.random, effects.r2_full.var_random, { rel: 1e-7 });
    expectWithin(sizes.full.residual, effects.r2_full.var_resid, { rel: 1e-7 });
    expectWithin(sizes.f2GlobalMarginal, effects.f2_global_marginal, { rel: 1e-7 });
    expectWithin(sizes.f2GlobalConditional, effects.f2_global_conditional, { rel: 1e-7 });
    expectWithin(sizes.f2LocalSelya, effects.selya.f2, { rel: 1e-7 });
    // Uncorrelated slopes change with the origin of age: standardising, as R's standard error does, is another model there.
    if (name !== "orthodont_uncorrelated") expectWithin(sizes.standardError, effects.se_std, { rel: 1e-7 });
    expectWithin(sizes.reduced.r2Marginal, effects.r2_reduced.marginal, { rel: 1e-7, abs: 1e-15 });
    expectWithin(sizes.reduced.r2Conditional, effects.r2_reduced.conditional, { rel: 1e-7 });
    expectWithin(sizes.f2LocalMarginal, effects.f2_local_marginal, { rel: 1e-7 });
    expectWithin(sizes.f2LocalConditional, effects.f2_local_conditional, { abs: 1e-8 });
  });

  it("equals a refit of standardised columns, and takes standard errors from the fit's method", () => {
    const columns = simulated(5);
    const standardise = (values: number[]): number[] => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
      return values.map((value) => (value - mean) / sd);
    };
    const sizes = mixedEffectSizes(fitMixedModel("y ~ x + z + (1 | g)", columns), "z");
    const refit = fitMixedModel("y ~ x + z + (1 | g)", { ...columns, y: standardise(columns.y), z: standardise(columns.z) }).fixedEffects[2];
    expectWithin(sizes.estimate, refit.estimate, { rel: 1e-10 });
    expectWithin(sizes.standardError, refit.standardError, { rel: 1e-10 });
  });

  it("refuses what has no effect size", () => {
    expect(() => mixedEffectSizes(slope, "(Intercept)")).toThrow('name must be a coefficient other than the intercept ("Days"), got "(Intercept)"');
    expect(() => mixedEffectSizes(slope, "Nights")).toThrow(RangeError);
    expect(() => mixedEffectSizes(fitMixedModel("Reaction ~ 0 + Days + (1 | Subject)", sleep), "Days")).toThrow("there must be another column of X to fit without `Days`");
  });
});

describe("equivariance of tests", () => {
  const formula = "y ~ x + z + (x | g) + (1 | h)";
  const seeds = fc.integer({ min: 1, max: 10_000 });

  /** Degrees of freedom and p values of x and z by both methods. */
  function tests(columns: Record<string, number[] | string[]>): number[] {
    return (["kenward-roger", "satterthwaite"] as const).flatMap((df) =>
      fitMixedModel(formula, columns, { df })
        .fixedEffects.slice(1)
        .flatMap((effect) => [effect.df, effect.pValue]),
    );
  }

  function expectSame(actual: number[], expected: number[]): void {
    expected.forEach((value, i) => expectWithin(actual[i], value, { rel: 1e-10 }));
  }

  it("y → ay + Xc keeps df, and p of x where only z is added", () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(1e-5, 0.3, 40, 1e6), (seed, a) => {
        const columns = simulated(seed);
        const before = tests(columns);
        const after = tests({ ...columns, y: columns.y.map((value, i) => a * (value + 7 - 2 * columns.z[i])) });
        const kept = [0, 1, 2, 4, 5, 6];
        expectSame(kept.map((i) => after[i]), kept.map((i) => before[i]));
      }),
      { seed: 1, numRuns: 12 },
    );
  });

  it("x → kx, rows in another order, levels renamed: the same df and p", () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(1e-3, 5, 2e4), (seed, k) => {
        const columns = simulated(seed);
        const before = tests(columns);
        expectSame(tests({ ...columns, x: columns.x.map((value) => k * value) }), before);
        const order = shuffledIndices(48, createRng(seed));
        const moved = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Array.from(order, (i) => values[i]) as number[] | string[]]));
        expectSame(tests(moved), before);
        expectSame(tests({ ...columns, g: columns.g.map((name) => `${9 - Number(name.slice(1))}!`), h: columns.h.map((name) => `${(Number(name.slice(1)) * 3) % 5}`) }), before);
      }),
      { seed: 2, numRuns: 12 },
    );
  });
});
