import { describe, expect, it } from "vitest";
import { fitDesign, stateOf } from "../../src/lmm/fitDesign.ts";
import { fitMixedModel } from "../../src/lmm/fitMixedModel.ts";
import { profileCriterion, type ProfileDirection } from "../../src/lmm/inference/profileCriterion.ts";
import { profileMixedModel } from "../../src/lmm/profileMixedModel.ts";
import { responseProducts } from "../../src/lmm/engine/responseProducts.ts";
import dense from "../fixtures/mpmath/mixed-model.json" with { type: "json" };
import { expectWithin } from "../within.ts";
import { denseDesign } from "./denseDesign.ts";
import { columnsOf, designOf, loadReference, referenceNames } from "./reference.ts";

describe("profileMixedModel()", () => {
  it.each(referenceNames.filter((name) => loadReference(name).tests.profile !== null))("has lme4's limits for %s", (name) => {
    const { model, formula, tests } = loadReference(name);
    const { intervals } = profileMixedModel(fitDesign(designOf(model, formula), { df: "z" }));
    expect(intervals.map(({ parameter }) => parameter)).toEqual(tests.profile.names);
    intervals.forEach(({ low, high }, i) => {
      // lme4 reads its limits off splines, good to about 1e-4 of the width.
      const width = high - low;
      expectWithin(low, tests.profile.lower[i], { abs: 3e-4 * width });
      expectWithin(high, tests.profile.upper[i], { abs: 3e-4 * width });
    });
  });

  it("has the limits of dense 40-digit matrices, with weights and a correlation", () => {
    const fit = fitDesign(denseDesign(), { df: "z" });
    const { intervals } = profileMixedModel(fit, { parameters: Object.keys(dense.profile) });
    Object.values(dense.profile).forEach((limits, i) => {
      const { low, high } = intervals[i];
      const ours = [low, high];
      limits.forEach((limit, side) => expectWithin(ours[side], limit, { rel: 1e-7 }));
    });
  });

  it("ends where the criterion has risen by the quantile of χ²(1)", () => {
    const columns = columnsOf(loadReference("penicillin").data);
    const fit = fitMixedModel("diameter ~ 1 + (1 | plate) + (1 | sample)", columns, { method: "ML" });
    const [{ high, estimate, level }] = profileMixedModel(fit, { parameters: ["(Intercept)"], level: 0.9 }).intervals;
    expect(level).toBe(0.9);
    expectWithin(estimate, fit.fixedEffects[0].estimate, { rel: 1e-12 });
    // With the intercept held, the model has none: y less the limit.
    const design = designOf(loadReference("penicillin").model);
    const held = fitDesign({ ...design, y: design.y.map((value) => value - high) }, { method: "ML", df: "z" });
    // That fit moves its intercept back, so its own profile at 0 is what has risen.
    expectWithin(held.objective, fit.objective, { abs: 1e-9 });
    const [{ low }] = profileMixedModel(held, { parameters: ["(Intercept)"], level: 0.9 }).intervals;
    expectWithin(low, 2 * (estimate - high), { rel: 1e-8 });
  });

  it("profiles variance parameters by REML on request", () => {
    const columns = columnsOf(loadReference("dyestuff").data);
    const fit = fitMixedModel("Yield ~ 1 + (1 | Batch)", columns);
    const { intervals, method } = profileMixedModel(fit, { method: "REML" });
    expect(method).toBe("Profile likelihood intervals, REML criterion");
    expect(intervals.map(({ parameter }) => parameter)).toEqual(["sd_(Intercept)|Batch", "sigma"]);
    expectWithin(intervals[0].estimate, Math.sqrt(fit.varianceComponents[0].variance), { rel: 1e-9 });
    expectWithin(intervals[1].estimate, fit.sigma, { rel: 1e-12 });
    const [ml] = profileMixedModel(fit, { parameters: ["sd_(Intercept)|Batch"] }).intervals;
    expect(intervals[0].high).toBeGreaterThan(ml.high);
    expect(() => profileMixedModel(fit, { parameters: ["(Intercept)"], method: "REML" })).toThrow('coefficients must be profiled by method "ML"');
  });

  it("ends at 0 where a variance may be 0", () => {
    const fit = fitDesign(designOf(loadReference("dyestuff2").model), { df: "z" });
    const [{ low, high, estimate }] = profileMixedModel(fit, { parameters: ["sd_(Intercept)|Batch"] }).intervals;
    expect([low, estimate]).toEqual([0, 0]);
    expect(high).toBeGreaterThan(1);
  });

  it("names unknown parameters and options", () => {
    const fit = fitDesign(denseDesign(), { df: "z" });
    expect(() => profileMixedModel(fit, { parameters: ["sd_z|g"] })).toThrow('parameters must be among "sd_(Intercept)|g", "cor_x.(Intercept)|g", "sd_x|g", "sd_(Intercept)|h", "sigma", "(Intercept)", "x", got "sd_z|g"');
    expect(() => profileMixedModel(fit, { parameters: "sigma" as unknown as string[] })).toThrow(TypeError);
    expect(() => profileMixedModel(fit, { parameter: [] } as object)).toThrow("unknown option `parameter`");
    expect(() => profileMixedModel(fit, { level: 1 })).toThrow(RangeError);
  });
});

