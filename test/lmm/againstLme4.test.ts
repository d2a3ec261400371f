import { type DfMethod, fitMixedModel, type MixedModelFit, type MixedModelMethod } from "@divlab/core/lmm";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expectWithin } from "../within.ts";

/** What R found: the best of lme4's optimisers and nine tight searches by bobyqa; see randomModels.R. */
interface Best {
  readonly objective: number;
  readonly theta: readonly number[];
  /** Criterion where each of lme4's own optimisers stopped. */
  readonly lme4: Readonly<Record<string, number>>;
  readonly names: readonly string[];
  readonly beta: readonly number[];
  readonly se: readonly number[];
  readonly sigma: number;
  readonly satterthwaite?: readonly number[];
  readonly kenwardRoger?: { readonly se: readonly number[]; readonly df: readonly number[] };
}

interface RandomModel {
  readonly id: number;
  readonly kind: string;
  readonly formula: string;
  readonly data: Readonly<Record<string, readonly number[] | readonly string[]>>;
  readonly weights: readonly number[] | null;
  readonly REML: Best;
  readonly ML: Best;
}

const models = JSON.parse(readFileSync(new URL("../fixtures/r/randomModels.json", import.meta.url), "utf8")) as readonly RandomModel[];
const methods: readonly MixedModelMethod[] = ["REML", "ML"];

const fit = ({ formula, data, weights }: RandomModel, method: MixedModelMethod, df: DfMethod): MixedModelFit =>
  fitMixedModel(formula, data, { method, df, ...(weights === null ? {} : { weights }) });

/** TT′ of every term, from theta: it is determined also where T is not. */
function covariances({ design }: MixedModelFit, theta: ArrayLike<number>): number[][] {
  let at = 0;
  return design.terms.map(({ effects: { length: k } }) => {
    const T = Array.from({ length: k }, () => new Float64Array(k));
    for (let j = 0; j < k; j++) for (let i = j; i < k; i++) T[i][j] = theta[at++];
    return T.flatMap((row) => T.map((other) => row.reduce((sum, value, c) => sum + value * other[c], 0)));
  });
}

describe.each(models)("random model $id, $kind: $formula", (model) => {
  it.each(methods)("%s: no optimiser of lme4 finds a lower criterion, and the optimum is the same", (method) => {
    const best = model[method];
    const ours = fit(model, method, "z");
    expect(ours.converged).toBe(true);
    // A search without derivatives ends within 1e-9; the rest is rounding.
    expectWithin(ours.objective, best.objective, { abs: 1e-8 });
    for (const end of Object.values(best.lme4)) expect(ours.objective).toBeLessThan(end + 1e-8);
    expect(ours.fixedEffects.map(({ name }) => name)).toEqual(best.names);
    // The criterion being flat at its minimum, a criterion good to 1e-11 means theta good to about 1e-5.
    const p = best.names.length;
    best.names.forEach((_, j) => {
      expectWithin(ours.fixedEffects[j].estimate, best.beta[j], { abs: 1e-5 * best.se[j] });
      expectWithin(Math.sqrt(ours.covariance.data[j * p + j]), best.se[j], { rel: 1e-5 });
    });
    expectWithin(ours.sigma, best.sigma, { rel: 1e-5 });
    const expected = covariances(ours, best.theta);
    covariances(ours, ours.theta).forEach((matrix, t) => {
      const size = Math.max(1, ...expected[t].map(Math.abs));
      matrix.forEach((value, i) => expectWithin(value, expected[t][i], { abs: 3e-5 * size }));
    });
  });

  // On the boundary lmerTest's numerical derivatives would run beyond it.
  const satterthwaite = methods.filter((method) => model[method].satterthwaite !== undefined);
  it.each(satterthwaite)("%s: Satterthwaite's degrees of freedom are lmerTest's off the boundary", (method) => {
    const ours = fit(model, method, "satterthwaite");
    // lmerTest's derivatives are numerical.
    model[method].satterthwaite?.forEach((df, j) => expectWithin(ours.fixedEffects[j].df, df, { rel: 1e-6 }));
  });

  const { kenwardRoger } = model.REML;
  // pbkrtest ignores weights, so R has nothing to compare to where there are any.
  if (kenwardRoger !== undefined) it("Kenward and Roger's standard errors and degrees of freedom are pbkrtest's", () => {
    const ours = fit(model, "REML", "kenward-roger");
    // No further from each other than the two values of theta.
    kenwardRoger?.df.forEach((df, j) => {
      expectWithin(ours.fixedEffects[j].df, df, { rel: 1e-6 });
      expectWithin(ours.fixedEffects[j].standardError, kenwardRoger.se[j], { rel: 1e-6 });
    });
  });
});

describe("all random models together", () => {
  it("hold what they were chosen for: boundaries, interior optima, and searches of lme4 that stop too high", () => {
    const fits = models.flatMap((model) => methods.map((method) => ({ ours: fit(model, method, "z"), best: model[method] })));
    const worse = fits.filter(({ ours, best }) => Object.values(best.lme4).some((end) => end > ours.objective + 1e-3));
    expect(fits.filter(({ ours }) => ours.singular).length).toBeGreaterThan(20);
    expect(fits.filter(({ ours }) => !ours.singular).length).toBeGreaterThan(10);
    expect(worse.length).toBeGreaterThan(10);
  });
});
