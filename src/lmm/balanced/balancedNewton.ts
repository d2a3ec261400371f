import { ln } from "../../numeric/special/index.ts";
import { balancedCriterion } from "./balancedCriterion.ts";
import type { BalancedProducts } from "./balancedStrata.ts";
import type { BalancedWorkspace } from "./balancedWorkspace.ts";

const MAX_ITERATIONS = 100;

/** A Newton step below this leaves an error of its square. */
const LAST_STEP = 1e-8;

/** Steps below this are taken without asking the criterion, which no longer resolves them. */
const TRUSTED_STEP = 1e-5;

/**
 * Newton's method in ln λ ≥ 0 with the exact Hessian; at ln λ = 0 a term stays out exactly while the derivative there is ≥ 0.
 *
 * The start is the ratio of mean squares per stratum, which is the answer where no column lies in two strata.
 *
 * @param problem Cross-products per stratum.
 * @param w Memory; holds the optimum afterwards, with everything evaluated there.
 * @param reml Whether the restricted likelihood is meant.
 */
export function balancedNewton(problem: BalancedProducts, w: BalancedWorkspace, reml: boolean): void {
  const { strata } = problem;
  const { logLambda, step, from } = w;
  const terms = strata - 1;
  w.evaluations = 0;
  w.converged = false;
  startAtMeanSquares(problem, logLambda);
  balancedCriterion(problem, w, reml);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    let largest = newtonStep(w, terms);
    if (largest === 0) {
      w.converged = true;
      return;
    }
    const before = w.objective;
    from.set(logLambda);
    for (let halving = 0; halving < 40; halving++) {
      largest = 0;
      for (let t = 0; t < terms; t++) {
        logLambda[t] = Math.max(0, from[t] + step[t]);
        largest = Math.max(largest, Math.abs(logLambda[t] - from[t]));
        step[t] /= 2;
      }
      balancedCriterion(problem, w, reml);
      if (largest < TRUSTED_STEP || w.objective <= before) break;
    }
    if (largest < LAST_STEP) {
      w.converged = true;
      return;
    }
  }
}

function startAtMeanSquares({ strata, columns: c, df, a, yy }: BalancedProducts, logLambda: Float64Array): void {
  const residual = meanSquare(strata - 1, c, df, a, yy);
  for (let t = 0; t < strata - 1; t++) {
    const ratio = meanSquare(t, c, df, a, yy) / residual;
    logLambda[t] = ratio > 1 ? Math.min(ln(ratio), 60) : 0;
  }
}

function meanSquare(s: number, c: number, df: Float64Array, a: Float64Array, yy: Float64Array): number {
  let left = df[s];
  for (let i = 0; i < c; i++) left -= a[(s * c + i) * c + i];
  return yy[s] / Math.max(left, 0.5);
}

/** Newton's step for the terms that are free to move, into `w.step`; returns its largest part, 0 where none is free or left to do. */
function newtonStep(w: BalancedWorkspace, terms: number): number {
  const { logLambda, gradient, hessian, curvature, step } = w;
  const free0 = logLambda[0] > 0 || gradient[0] < 0;
  const free1 = terms > 1 && (logLambda[1] > 0 || gradient[1] < 0);
  step.fill(0);
  if (free0 && free1) {
    const determinant = hessian[0] * hessian[3] - hessian[1] * hessian[2];
    if (hessian[0] > 0 && determinant > 1e-12 * Math.abs(hessian[0] * hessian[3])) {
      step[0] = (hessian[1] * gradient[1] - hessian[3] * gradient[0]) / determinant;
      step[1] = (hessian[2] * gradient[0] - hessian[0] * gradient[1]) / determinant;
    } else {
      for (let t = 0; t < 2; t++) step[t] = alone(gradient[t], hessian[3 * t], curvature[t]);
    }
  } else if (free0) step[0] = alone(gradient[0], hessian[0], curvature[0]);
  else if (free1) step[1] = alone(gradient[1], hessian[3], curvature[1]);
  let largest = 0;
  for (let t = 0; t < terms; t++) {
    step[t] = Math.min(4, Math.max(-4, step[t]));
    largest = Math.max(largest, Math.abs(Math.max(-logLambda[t], step[t])));
  }
  return largest;
}

/** One term's step: Newton's where the criterion is convex, else one that follows the gradient. */
function alone(gradient: number, second: number, curvature: number): number {
  if (second > 1e-12 * curvature) return -gradient / second;
  return curvature > 0 ? -gradient / curvature : 0;
}
