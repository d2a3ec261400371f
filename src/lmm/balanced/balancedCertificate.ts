import type { BalancedStrata } from "./balancedStrata.ts";
import type { Certificate, TermCertificate } from "../engine/certificate.ts";
import type { MixedDesign } from "../mixedDesign.ts";
import type { BalancedOptimum } from "./optimiseBalanced.ts";

/** How far from 0 the conditions may be, in the units of the certificate. */
const TOLERANCE = 1e-7;

/**
 * The certificate of a balanced fit from its derivatives in ln λ: ∂criterion/∂γ = rows · ∂/∂ln λ / λ; inside γ∂/∂γ per level, at 0 relative
 * to its part from the determinants.
 *
 * @param design The design.
 * @param strata It, reduced.
 * @param optimum Its fit.
 * @returns The conditions for a minimum, in the units of `certify`.
 */
export function balancedCertificate({ terms }: MixedDesign, { df, rows }: BalancedStrata, { workspace, gammas, lambda, reml }: BalancedOptimum): Certificate {
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
