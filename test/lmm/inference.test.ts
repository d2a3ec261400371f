import { describe, expect, it } from "vitest";
import { coefficientTests } from "../../src/lmm/inference/coefficientTests.ts";
import { crossProducts } from "../../src/lmm/engine/crossProducts.ts";
import { factorise } from "../../src/lmm/engine/factorise.ts";
import { fitDesign } from "../../src/lmm/fitDesign.ts";
import type { MixedDesign } from "../../src/lmm/mixedDesign.ts";
import type { MixedModelFit } from "../../src/lmm/mixedModelFit.ts";
import type { MixedModelState } from "../../src/lmm/mixedModelState.ts";
import { randomEffectsOf } from "../../src/lmm/inference/randomEffectsOf.ts";
import { responseProducts } from "../../src/lmm/engine/responseProducts.ts";
import { solve } from "../../src/lmm/engine/solve.ts";
import { testContrast } from "../../src/lmm/testContrast.ts";
import { factorsOf } from "../../src/lmm/engine/thetaOf.ts";
import dense from "../fixtures/mpmath/mixed-model.json" with { type: "json" };
import weighted from "../fixtures/r/weightedKenwardRoger.json" with { type: "json" };
import { expectWithin } from "../within.ts";
import { denseDesign } from "./denseDesign.ts";
import { designOf, instEvalDesign, loadReference, loadStress, referenceNames } from "./reference.ts";

interface CertifiedTest {
  readonly df: number;
  readonly se: number;
  readonly t: number;
  readonly p: number;
  readonly lower: number;
  readonly upper: number;
}

/** The state of a design at a given theta, no matter how it was found. */
function stateAt(design: MixedDesign, theta: readonly number[]): MixedModelState {
  const cross = crossProducts(design);
  const response = responseProducts(cross, design, design.y);
  const factorisation = factorise(cross, factorsOf(cross, design, theta));
  return { cross, response, factorisation, solution: solve(cross, factorisation, response) };
}

const fits = new Map<string, MixedModelFit>();

/** The model of a reference, fitted once. */
function fitOf(name: string): MixedModelFit {
  let fit = fits.get(name);
  if (fit === undefined) fits.set(name, (fit = fitDesign(designOf(loadReference(name).model), { df: "z" })));
  return fit;
}

const largest = (values: readonly number[]): number => Math.max(...values.map(Math.abs));

/** Fails unless all entries agree within `tolerance` of the largest. */
function expectAll(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const scale = largest(expected);
  expected.forEach((value, i) => expectWithin(actual[i], value, { abs: tolerance * scale }));
}

