import { balancedStrata, type BalancedStrata } from "./balancedStrata.ts";
import type { Certificate, TermCertificate } from "./certificate.ts";
import type { CrossProducts, ResponseProducts } from "./crossProducts.ts";
import { factorise } from "./factorise.ts";
import type { MixedDesign } from "./mixedDesign.ts";
import type { MixedModelMethod } from "./mixedModelFit.ts";
import type { Optimum } from "./optimise.ts";
import { type BalancedOptimum, optimiseBalanced } from "./optimiseBalanced.ts";
import { solve } from "./solve.ts";
import { factorsOf } from "./thetaOf.ts";

/** How far from 0 the conditions may be, in the units of the certificate. */
const TOLERANCE = 1e-7;

/**
 * The optimum of a balanced design in the shape the engine gives it: Newton's method on the strata, then one factorisation there.
 *
 * @param design The design.
 * @param cross Its cross-products.
 * @param response Products of its response.
 * @param method REML or ML.
 * @returns The optimum; null where the design is not balanced or Newton's method does not come to rest.
 */
export function balancedOptimum(design: MixedDesign, cross: CrossProducts, response: ResponseProducts, method: MixedModelMethod): Optimum | null {
  const strata = balancedStrata(design);
  if (strata === null) return null;
  const optimum = optimiseBalanced(strata, method);
  const certificate = certifyBalanced(design, strata, optimum);
  if (!optimum.converged || !certificate.holds) return null;
  const factors = factorsOf(cross, design, optimum.gammas.map(Math.sqrt));
  const factorisation = factorise(cross, factors);
  return {
    factors,
    factorisation,
    solution: solve(cross, factorisation, response),
    objective: optimum.objective,
    evaluations: optimum.evaluations,
    converged: true,
    singular: optimum.singular,
    certificate,
    message: "",
  };
}

/**
 * The certificate from derivatives in ln λ: ∂criterion/∂γ = rows · ∂/∂ln λ / λ; inside γ∂/∂γ per level, at 0 relative to its part from the determinants.
 */
function certifyBalanced({ terms }: MixedDesign, { df, rows }: BalancedStrata, { workspace, gammas, lambda, reml }: BalancedOptimum): Certificate {
  const { gradient, traces } = workspace;
  const lambda0 = lambda.reduce((sum, value) => sum + value, 0) - terms.length;
  const certificates = terms.map(({ group, levels }, t): TermCertificate => {
    if (gammas[t] > 0) {
      const slope = (gammas[t] * rows[t] * gradient[t]) / (lambda[t] * levels.length);
      return { group, effects: 1, rank: 1, smallestEigenvalue: slope, complementarity: Math.abs(slope) };
    }
    const determinants = reml ? df[t] - traces[t] : df[t] + 1 / lambda0;
    return { group, effects: 1, rank: 0, smallestEigenvalue: determinants > 0 ? gradient[t] / determinants : gradient[t], complementarity: 0 };
  });
  const holds = certificates.every(({ smallestEigenvalue, complementarity }) => smallestEigenvalue >= -TOLERANCE && complementarity <= TOLERANCE);
  return { terms: certificates, holds };
}