describe("profileCriterion()", () => {
  const design = denseDesign();
  const fit = fitDesign(design, { df: "z" });
  const { cross, response } = stateOf(fit, false);
  const directions: ProfileDirection[] = [
    { block: 0, change: Float64Array.of(1, 0, 0, 0) },
    { block: 0, change: Float64Array.of(0, 0, 1, 0) },
    { block: 0, change: Float64Array.of(0, 0, 0, 1) },
    { block: 1, change: Float64Array.of(1) },
    { block: -1, change: new Float64Array(0) },
  ];
  const at = (x: readonly number[], method: "ML" | "REML", held: number | null) =>
    profileCriterion(
      cross,
      response,
      method,
      {
        factors: [Float64Array.of(x[0], 0, x[1], x[2]), Float64Array.of(x[3])],
        logSigma: x[4],
        held: held === null ? null : { l: Float64Array.of(0, 1), value: held },
      },
      directions,
    );

  it.each([["ML", null], ["REML", null], ["ML", 0.4]] as const)("has the derivatives of its own values: %s, held %s", (method, held) => {
    const x = [0.9, 0.3, 0.6, 0.5, -0.4];
    const { gradient, hessian } = at(x, method, held);
    const h = 1e-5;
    for (let i = 0; i < 5; i++) {
      const up = at(x.map((value, j) => value + (i === j ? h : 0)), method, held);
      const down = at(x.map((value, j) => value - (i === j ? h : 0)), method, held);
      // Central differences: h² and ε·|d|/h.
      expectWithin((up.objective - down.objective) / (2 * h), gradient[i], { rel: 1e-7, abs: 1e-7 });
      for (let j = 0; j < 5; j++) expectWithin((up.gradient[j] - down.gradient[j]) / (2 * h), hessian[i * 5 + j], { rel: 1e-7, abs: 1e-7 });
    }
    if (held !== null) expectWithin((at(x, method, held + h).objective - at(x, method, held - h).objective) / (2 * h), at(x, method, held).heldSlope, { rel: 1e-8 });
  });

  it("is the criterion of the fit at its optimum", () => {
    const scale = cross.blocks.map(({ k, transform }) => Array.from({ length: k }, (_, a) => 1 / transform[a * k + a]));
    const [t11, t21, t22, th] = fit.theta;
    const x = [t11 * scale[0][0], t21 * scale[0][1], t22 * scale[0][1], th * scale[1][0]].map((value) => value * fit.sigma);
    const { objective, gradient } = at([...x, Math.log(fit.sigma)], "REML", null);
    expectWithin(objective, fit.objective, { rel: 1e-12 });
    gradient.forEach((slope) => expectWithin(slope, 0, { abs: 1e-7 }));
    expect(responseProducts(cross, design, design.y)).toEqual(response);
  });
});
