import { balancedStrata, type BalancedStrata } from "../balanced/balancedStrata.ts";
import type { CrossProducts } from "../engine/crossProducts.ts";
import type { ResponseProducts } from "../engine/responseProducts.ts";
import { crossProducts } from "../engine/crossProducts.ts";
import { responseProducts } from "../engine/responseProducts.ts";
import type { CovarianceFactors } from "../engine/applyLambda.ts";
import type { MixedDesign } from "../mixedDesign.ts";
import type { MixedModelMethod } from "../mixedModelFit.ts";
import { optimise } from "../engine/optimise.ts";
import { optimiseBalanced } from "../balanced/optimiseBalanced.ts";
import { thetaOf } from "../engine/thetaOf.ts";

/** What a replicate keeps of its fit. */
export interface Refit {
  /** Coefficients, in the order of the columns of X. */
  readonly beta: Float64Array;
  /** As lme4 orders it. */
  readonly theta: Float64Array;
  /** Residual standard deviation. */
  readonly sigma: number;
  /** Whether the fit converged. */
  readonly converged: boolean;
  /** Whether it lies on the boundary. */
  readonly singular: boolean;
}

/** Fits a design without inference, balanced or not. */
export function refitDesign(design: MixedDesign, method: MixedModelMethod): Refit {
  const strata = balancedStrata(design);
  if (strata !== null) return refitStrata(strata, method);
  const cross = crossProducts(design);
  return refitProducts(cross, design, responseProducts(cross, design, design.y), method);
}

/** Fits what a balanced design was reduced to. */
export function refitStrata(strata: BalancedStrata, method: MixedModelMethod): Refit {
  const { beta, gammas, variance, converged, singular } = optimiseBalanced(strata, method);
  return { beta, theta: gammas.map(Math.sqrt), sigma: Math.sqrt(variance), converged, singular };
}

/** Fits cross-products, from a start if one is given. */
export function refitProducts(
  cross: CrossProducts,
  design: MixedDesign,
  response: ResponseProducts,
  method: MixedModelMethod,
  start?: CovarianceFactors,
): Refit {
  const { factors, solution, converged, singular } = optimise(cross, response, method, start);
  const { n, p, r } = cross;
  const beta = new Float64Array(p);
  for (let i = p - 1; i >= 0; i--) {
    let value = response.qty[i] + solution.beta[i];
    for (let j = i + 1; j < p; j++) value -= r[i * p + j] * beta[j];
    beta[i] = value / r[i * p + i];
  }
  const sigma = Math.sqrt(solution.r2 / (method === "REML" ? n - p : n));
  return { beta, theta: thetaOf(cross, design, factors).theta, sigma, converged, singular };
}
