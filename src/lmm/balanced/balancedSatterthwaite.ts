import { type BalancedInference, contrastDf, plainCovariance } from "./balancedKenwardRoger.ts";
import { balancedObserved } from "./balancedObserved.ts";
import type { BalancedStrata } from "./balancedStrata.ts";
import type { BalancedOptimum } from "./optimiseBalanced.ts";

/**
 * Satterthwaite's degrees of freedom in a balanced design, from the exact Hessian; those of lmerTest without its differences.
 *
 * @param strata The design, reduced.
 * @param optimum Its fit, by REML or ML.
 * @returns Covariances (unadjusted) and df; null where the Hessian is not positive definite.
 * @see Fai & Cornelius 1996, J Stat Comput Simul 54:363.
 */
export function balancedSatterthwaite(strata: BalancedStrata, optimum: BalancedOptimum): BalancedInference | null {
  if (!balancedObserved(strata, optimum.workspace, optimum.reml)) return null;
  const covariance = plainCovariance(strata, optimum);
  return { covariance, adjustedCovariance: covariance, df: contrastDf(strata, optimum) };
}
