import { exp, ln } from "../../numeric/special/index.ts";
import type { BalancedProducts } from "./balancedStrata.ts";
import type { BalancedWorkspace } from "./balancedWorkspace.ts";

/**
 * The criterion of a balanced design at `w.logLambda`, with its first and second derivatives in ln λ, all in the workspace.
 *
 * REML: Σ dₛ ln λₛ + ln|C| + (n − p)(1 + ln(2πr²/(n − p))), C = Σ Aₛ/λₛ, r² = Σ qₛ/λₛ.
 * ML: Σ dₛ ln λₛ + ln λ₀ + n(1 + ln(2πr²/n)), λ₀ = Σ λₜ − (terms − 1).
 * With kₛ = (tr C⁻¹Aₛ + ν qₛ/r²)/λₛ, ν = n − p, the gradient is dₛ − kₛ and the Hessian
 * δₛₜkₛ − (tr C⁻¹AₛC⁻¹Aₜ + ν(2aₛ′C⁻¹aₜ/r² + qₛqₜ/r⁴))/(λₛλₜ); ML drops the traces, takes ν = n and adds those of ln λ₀.
 *
 * @param problem Cross-products per stratum.
 * @param w Memory; `logLambda` is read.
 * @param reml Whether the restricted likelihood is meant.
 */
export function balancedCriterion(problem: BalancedProducts, w: BalancedWorkspace, reml: boolean): void {
  const { n, p, strata, columns, df, a } = problem;
  const { logLambda, lambda, traces, crossTraces, products, q, gradient, hessian, curvature, scores, solvedScores } = w;
  const terms = strata - 1;
  let logDetH = 0;
  let lambda0 = 1 - terms;
  for (let t = 0; t < terms; t++) {
    lambda[t] = exp(logLambda[t]);
    lambda0 += lambda[t];
    logDetH += df[t] * logLambda[t];
  }
  lambda[terms] = 1;
  const logDetC = invertInformation(a, lambda, strata, columns, w);
  w.r2 = solveResponse(problem, w);
  w.evaluations++;
  const nu = reml ? n - p : n;
  w.objective = logDetH + (reml ? logDetC : ln(lambda0)) + nu * (1 + ln((2 * Math.PI * w.r2) / nu));

  const square = columns * columns;
  for (let s = 0; s < strata; s++) {
    let trace = 0;
    for (let i = 0; i < columns; i++) trace += products[s * square + i * columns + i];
    traces[s] = trace;
    for (let t = 0; t <= s; t++) {
      let cross = 0;
      for (let i = 0; i < columns; i++) {
        for (let j = 0; j < columns; j++) cross += products[s * square + i * columns + j] * products[t * square + j * columns + i];
      }
      crossTraces[s * strata + t] = cross;
      crossTraces[t * strata + s] = cross;
    }
  }
  for (let s = 0; s < terms; s++) {
    const k = ((reml ? traces[s] : 0) + (nu * q[s]) / w.r2) / lambda[s];
    curvature[s] = k;
    gradient[s] = df[s] - k + (reml ? 0 : lambda[s] / lambda0);
    for (let t = 0; t <= s; t++) {
      let along = 0;
      for (let i = 0; i < columns; i++) along += scores[s * columns + i] * solvedScores[t * columns + i];
      const data = nu * ((2 * along) / w.r2 + (q[s] / w.r2) * (q[t] / w.r2));
      let second = -((reml ? crossTraces[s * strata + t] : 0) + data) / (lambda[s] * lambda[t]);
      if (!reml) second -= (lambda[s] / lambda0) * (lambda[t] / lambda0);
      if (s === t) second += k + (reml ? 0 : lambda[s] / lambda0);
      hessian[s * terms + t] = second;
      hessian[t * terms + s] = second;
    }
  }
}

/** C⁻¹ and C⁻¹Aₛ; returns ln|C|. */
function invertInformation(a: Float64Array, lambda: Float64Array, strata: number, c: number, w: BalancedWorkspace): number {
  const { inverse, triangle, products } = w;
  const square = c * c;
  for (let e = 0; e < square; e++) {
    let total = 0;
    for (let s = 0; s < strata; s++) total += a[s * square + e] / lambda[s];
    triangle[e] = total;
  }
  let pivots = 1;
  let logDet = 0;
  for (let j = 0; j < c; j++) {
    for (let i = j; i < c; i++) {
      let value = triangle[i * c + j];
      for (let k = 0; k < j; k++) value -= triangle[i * c + k] * triangle[j * c + k];
      triangle[i * c + j] = i === j ? Math.sqrt(value) : value / triangle[j * c + j];
    }
    pivots *= triangle[j * c + j];
    if (pivots < 1e-100 || pivots > 1e100) {
      logDet += 2 * ln(pivots);
      pivots = 1;
    }
  }
  if (pivots !== 1) logDet += 2 * ln(pivots);
  // The lower triangle becomes its inverse, column by column.
  for (let j = 0; j < c; j++) {
    triangle[j * c + j] = 1 / triangle[j * c + j];
    for (let i = j + 1; i < c; i++) {
      let value = 0;
      for (let k = j; k < i; k++) value -= triangle[i * c + k] * triangle[k * c + j];
      triangle[i * c + j] = value / triangle[i * c + i];
    }
  }
  for (let i = 0; i < c; i++) {
    for (let j = 0; j <= i; j++) {
      let value = 0;
      for (let k = i; k < c; k++) value += triangle[k * c + i] * triangle[k * c + j];
      inverse[i * c + j] = value;
      inverse[j * c + i] = value;
    }
  }
  for (let s = 0; s < strata; s++) {
    for (let i = 0; i < c; i++) {
      for (let j = 0; j < c; j++) {
        let value = 0;
        for (let k = 0; k < c; k++) value += inverse[i * c + k] * a[s * square + k * c + j];
        products[s * square + i * c + j] = value;
      }
    }
  }
  return logDet;
}

/** β, aₛ, C⁻¹aₛ and qₛ; returns r². */
function solveResponse({ strata, columns: c, a, z, yy }: BalancedProducts, w: BalancedWorkspace): number {
  const { lambda, inverse, beta, scores, solvedScores, q, scratch } = w;
  for (let i = 0; i < c; i++) {
    let total = 0;
    for (let s = 0; s < strata; s++) total += z[s * c + i] / lambda[s];
    scratch[i] = total;
  }
  for (let i = 0; i < c; i++) {
    let value = 0;
    for (let k = 0; k < c; k++) value += inverse[i * c + k] * scratch[k];
    beta[i] = value;
  }
  let r2 = 0;
  for (let s = 0; s < strata; s++) {
    // q = y′Ey − β′(z + a), a = z − Aβ.
    let square = yy[s];
    for (let i = 0; i < c; i++) {
      let fitted = 0;
      for (let k = 0; k < c; k++) fitted += a[(s * c + i) * c + k] * beta[k];
      const score = z[s * c + i] - fitted;
      scores[s * c + i] = score;
      square -= beta[i] * (z[s * c + i] + score);
    }
    for (let i = 0; i < c; i++) {
      let value = 0;
      for (let k = 0; k < c; k++) value += inverse[i * c + k] * scores[s * c + k];
      solvedScores[s * c + i] = value;
    }
    q[s] = Math.max(square, 0);
    r2 += q[s] / lambda[s];
  }
  return r2;
}
