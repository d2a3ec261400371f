import { checkChoice, checkLevel } from "../numeric/check.ts";
import { ln } from "../numeric/special/index.ts";
import { balancedOptimum } from "./balancedOptimum.ts";
import { coefficientTests } from "./coefficientTests.ts";
import { crossProducts, responseProducts } from "./crossProducts.ts";
import { factorise } from "./factorise.ts";
import type { MixedDesign } from "./mixedDesign.ts";
import type { DfMethod, MixedModelFit, MixedModelMethod } from "./mixedModelFit.ts";
import type { MixedModelState } from "./mixedModelState.ts";
import { optimise } from "./optimise.ts";
import { randomEffectsOf } from "./randomEffectsOf.ts";
import { solve } from "./solve.ts";
import { factorsOf, thetaOf } from "./thetaOf.ts";
import { fittedValues } from "./fittedValues.ts";
import { randomCovariances, varianceComponents } from "./varianceComponents.ts";

/** How a design is fitted. */
export interface FitDesignOptions {
  /** Criterion. */
  readonly method?: MixedModelMethod;
  /** Degrees of freedom. */
  readonly df?: DfMethod;
  /** Coverage of intervals. */
  readonly level?: number;
}

const action = "fit a mixed model";

/** {@linkcode fitMixedModel} on numbers: what is left once the formula has been read. */
export function fitDesign(design: MixedDesign, options: FitDesignOptions = {}): MixedModelFit {
  const { method = "REML", df = method === "REML" ? "kenward-roger" : "satterthwaite", level = 0.95 } = options;
  checkChoice(action, "method", method, ["REML", "ML"]);
  checkChoice(action, "df", df, ["kenward-roger", "satterthwaite", "z"]);
  checkLevel(action, level);
  const cross = crossProducts(design);
  const response = responseProducts(cross, design, design.y);
  const optimum = balancedOptimum(design, cross, response, method) ?? optimise(cross, response, method);
  const { factorisation, solution, objective } = optimum;
  const state: MixedModelState = { cross, response, factorisation, solution };
  const tests = coefficientTests(state, design, df, method === "REML", level);
  const { theta, names: thetaNames } = thetaOf(cross, design, optimum.factors);
  const randomEffects = randomEffectsOf(state, design, method === "REML");
  const n = design.y.length;
  const p = design.coefficientNames.length;
  const sigma = Math.sqrt(solution.r2 / (method === "REML" ? n - p : n));
  const fitted = fittedValues(design, tests.fixedEffects, randomEffects);
  const parameters = p + theta.length + 1;
  return {
    method: `Linear mixed model fitted by ${method}`,
    formula: design.formula,
    reml: method === "REML",
    df,
    n,
    fixedEffects: tests.fixedEffects,
    covariance: tests.covariance,
    adjustedCovariance: tests.adjustedCovariance,
    theta,
    thetaNames,
    sigma,
    varianceComponents: varianceComponents(design, theta, sigma),
    randomCovariances: randomCovariances(design, theta, sigma),
    randomEffects,
    logLikelihood: -objective / 2,
    parameters,
    aic: objective + 2 * parameters,
    bic: objective + parameters * ln(n),
    objective,
    evaluations: optimum.evaluations,
    converged: optimum.converged,
    singular: optimum.singular,
    certificate: optimum.certificate,
    fitted,
    residuals: design.y.map((value, i) => value - fitted[i]),
    design,
  };
}

/** The working numbers of a fit, factorised again at its theta. */
export function stateOf(fit: MixedModelFit): MixedModelState {
  const { design } = fit;
  const cross = crossProducts(design);
  const response = responseProducts(cross, design, design.y);
  const factorisation = factorise(cross, factorsOf(cross, design, fit.theta));
  return { cross, response, factorisation, solution: solve(cross, factorisation, response) };
}