describe.each(referenceNames)("inference for %s", (name) => {
  const reference = loadReference(name);
  const { exact } = reference;
  const design = designOf(reference.model);
  const state = stateAt(design, exact.theta);

  it("gives covariance and random effects with both their variances", () => {
    const { covariance, fixedEffects } = coefficientTests(state, design, "z", true, 0.95);
    // vcov relative to its own scale: entries that are 0 by orthogonality have no relative error.
    const roots = (exact.se as number[]).flatMap((a) => (exact.se as number[]).map((b) => a * b));
    (exact.vcov as number[][]).flat().forEach((value, at) => expectWithin(covariance.data[at], value, { abs: 1e-10 * roots[at] }));
    fixedEffects.forEach(({ standardError, df }, j) => {
      expectWithin(standardError, exact.se[j], { rel: 1e-10 });
      expect(df).toBe(Infinity);
    });
    const effects = randomEffectsOf(state, design, true);
    effects.forEach(({ values, conditionalVariance, predictionErrorVariance, group, levels }, t) => {
      const { values: blups, condvar, pev } = exact.ranef[t];
      expect([group, levels]).toEqual([design.terms[t].group, design.terms[t].levels]);
      expectAll(values.data, blups.flat(), 1e-9);
      expectAll(conditionalVariance.data, condvar.flat(2), 1e-9);
      expectAll(predictionErrorVariance.data, pev.flat(2), 1e-9);
    });
  });

  it.each(["satterthwaite", "kenward-roger"] as const)("gives %s tests, also from its own optimum", (method) => {
    const certified = exact[method.replace("-", "_")] as CertifiedTest[] | null;
    if (certified === null) {
      // pbkrtest does not do weighted models; the tests below have other oracles for them.
      expect([name, method]).toEqual(["sleepstudy_weights", "kenward-roger"]);
      return;
    }
    const sources = [coefficientTests(state, design, method, true, 0.95), fitDesign(design, { df: method })];
    for (const { fixedEffects, adjustedCovariance } of sources) {
      certified.forEach(({ df, se, t, p, lower, upper }, j) => {
        const { standardError, statistic, pValue, confidenceInterval, ...rest } = fixedEffects[j];
        expectWithin(rest.df, df, { rel: 1e-9 });
        expectWithin(standardError, se, { rel: 1e-10 });
        expectWithin(statistic, t, { rel: 1e-10 });
        expectWithin(pValue, p, { rel: 1e-8 });
        expectWithin(confidenceInterval.low, lower, { abs: 1e-9 * (upper - lower) });
        expectWithin(confidenceInterval.high, upper, { abs: 1e-9 * (upper - lower) });
      });
      if (method === "kenward-roger") {
        const errors = certified.map(({ se }) => se);
        (exact.kr_vcov as number[][]).forEach((row, i) =>
          row.forEach((value, j) => expectWithin(adjustedCovariance.data[i * errors.length + j], value, { abs: 1e-10 * errors[i] * errors[j] })),
        );
      }
    }
  });

  it("gives joint F tests", () => {
    for (const [method, key] of [["satterthwaite", "satterthwaite"], ["kenward-roger", "kenward_roger"]] as const) {
      const joint = exact.joint?.[key];
      if (joint === undefined) continue;
      const { statistic, df, denominatorDf, pValue, scaling } = testContrast(fitOf(name), reference.tests.joint[key].L, { df: method });
      expectWithin(statistic, joint.F, { rel: 1e-10 });
      expect(df).toBe(joint.ndf);
      expectWithin(denominatorDf, joint.ddf, { rel: 1e-9 });
      expectWithin(pValue, joint.p, { rel: 1e-8 });
      expectWithin(scaling, joint.F_scaling ?? 1, { rel: 1e-10 });
    }
  });
});

describe("inference for the 60 hard problems", () => {
  it.each(loadStress().map((problem) => [problem.name, problem] as const))("%s", (_, { model, exact }) => {
    const design = designOf(model);
    const state = stateAt(design, exact.theta);
    const kr = coefficientTests(state, design, "kenward-roger", true, 0.95).fixedEffects;
    const st = coefficientTests(state, design, "satterthwaite", true, 0.95).fixedEffects;
    kr.forEach(({ df, standardError }, j) => {
      // theta is given to 16 digits; variance ratios up to 1e6 lose up to half of them in whichever arithmetic.
      expectWithin(df, exact.kr_df[j], { rel: 1e-8 });
      expectWithin(standardError, exact.kr_se[j], { rel: 1e-9 });
      expectWithin(st[j].df, exact.satterthwaite_df[j], { rel: 1e-8 });
    });
  });
});

describe("inference where pbkrtest cannot go", () => {
  it("InstEval: degrees of freedom of 73,421 rows in seconds", { timeout: 60_000 }, () => {
    const { exact } = loadReference("insteval");
    const design = instEvalDesign();
    const state = stateAt(design, exact.theta);
    for (const method of ["satterthwaite", "kenward-roger"] as const) {
      const { fixedEffects, adjustedCovariance } = coefficientTests(state, design, method, true, 0.95);
      (exact[method.replace("-", "_")] as CertifiedTest[]).forEach(({ df, se, p }, j) => {
        // The oracle is float64 itself, about 1e-11.
        expectWithin(fixedEffects[j].df, df, { rel: 1e-9 });
        expectWithin(fixedEffects[j].standardError, se, { rel: 1e-9 });
        expectWithin(fixedEffects[j].pValue, p, { rel: 1e-7 });
      });
      if (method === "kenward-roger") expectAll(adjustedCovariance.data, exact.kr_vcov.flat(), 1e-9);
    }
    const effects = randomEffectsOf(state, design, true);
    (exact.ranef as { values: number[][] }[]).forEach(({ values }, t) => expectAll(effects[t].values.data, values.flat(), 1e-9));
  });

  it("weights: pbkrtest on rows multiplied by the roots of their weights", () => {
    const fit = fitDesign(designOf(loadReference("sleepstudy_weights").model));
    // R's theta is good to some 1e-8.
    fit.fixedEffects.forEach(({ df }, j) => expectWithin(df, weighted.df[j], { rel: 1e-6 }));
    expectAll(fit.adjustedCovariance.data, weighted.adjusted.flat(), 1e-6);
    const joint = testContrast(fit, [[1, 0], [0, 1]]);
    expectWithin(joint.statistic, weighted.joint.F, { rel: 1e-6 });
    expectWithin(joint.denominatorDf, weighted.joint.df, { rel: 1e-6 });
    expectWithin(joint.scaling, weighted.joint.scaling, { rel: 1e-6 });
  });
});

