/**
 * Mixed models of real rollouts against figures from other code. The data are not part of the repository: they are looked for in
 * ../shared/data (or DIVLAB_DATA), and the tests say so when they are skipped.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readRollouts, readTable } from "../../src/data/index.ts";
import { fitMixedModel } from "../../src/lmm/index.ts";
import { expectWithin } from "../within.ts";

const data = process.env["DIVLAB_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const present = existsSync(join(data, "gsm8k-models"));

describe.skipIf(!present)(`mixed models of real rollouts${present ? "" : " (SKIPPED: ../shared/data is not here)"}`, () => {
  it("gsm8k-models: the regression of seed 000 on twenty ensembles of three", async () => {
    const { columns } = await readTable(join(data, "gsm8k-models/ensembles.csv"));
    const fit = fitMixedModel("I(100 * ds) ~ edc + s0 + (1 | ensemble) + (1 | split)", columns);
    // Its README prints so many digits, from a dense REML of its authors'; statsmodels agrees to 4 or 5.
    expectWithin(fit.logLikelihood, -320.776, { abs: 5e-5 });
    expectWithin(fit.fixedEffects[1].estimate, -6.1076, { abs: 5e-5 });
    expectWithin(fit.fixedEffects[2].estimate, -7.713, { abs: 5e-5 });
    const [ensemble, split, residual] = fit.varianceComponents.map(({ variance }) => variance);
    expectWithin(ensemble, 1.9817, { abs: 5e-4 });
    expectWithin(split, 0.05304, { abs: 5e-6 });
    expectWithin(residual, 0.21142, { abs: 5e-6 });
    // Given the variances, as in lme4; statsmodels' 5.706 is from the joint second derivatives.
    expectWithin(Math.sqrt(fit.covariance.data[4]), 5.626, { abs: 5e-4 });
  });

  it("tot-writing: reward of two arms with a random intercept per problem, balanced, in closed form", async () => {
    const { mixed_model: reference } = JSON.parse(readFileSync(join(data, "tot-writing/reference.json"), "utf8")) as { mixed_model: Record<string, number> & { anova: Record<string, number> & { blups_first_five: Record<string, number> } } };
    const { rollouts } = await readRollouts(join(data, "tot-writing/samples.jsonl.gz"));
    const cot = Array.from(rollouts.solver.codes, (code) => (rollouts.solver.levels[code] === "gpt-4-cot" ? 1 : 0));
    const rows = cot.map((_, i) => i).filter((i) => !Number.isNaN(rollouts.reward![i]));
    const fit = fitMixedModel("reward ~ cot + (1 | problem)", {
      reward: rows.map((i) => rollouts.reward![i]),
      cot: rows.map((i) => cot[i]),
      problem: rows.map((i) => rollouts.problem.levels[rollouts.problem.codes[i]]),
    });
    // The analysis of variance is exact for this balanced design; its figures are printed to all digits.
    const { anova } = reference;
    expectWithin(fit.varianceComponents[0].variance, anova.var_problem, { rel: 1e-10 });
    expectWithin(fit.varianceComponents[1].variance, anova.var_residual, { rel: 1e-10 });
    expectWithin(fit.fixedEffects[1].estimate, reference.cot, { rel: 1e-10 });
    expectWithin(Math.sqrt(fit.covariance.data[0]), anova.se_intercept, { rel: 1e-10 });
    expectWithin(Math.sqrt(fit.covariance.data[3]), anova.se_cot, { rel: 1e-10 });
    // statsmodels stopped 3e-9 short of the maximum.
    expectWithin(fit.logLikelihood, reference.reml_loglik, { abs: 1e-6 });
    expect(fit.logLikelihood).toBeGreaterThanOrEqual(reference.reml_loglik - 1e-9);
    const [{ levels, values }] = fit.randomEffects;
    for (const [problem, blup] of Object.entries(anova.blups_first_five)) expectWithin(values.data[levels.indexOf(problem)], blup, { rel: 1e-9 });
  });
});
