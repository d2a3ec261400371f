import { expm1 } from "../../numeric/special/index.ts";
import { balancedNewton } from "./balancedNewton.ts";
import type { BalancedStrata } from "./balancedStrata.ts";
import { type BalancedWorkspace, balancedWorkspace } from "./balancedWorkspace.ts";
import type { MixedModelMethod } from "../mixedModelFit.ts";

/** The optimum of a balanced design. */
export interface BalancedOptimum {
  /** Variance ratios γ = θ² per random term, in the order of `design.terms`; exactly 0 on the boundary. */
  readonly gammas: Float64Array;
  /** Eigenvalues λ per stratum, the residual's last. */
  readonly lambda: Float64Array;
  /** r² = y′Py; σ̂² is r²/(n − p), under ML r²/n. */
  readonly r2: number;
  /** σ̂². */
  readonly variance: number;
  /** Coefficients, in the order of the columns of X. */
  readonly beta: Float64Array;
  /** lme4's REML criterion or deviance. */
  readonly objective: number;
  /** How often it was evaluated. */
  readonly evaluations: number;
  /** Whether Newton's method came to rest. */
  readonly converged: boolean;
  /** Whether a ratio is 0. */
  readonly singular: boolean;
  /** Whether the restricted likelihood was used. */
  readonly reml: boolean;
  /** Everything evaluated at the optimum. */
  readonly workspace: BalancedWorkspace;
}

/**
 * Fits a balanced design: Newton's method on the strata, in microseconds.
 *
 * @param strata The design, reduced.
 * @param method `"REML"` or `"ML"`.
 * @returns The optimum.
 */
export function optimiseBalanced(strata: BalancedStrata, method: MixedModelMethod): BalancedOptimum {
  const { n, p, rows, logDetR } = strata;
  const reml = method === "REML";
  const workspace = balancedWorkspace(strata.strata, strata.columns);
  balancedNewton(strata, workspace, reml);
  const gammas = rows.map((count, t) => expm1(workspace.logLambda[t]) / count);
  return {
    gammas,
    lambda: workspace.lambda,
    r2: workspace.r2,
    variance: workspace.r2 / (reml ? n - p : n),
    beta: coefficients(strata, workspace.beta),
    objective: workspace.objective + (reml ? 2 * logDetR : 0),
    evaluations: workspace.evaluations,
    converged: workspace.converged,
    singular: gammas.some((gamma) => gamma === 0),
    reml,
    workspace,
  };
}

/** R⁻¹(Q′y + [0, β]) in the order of the columns of X. */
function coefficients({ p, r, order, qty }: BalancedStrata, beta: Float64Array): Float64Array {
  const solved = new Float64Array(p);
  const out = new Float64Array(p);
  for (let i = p - 1; i >= 0; i--) {
    let value = qty[i] + (i > 0 ? beta[i - 1] : 0);
    for (let j = i + 1; j < p; j++) value -= r[i * p + j] * solved[j];
    solved[i] = value / r[i * p + i];
    out[order[i]] = solved[i];
  }
  return out;
}