describe("a weighted model with a vector term against dense 40-digit matrices", () => {
  const fit = fitDesign(denseDesign());

  it("has the same optimum", () => {
    expectWithin(fit.objective, dense.objective, { rel: 1e-12 });
    dense.theta.forEach((value, i) => expectWithin(fit.theta[i], value, { abs: 1e-8 }));
    dense.beta.forEach((value, j) => expectWithin(fit.fixedEffects[j].estimate, value, { rel: 1e-10 }));
    expectAll(fit.covariance.data, dense.covariance.flat(), 1e-9);
    const ml = fitDesign(denseDesign(), { method: "ML" });
    expectWithin(ml.objective, dense.ml.objective, { rel: 1e-12 });
    dense.ml.theta.forEach((value, i) => expectWithin(ml.theta[i], value, { abs: 1e-8 }));
    expectWithin(ml.sigma, dense.ml.sigma, { rel: 1e-9 });
  });

  it("has Kenward and Roger's covariance, degrees of freedom and scale", () => {
    expectAll(fit.adjustedCovariance.data, dense.kenwardRoger.adjusted.flat(), 1e-9);
    fit.fixedEffects.forEach(({ df }, j) => expectWithin(df, dense.kenwardRoger.single[j].df, { rel: 1e-8 }));
    const joint = testContrast(fit, ["(Intercept)", "x"]);
    expectWithin(joint.denominatorDf, dense.kenwardRoger.joint.df, { rel: 1e-8 });
    expectWithin(joint.scaling, dense.kenwardRoger.joint.scaling, { rel: 1e-9 });
    expectWithin(joint.statistic, dense.kenwardRoger.joint.F, { rel: 1e-9 });
  });

  it("has Satterthwaite's degrees of freedom", () => {
    dense.satterthwaite.df.forEach((df, j) => {
      const row = [0, 0];
      row[j] = 1;
      expectWithin(testContrast(fit, [row], { df: "satterthwaite" }).denominatorDf, df, { rel: 1e-8 });
    });
    const joint = testContrast(fit, [[1, 0], [0, 1]], { df: "satterthwaite" });
    expectWithin(joint.statistic, dense.satterthwaite.jointF, { rel: 1e-9 });
    expectWithin(joint.denominatorDf, dense.satterthwaite.jointDf, { rel: 1e-8 });
  });

  it("has the random effects and both their covariances", () => {
    const { values, conditional, error } = dense.randomEffects;
    const [g, h] = fit.randomEffects;
    expectAll([...g.values.data, ...h.values.data], values, 1e-9);
    const blocks = (matrix: number[][]): number[] => [
      ...Array.from({ length: 6 }, (_, m) => [0, 1].flatMap((a) => [0, 1].map((b) => matrix[2 * m + a][2 * m + b]))).flat(),
      ...Array.from({ length: 4 }, (_, m) => matrix[12 + m][12 + m]),
    ];
    expectAll([...g.conditionalVariance.data, ...h.conditionalVariance.data], blocks(conditional), 1e-9);
    expectAll([...g.predictionErrorVariance.data, ...h.predictionErrorVariance.data], blocks(error), 1e-9);
  });
});
