import type { MixedModelState } from "../mixedModelState.ts";
import { smallLowerInverse } from "./smallLowerInverse.ts";

/**
 * Coefficients and their covariance in the coordinates of Q (√w X = QR) and in units of σ²: a contrast l of the coefficients is R⁻ᵀl there,
 * and nothing depends on the units of the columns of X.
 */
export interface CoefficientFrame {
  /** Number of coefficients. */
  readonly p: number;
  /** n − p for REML, n for ML. */
  readonly degrees: number;
  /** σ̂². */
  readonly sigma2: number;
  /** Coefficients of the columns of X, R⁻¹(β_Q + Q′y). */
  readonly beta: Float64Array;
  /** R⁻¹, p × p, upper triangular. */
  readonly rInverse: Float64Array;
  /** Lower Cholesky factor of C = Q′H⁻¹Q. */
  readonly cholesky: Float64Array;
  /** C⁻¹: the covariance of the coefficients of Q, over σ². */
  readonly phi: Float64Array;
}

/** The frame in which coefficients are tested. */
export function coefficientFrame({ cross, response, factorisation, solution }: MixedModelState, reml: boolean): CoefficientFrame {
  const { p, n, r } = cross;
  const cholesky = factorisation.rc;
  const inverse = new Float64Array(p * p);
  smallLowerInverse(cholesky, 0, p, inverse);
  const phi = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      let total = 0;
      for (let k = i; k < p; k++) total += inverse[k * p + i] * inverse[k * p + j];
      phi[i * p + j] = phi[j * p + i] = total;
    }
  }
  const rInverse = upperInverse(r, p);
  const beta = new Float64Array(p);
  for (let i = 0; i < p; i++) {
    for (let j = i; j < p; j++) beta[i] += rInverse[i * p + j] * (solution.beta[j] + response.qty[j]);
  }
  const degrees = reml ? n - p : n;
  return { p, degrees, sigma2: solution.r2 / degrees, beta, rInverse, cholesky, phi };
}

/** R⁻ᵀl: a contrast of the coefficients of X as one of those of Q. */
export function contrastInFrame({ p, rInverse }: CoefficientFrame, l: ArrayLike<number>, at: number = 0): Float64Array {
  const out = new Float64Array(p);
  for (let j = 0; j < p; j++) {
    for (let i = 0; i <= j; i++) out[j] += rInverse[i * p + j] * l[at + i];
  }
  return out;
}

/** σ̂²R⁻¹MR⁻ᵀ: a covariance of the frame in the coordinates and units of the coefficients. */
export function covarianceFromFrame({ p, rInverse, sigma2 }: CoefficientFrame, m: Float64Array): Float64Array {
  const half = new Float64Array(p * p);
  const out = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let k = i; k < p; k++) {
      for (let j = 0; j < p; j++) half[i * p + j] += rInverse[i * p + k] * m[k * p + j];
    }
  }
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      let total = 0;
      for (let k = j; k < p; k++) total += half[i * p + k] * rInverse[j * p + k];
      out[i * p + j] = out[j * p + i] = sigma2 * total;
    }
  }
  return out;
}

/** l′Mm for a symmetric matrix. */
export function bilinear(l: Float64Array, matrix: Float64Array, m: Float64Array): number {
  const p = l.length;
  let total = 0;
  for (let i = 0; i < p; i++) {
    let row = 0;
    for (let j = 0; j < p; j++) row += matrix[i * p + j] * m[j];
    total += l[i] * row;
  }
  return total;
}

function upperInverse(r: Float64Array, p: number): Float64Array {
  const out = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    out[j * p + j] = 1 / r[j * p + j];
    for (let i = j - 1; i >= 0; i--) {
      let total = 0;
      for (let k = i + 1; k <= j; k++) total += r[i * p + k] * out[k * p + j];
      out[i * p + j] = -total / r[i * p + i];
    }
  }
  return out;
}
