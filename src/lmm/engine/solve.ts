import { applyLambda, applyLambdaTransposed } from "./applyLambda.ts";
import type { CrossProducts } from "./crossProducts.ts";
import type { Factorisation } from "./factorise.ts";
import { multiplyCross } from "./multiplyCross.ts";
import type { ResponseProducts } from "./responseProducts.ts";
import { backSolve, forwardSolve } from "./solveFactor.ts";

/** Coefficients and random effects at given covariance factors. */
export interface Solution {
  /** Coefficients of Q relative to least squares, shape [p]; those of X are R⁻¹(beta + Q′y). */
  readonly beta: Float64Array;
  /** Whitened random effects u, shape [q]. */
  readonly u: Float64Array;
  /** b = Λu, shape [q], effects of the orthogonal columns. */
  readonly b: Float64Array;
  /** Z′(e − Qβ − Zb), shape [q], with the orthogonal columns. */
  readonly g: Float64Array;
  /** y′Py, the penalised residual sum of squares. */
  readonly r2: number;
}

/**
 * Solves the mixed model equations for one response.
 *
 * @param cross Cross-products of the design.
 * @param factorisation M and C at some covariance factors.
 * @param response Products of the response.
 * @returns Coefficients, random effects and y′Py; NaN where the factorisation failed.
 */
export function solve(cross: CrossProducts, factorisation: Factorisation, { ze, ee }: ResponseProducts): Solution {
  const { q, p, zx } = cross;
  const { factors, rzx, rc, logDetM, logDetC } = factorisation;
  if (logDetM === Infinity || logDetC === Infinity) {
    return { beta: new Float64Array(p).fill(NaN), u: new Float64Array(q).fill(NaN), b: new Float64Array(q).fill(NaN), g: new Float64Array(q).fill(NaN), r2: NaN };
  }
  const u = Float64Array.from(ze);
  applyLambdaTransposed(cross, factors, u, 1);
  forwardSolve(cross, factorisation, u, 1);
  // The least squares residual has no part along Q, so C β = −R_ZX′ c.
  const beta = new Float64Array(p);
  let r2 = ee;
  for (let i = 0; i < q; i++) {
    const value = u[i];
    r2 -= value * value;
    for (let a = 0; a < p; a++) beta[a] -= rzx[i * p + a] * value;
  }
  for (let a = 0; a < p; a++) {
    for (let b = 0; b < a; b++) beta[a] -= rc[a * p + b] * beta[b];
    beta[a] /= rc[a * p + a];
    r2 -= beta[a] * beta[a];
  }
  for (let a = p - 1; a >= 0; a--) {
    beta[a] /= rc[a * p + a];
    for (let b = 0; b < a; b++) beta[b] -= rc[a * p + b] * beta[a];
  }
  for (let i = 0; i < q; i++) for (let a = 0; a < p; a++) u[i] -= rzx[i * p + a] * beta[a];
  backSolve(cross, factorisation, u, 1);
  const b = Float64Array.from(u);
  applyLambda(cross, factors, b, 1);
  const g = multiplyCross(cross, b, 1);
  for (let i = 0; i < q; i++) {
    let value = ze[i] - g[i];
    for (let a = 0; a < p; a++) value -= zx[i * p + a] * beta[a];
    g[i] = value;
  }
  return { beta, u, b, g, r2 };
}
