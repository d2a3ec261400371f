import { invertSymmetric } from "./balancedInformation.ts";
import type { BalancedProducts } from "./balancedStrata.ts";
import type { BalancedWorkspace } from "./balancedWorkspace.ts";

/**
 * Satterthwaite's covariance of the stratum variances, in units of σ⁴: the inverse of half the Hessian of the deviance in φₛ = σ²λₛ,
 * over those variances that are free. A term at 0 is left out, its stratum taken with the residual, as where θ = 0 is held.
 *
 * Degrees of freedom do not depend on the parameters chosen, as the gradient vanishes at the optimum; hence these are those of θ and σ.
 *
 * @param problem Cross-products per stratum.
 * @param w Memory at the optimum; receives `covariance`.
 * @param reml Whether the restricted likelihood was used.
 * @returns Whether the Hessian is positive definite.
 */
export function balancedObserved(problem: BalancedProducts, w: BalancedWorkspace, reml: boolean): boolean {
  const { n, p, strata, columns: c, df } = problem;
  const { lambda, logLambda, traces, crossTraces, scores, solvedScores, q, covariance, scratch } = w;
  const terms = strata - 1;
  const variance = w.r2 / (reml ? n - p : n);
  let lambda0 = 1 - terms;
  for (let t = 0; t < terms; t++) lambda0 += lambda[t];
  for (let s = 0; s < strata; s++) {
    for (let t = 0; t < strata; t++) {
      let along = 0;
      for (let i = 0; i < c; i++) along += scores[s * c + i] * solvedScores[t * c + i];
      let second = -((reml ? crossTraces[s * strata + t] : 0) + (2 * along) / variance) / (lambda[s] * lambda[t]);
      if (s === t) second += (2 * ((reml ? traces[s] : 0) + q[s] / variance)) / lambda[s] - df[s];
      second /= lambda[s] * lambda[t];
      if (!reml) second -= ((s < terms ? 1 : 1 - terms) * (t < terms ? 1 : 1 - terms)) / (lambda0 * lambda0);
      covariance[s * strata + t] = second / 2;
    }
  }
  // Terms at 0: their rows and columns join those of the residual, and so do the covariances afterwards.
  for (let t = 0; t < terms; t++) {
    if (logLambda[t] > 0) continue;
    for (let s = 0; s < strata; s++) covariance[terms * strata + s] += covariance[t * strata + s];
    for (let s = 0; s < strata; s++) covariance[s * strata + terms] += covariance[s * strata + t];
    for (let s = 0; s < strata; s++) covariance[t * strata + s] = covariance[s * strata + t] = s === t ? 1 : 0;
  }
  if (!invertSymmetric(covariance, strata, scratch)) return false;
  for (let t = 0; t < terms; t++) {
    if (logLambda[t] > 0) continue;
    for (let s = 0; s < strata; s++) covariance[t * strata + s] = covariance[terms * strata + s];
    for (let s = 0; s < strata; s++) covariance[s * strata + t] = covariance[s * strata + terms];
  }
  return true;
}
