import type { BalancedProducts } from "./balancedStrata.ts";
import type { BalancedWorkspace } from "./balancedWorkspace.ts";

/**
 * Degrees of freedom of one combination l of the coefficients, 2(l′Φl)²/Σ wₛₜ fₛfₜ with fₛ = ∂(l′Φl)/∂φₛ = l′C⁻¹AₛC⁻¹l/λₛ²
 * (and ±l₀² from the mean, whose variance is φ₁ + φ₂ − φₑ). For one row Kenward and Roger's df are exactly this with W of
 * {@linkcode balancedInformation}; Satterthwaite's are it with the inverse of half the observed information.
 *
 * @param problem Cross-products per stratum.
 * @param w Memory with `covariance` filled.
 * @param l The centred part of the combination, in orthonormal coordinates; read from `at`.
 * @param at Where l begins.
 * @param mean Its part along the mean.
 * @returns Degrees of freedom; ∞ where the variance does not depend on what was estimated.
 */
export function balancedContrast({ strata, columns: c }: BalancedProducts, w: BalancedWorkspace, l: Float64Array, at: number, mean: number): number {
  const { lambda, covariance, inverse, products, scratch } = w;
  const terms = strata - 1;
  let lambda0 = 1 - terms;
  for (let t = 0; t < terms; t++) lambda0 += lambda[t];
  let variance = mean * mean * lambda0;
  for (let i = 0; i < c; i++) {
    let value = 0;
    for (let k = 0; k < c; k++) value += inverse[i * c + k] * l[at + k];
    scratch[i] = value;
    variance += value * l[at + i];
  }
  // f in the second part of the scratch: l′C⁻¹Aₛ(C⁻¹l) = l′Bₛ(C⁻¹l).
  const f = Math.max(c, strata);
  for (let s = 0; s < strata; s++) {
    let along = 0;
    for (let i = 0; i < c; i++) {
      let value = 0;
      for (let k = 0; k < c; k++) value += products[(s * c + i) * c + k] * scratch[k];
      along += l[at + i] * value;
    }
    scratch[f + s] = along / (lambda[s] * lambda[s]) + mean * mean * (s < terms ? 1 : 1 - terms);
  }
  let spread = 0;
  for (let s = 0; s < strata; s++) for (let t = 0; t < strata; t++) spread += scratch[f + s] * covariance[s * strata + t] * scratch[f + t];
  return (2 * variance * variance) / spread;
}
