import { ln } from "../../numeric/special/ln.ts";
import type { CrossProducts } from "./crossProducts.ts";
import type { Factorisation } from "./factorise.ts";
import type { MixedModelMethod } from "../mixedModelFit.ts";
import type { Solution } from "./solve.ts";

/**
 * Profiled criterion −2 ln(restricted) likelihood, with lme4's constant:
 * ln|M| + ln|X′H⁻¹X| + (n − p)(1 + ln(2π r²/(n − p))) − Σ ln w; for ML without the second term and with n for n − p.
 *
 * @param cross Cross-products of the design.
 * @param factorisation M and C.
 * @param solution The solution at the same factors.
 * @param method REML or ML.
 * @returns The criterion, +∞ where it cannot be evaluated.
 * @see Bates, Mächler, Bolker and Walker 2015, Journal of Statistical Software 67(1), equations 39 and 42.
 */
export function criterion(cross: CrossProducts, { logDetM, logDetC }: Factorisation, { r2 }: Solution, method: MixedModelMethod): number {
  const df = method === "REML" ? cross.n - cross.p : cross.n;
  const determinants = method === "REML" ? logDetM + logDetC + 2 * cross.logDetR : logDetM;
  if (!(r2 > 0) || !Number.isFinite(determinants)) return Infinity;
  return determinants + df * (1 + ln((2 * Math.PI * r2) / df)) - cross.logWeights;
}
