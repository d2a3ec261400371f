import { balancedCertificate } from "./balancedCertificate.ts";
import { balancedKenwardRoger, plainCovariance } from "./balancedKenwardRoger.ts";
import { balancedRandomEffects } from "./balancedRandomEffects.ts";
import { balancedSatterthwaite } from "./balancedSatterthwaite.ts";
import { balancedStrata, type BalancedStrata } from "./balancedStrata.ts";
import { studentTest } from "../inference/coefficientTests.ts";
import type { MixedDesign } from "../mixedDesign.ts";
import type { DfMethod, MixedModelFit, MixedModelMethod } from "../mixedModelFit.ts";
import { type BalancedOptimum, optimiseBalanced } from "./optimiseBalanced.ts";

/** What a fit is made of before it is described. */
export type FitCore = Pick<
  MixedModelFit,
  "fixedEffects" | "covariance" | "adjustedCovariance" | "theta" | "thetaNames" | "sigma" | "randomEffects" | "objective" | "evaluations" | "converged" | "singular" | "certificate" | "message"
>;

/**
 * Fits a balanced design from its strata alone: optimum, tests, predicted random effects and certificate in closed form, no factorisation.
 *
 * @param design The design.
 * @param method REML or ML.
 * @param df How degrees of freedom are found.
 * @param level Coverage of intervals.
 * @returns The fit; null where the design is not balanced, the search does not come to rest, or the degrees of freedom are not defined: the
 *   general path decides.
 */
export function fitBalanced(design: MixedDesign, method: MixedModelMethod, df: DfMethod, level: number): FitCore | null {
  const strata = balancedStrata(design);
  if (strata === null || isSaturated(strata)) return null;
  const optimum = optimiseBalanced(strata, method);
  const certificate = balancedCertificate(design, strata, optimum);
  if (!optimum.converged || !certificate.holds) return null;
  const inference = inferenceOf(strata, optimum, df);
  if (inference === null) return null;
  const p = strata.p;
  const { covariance, adjustedCovariance } = inference;
  return {
    fixedEffects: design.coefficientNames.map((name, j) => ({
      name,
      ...studentTest(optimum.beta[j], Math.sqrt(adjustedCovariance.data[j * p + j]), inference.df[j], level),
    })),
    covariance,
    adjustedCovariance,
    theta: optimum.gammas.map(Math.sqrt),
    thetaNames: design.terms.map(({ group, effects }) => `${group}.${effects[0]}`),
    sigma: Math.sqrt(optimum.variance),
    randomEffects: balancedRandomEffects(design, strata, optimum),
    objective: optimum.objective,
    evaluations: optimum.evaluations,
    converged: true,
    singular: optimum.singular,
    certificate,
    message: "",
  };
}

function inferenceOf(strata: BalancedStrata, optimum: BalancedOptimum, df: DfMethod): ReturnType<typeof balancedKenwardRoger> {
  if (df === "kenward-roger") return optimum.reml ? balancedKenwardRoger(strata, optimum) : null;
  if (df === "satterthwaite") return balancedSatterthwaite(strata, optimum);
  const covariance = plainCovariance(strata, optimum);
  return { covariance, adjustedCovariance: covariance, df: new Float64Array(strata.p).fill(Infinity) };
}

/** Whether X holds a coefficient for every level of some term: EₜQ then has all of the stratum's dimensions. */
function isSaturated({ strata, columns, df, a }: BalancedStrata): boolean {
  for (let s = 0; s < strata - 1; s++) {
    let trace = 0;
    for (let j = 0; j < columns; j++) trace += a[(s * columns + j) * columns + j];
    if (trace > df[s] * (1 - 1e-10)) return true;
  }
  return false;
}
