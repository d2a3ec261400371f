import { describe, expect, it } from "vitest";
import { crossProducts } from "../../src/lmm/engine/crossProducts.ts";
import type { MixedModelMethod } from "../../src/lmm/mixedModelFit.ts";
import { optimise } from "../../src/lmm/engine/optimise.ts";
import { responseProducts } from "../../src/lmm/engine/responseProducts.ts";
import { thetaOf } from "../../src/lmm/engine/thetaOf.ts";
import { expectWithin } from "../within.ts";
import { instEvalDesign, loadReference } from "./reference.ts";

describe("InstEval, 73,421 rows and 4,114 random effects", () => {
  const design = instEvalDesign();
  const cross = crossProducts(design);
  const response = responseProducts(cross, design, design.y);
  const { exact } = loadReference("insteval");

  it.each(["REML", "ML"] satisfies MixedModelMethod[])("%s: criterion, theta, coefficients in at most 12 evaluations", (method) => {
    const optimum = optimise(cross, response, method);
    const expected = method === "REML" ? exact : exact.ml;
    expect(optimum.converged).toBe(true);
    expect(optimum.evaluations).toBeLessThanOrEqual(12);
    // The oracle is float64, good to 1e-11 relative.
    expectWithin(optimum.objective, expected.REMLcrit ?? expected.deviance, { abs: 1e-8 });
    thetaOf(cross, design, optimum.factors).theta.forEach((value, i) => expectWithin(value, expected.theta[i], { abs: 1e-11 }));
    const slope = (optimum.solution.beta[1] + response.qty[1]) / cross.r[3];
    expectWithin(slope, expected.beta[1], { rel: 1e-10 });
    expectWithin((optimum.solution.beta[0] + response.qty[0] - cross.r[1] * slope) / cross.r[0], expected.beta[0], { rel: 1e-10 });
  });
});
