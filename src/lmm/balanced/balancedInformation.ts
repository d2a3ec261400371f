import type { BalancedProducts } from "./balancedStrata.ts";
import type { BalancedWorkspace } from "./balancedWorkspace.ts";

/**
 * Kenward and Roger's covariance W of the stratum variances φₛ = σ²λₛ, and what it adds to the covariance of the coefficients.
 *
 * Expected information of REML, iₛₜ = ½ tr(PEₛPEₜ) = ½(δₛₜ(dₛ − 2 tr C⁻¹Aₛ/λₛ) + tr C⁻¹AₛC⁻¹Aₜ/(λₛλₜ))/(φₛφₜ), W = i⁻¹. The variances φ are
 * linear in σ² and the variance components, so that the adjustment and the degrees of freedom are those of Kenward and Roger in
 * the latter, also where a component is 0. In units of σ² the adjusted covariance is C⁻¹ + 2 C⁻¹MC⁻¹ with
 * M = Σ wₛₛAₛ/λₛ³ − Σₛₜ wₛₜ AₛC⁻¹Aₜ/(λₛλₜ)²; the part of the mean, which is orthogonal, needs none.
 *
 * @param problem Cross-products per stratum.
 * @param w Memory at the optimum; receives `covariance` (in units of σ⁴) and `adjustment` (C⁻¹MC⁻¹).
 * @returns Whether the information is positive definite: every stratum has degrees of freedom left to the residual.
 * @see Kenward & Roger 1997, Biometrics 53:983.
 */
export function balancedInformation({ strata, columns: c, df }: BalancedProducts, w: BalancedWorkspace): boolean {
  const { lambda, traces, crossTraces, covariance, adjustment, inverse, products, scratch } = w;
  for (let s = 0; s < strata; s++) {
    for (let t = 0; t < strata; t++) {
      let information = crossTraces[s * strata + t] / (lambda[s] * lambda[t]);
      if (s === t) information += df[s] - (2 * traces[s]) / lambda[s];
      covariance[s * strata + t] = information / (2 * lambda[s] * lambda[t]);
    }
  }
  if (!invertSymmetric(covariance, strata, scratch)) return false;
  const square = c * c;
  // C⁻¹MC⁻¹ = Σ wₛₛ BₛC⁻¹/λₛ³ − Σ wₛₜ BₛBₜC⁻¹/(λₛλₜ)², Bₛ = C⁻¹Aₛ; row by row.
  adjustment.fill(0);
  for (let i = 0; i < c; i++) {
    for (let j = 0; j < c; j++) {
      let value = 0;
      for (let s = 0; s < strata; s++) {
        const own = covariance[s * strata + s] / (lambda[s] * lambda[s] * lambda[s]);
        value += own * products[s * square + i * c + j];
        for (let t = 0; t < strata; t++) {
          let product = 0;
          for (let k = 0; k < c; k++) product += products[s * square + i * c + k] * products[t * square + k * c + j];
          value -= (covariance[s * strata + t] / (lambda[s] * lambda[s] * lambda[t] * lambda[t])) * product;
        }
      }
      for (let k = 0; k < c; k++) adjustment[i * c + k] += value * inverse[j * c + k];
    }
  }
  return true;
}

/** Inverse of a small symmetric matrix in place by Cholesky; false where it is not positive definite. */
export function invertSymmetric(m: Float64Array, size: number, scratch: Float64Array): boolean {
  for (let i = 0; i < size; i++) scratch[i] = m[i * size + i];
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) {
      let value = m[i * size + j];
      for (let k = 0; k < j; k++) value -= m[i * size + k] * m[j * size + k];
      if (i > j) m[i * size + j] = value / m[j * size + j];
      else if (value > 1e-13 * scratch[j]) m[j * size + j] = Math.sqrt(value);
      else return false;
    }
  }
  for (let j = 0; j < size; j++) {
    m[j * size + j] = 1 / m[j * size + j];
    for (let i = j + 1; i < size; i++) {
      let value = 0;
      for (let k = j; k < i; k++) value -= m[i * size + k] * m[k * size + j];
      m[i * size + j] = value / m[i * size + i];
    }
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let value = 0;
      for (let k = i; k < size; k++) value += m[k * size + i] * m[k * size + j];
      m[j * size + i] = value;
    }
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) m[i * size + j] = m[j * size + i];
  return true;
}
