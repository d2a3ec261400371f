import type { Matrix } from "../../numeric/matrix.ts";
import { balancedContrast } from "./balancedContrast.ts";
import { balancedInformation } from "./balancedInformation.ts";
import type { BalancedStrata } from "./balancedStrata.ts";
import type { BalancedOptimum } from "./optimiseBalanced.ts";

/** Inference for the coefficients of a balanced design, in the order of the columns of X. */
export interface BalancedInference {
  /** σ̂²(X′H⁻¹X)⁻¹, shape [p, p]. */
  readonly covariance: Matrix;
  /** Kenward and Roger's adjusted covariance; Satterthwaite's method leaves it as it is. */
  readonly adjustedCovariance: Matrix;
  /** Degrees of freedom per coefficient, shape [p]. */
  readonly df: Float64Array;
}

/**
 * Kenward and Roger's covariance and degrees of freedom in a balanced design: sums over strata of matrices of the size of X′X.
 *
 * @param strata The design, reduced.
 * @param optimum Its REML fit.
 * @returns Covariances and df, also where a variance is 0; null where a stratum is saturated.
 * @see Kenward & Roger 1997, Biometrics 53:983.
 */
export function balancedKenwardRoger(strata: BalancedStrata, optimum: BalancedOptimum): BalancedInference | null {
  const { workspace } = optimum;
  if (!balancedInformation(strata, workspace)) return null;
  const { inverse, adjustment } = workspace;
  const adjusted = inverse.map((value, e) => value + 2 * adjustment[e]);
  return {
    covariance: plainCovariance(strata, optimum),
    adjustedCovariance: toOriginal(strata, optimum, adjusted),
    df: contrastDf(strata, optimum),
  };
}

/** Degrees of freedom of every coefficient from the covariance of the stratum variances in the workspace. */
export function contrastDf(strata: BalancedStrata, { workspace }: BalancedOptimum): Float64Array {
  const { p, order } = strata;
  const rows = inverseRows(strata);
  const df = new Float64Array(p);
  for (let i = 0; i < p; i++) df[order[i]] = balancedContrast(strata, workspace, rows, i * p + 1, rows[i * p]);
  return df;
}

/** σ̂²(X′H⁻¹X)⁻¹ in the order of the columns of X. */
export function plainCovariance(strata: BalancedStrata, optimum: BalancedOptimum): Matrix {
  return toOriginal(strata, optimum, optimum.workspace.inverse);
}

/** σ̂² R⁻¹ diag(λ₀, inner) R⁻ᵀ in the order of the columns of X. */
function toOriginal(strata: BalancedStrata, { lambda, variance }: BalancedOptimum, inner: Float64Array): Matrix {
  const { p, columns: c, order } = strata;
  const rows = inverseRows(strata);
  const lambda0 = lambda.reduce((sum, value) => sum + value, 0) - (lambda.length - 1);
  const data = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) {
      let value = lambda0 * rows[i * p] * rows[j * p];
      for (let a = 0; a < c; a++) for (let b = 0; b < c; b++) value += rows[i * p + 1 + a] * inner[a * c + b] * rows[j * p + 1 + b];
      data[order[i] * p + order[j]] = variance * value;
    }
  }
  return { data, shape: [p, p] };
}

/** R⁻¹, upper triangular, row-major: row i holds coefficient order[i] as a combination of orthonormal coordinates. */
function inverseRows({ p, r }: BalancedStrata): Float64Array {
  const inverse = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    for (let i = j; i >= 0; i--) {
      let value = i === j ? 1 : 0;
      for (let k = i + 1; k <= j; k++) value -= r[i * p + k] * inverse[k * p + j];
      inverse[i * p + j] = value / r[i * p + i];
    }
  }
  return inverse;
}
