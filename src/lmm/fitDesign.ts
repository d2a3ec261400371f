import { checkChoice, checkLevel } from "../numeric/check.ts";
import { ln } from "../numeric/special/index.ts";
import { fitBalanced, type FitCore } from "./balanced/fitBalanced.ts";
import { checkIdentified } from "./engine/checkIdentified.ts";
import { crossProducts } from "./engine/crossProducts.ts";
import { factorise } from "./engine/factorise.ts";
import { optimise } from "./engine/optimise.ts";
import { responseProducts } from "./engine/responseProducts.ts";
import { solve } from "./engine/solve.ts";
import { factorsOf, thetaOf } from "./engine/thetaOf.ts";
import { fittedValues } from "./fittedValues.ts";
import { coefficientTests } from "./inference/coefficientTests.ts";
import { randomEffectsOf } from "./inference/randomEffectsOf.ts";
import type { MixedDesign } from "./mixedDesign.ts";
import type { DfMethod, MixedModelFit, MixedModelMethod } from "./mixedModelFit.ts";
import type { MixedModelState } from "./mixedModelState.ts";
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
  const core = fitBalanced(design, method, df, level) ?? fitGeneral(design, method, df, level);
  const { theta, sigma, objective } = core;
  const n = design.y.length;
  const fitted = fittedValues(design, core.fixedEffects, core.randomEffects);
  const parameters = design.coefficientNames.length + theta.length + 1;
  return {
    method: `Linear mixed model fitted by ${method}`,
    formula: design.formula,
    reml: method === "REML",
    df,
    n,
    ...core,
    varianceComponents: varianceComponents(design, theta, sigma),
    randomCovariances: randomCovariances(design, theta, sigma),
    logLikelihood: -objective / 2,
    parameters,
    aic: objective + 2 * parameters,
    bic: objective + parameters * ln(n),
    fitted,
    residuals: differences(design.y, fitted),
    design,
  };
}

/** A loop, since `map` of a typed array takes several times as long. */
function differences(y: Float64Array, fitted: Float64Array): Float64Array {
  const residuals = new Float64Array(y.length);
  for (let i = 0; i < y.length; i++) residuals[i] = y[i] - fitted[i];
  return residuals;
}

/** Any design, by the engine. */
function fitGeneral(design: MixedDesign, method: MixedModelMethod, df: DfMethod, level: number): FitCore {
  const reml = method === "REML";
  const cross = crossProducts(design);
  checkIdentified(cross, design);
  const response = responseProducts(cross, design, design.y);
  const { factors, factorisation, solution, parts, objective, evaluations, converged, singular, certificate, message } = optimise(cross, response, method);
  const state: MixedModelState = { cross, response, factorisation, solution, parts };
  const { theta, names: thetaNames } = thetaOf(cross, design, factors);
  const sigma = Math.sqrt(solution.r2 / (reml ? cross.n - cross.p : cross.n));
  const randomEffects = randomEffectsOf(state, design, reml);
  return { ...coefficientTests(state, design, df, reml, level), theta, thetaNames, sigma, randomEffects, objective, evaluations, converged, singular, certificate, message };
}

/** The working numbers of a fit, factorised again at its theta; `orthogonal` as in `crossProducts`. */
export function stateOf(fit: MixedModelFit, orthogonal: boolean = true): MixedModelState {
  const { design } = fit;
  const cross = crossProducts(design, orthogonal);
  const response = responseProducts(cross, design, design.y);
  const factorisation = factorise(cross, factorsOf(cross, design, fit.theta));
  return { cross, response, factorisation, solution: solve(cross, factorisation, response) };
}
