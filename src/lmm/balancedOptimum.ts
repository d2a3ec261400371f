import { balancedCertificate } from "./balancedCertificate.ts";
import { balancedStrata } from "./balancedStrata.ts";
import type { CrossProducts, ResponseProducts } from "./crossProducts.ts";
import { factorise } from "./factorise.ts";
import type { MixedDesign } from "./mixedDesign.ts";
import type { MixedModelMethod } from "./mixedModelFit.ts";
import type { Optimum } from "./optimise.ts";
import { optimiseBalanced } from "./optimiseBalanced.ts";
import { solve } from "./solve.ts";
import { factorsOf } from "./thetaOf.ts";

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
  const certificate = balancedCertificate(design, strata, optimum);
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
