/** Memory of one balanced problem, used again evaluation after evaluation and replicate after replicate. */
export interface BalancedWorkspace {
  /** ln λ per random term, ≥ 0; shape [strata − 1]. */
  readonly logLambda: Float64Array;
  /** λ per stratum; the residual's is 1. */
  readonly lambda: Float64Array;
  /** C⁻¹, C = Σ Aₛ/λₛ; shape [c, c]. */
  readonly inverse: Float64Array;
  /** Lower Cholesky factor of C, then its inverse; shape [c, c]. */
  readonly triangle: Float64Array;
  /** C⁻¹Aₛ, shape [strata, c, c]. */
  readonly products: Float64Array;
  /** tr(C⁻¹Aₛ), shape [strata]. */
  readonly traces: Float64Array;
  /** tr(C⁻¹AₛC⁻¹Aₜ), shape [strata, strata]. */
  readonly crossTraces: Float64Array;
  /** Coefficients of the centred columns, shape [c]. */
  readonly beta: Float64Array;
  /** aₛ = zₛ − Aₛβ, shape [strata, c]. */
  readonly scores: Float64Array;
  /** C⁻¹aₛ, shape [strata, c]. */
  readonly solvedScores: Float64Array;
  /** Residual sums of squares qₛ, shape [strata]. */
  readonly q: Float64Array;
  /** First derivatives of the criterion in ln λ, shape [strata − 1]. */
  readonly gradient: Float64Array;
  /** Second derivatives in ln λ, shape [strata − 1, strata − 1]. */
  readonly hessian: Float64Array;
  /** The diagonal part kₛ of them; the fixed point is λₛ ← λₛkₛ/dₛ. */
  readonly curvature: Float64Array;
  /** Step of the optimiser and the point it started from, shape [strata − 1] each. */
  readonly step: Float64Array;
  /** Where the step started. */
  readonly from: Float64Array;
  /** Inverse information of the stratum variances (a covariance), shape [strata, strata]. */
  readonly covariance: Float64Array;
  /** Kenward and Roger's middle matrix, shape [c, c]. */
  readonly adjustment: Float64Array;
  /** Scratch, shape [max(c, strata) · 4]. */
  readonly scratch: Float64Array;
  /** r² = Σ qₛ/λₛ. */
  r2: number;
  /** The criterion, without the part of R. */
  objective: number;
  /** How often the criterion was evaluated. */
  evaluations: number;
  /** Whether Newton's method came to rest. */
  converged: boolean;
}

/** Memory for problems of that many strata and centred columns. */
export function balancedWorkspace(strata: number, columns: number): BalancedWorkspace {
  const vector = (length: number) => new Float64Array(length);
  const square = columns * columns;
  return {
    logLambda: vector(strata - 1),
    lambda: vector(strata).fill(1),
    inverse: vector(square),
    triangle: vector(square),
    products: vector(strata * square),
    traces: vector(strata),
    crossTraces: vector(strata * strata),
    beta: vector(columns),
    scores: vector(strata * columns),
    solvedScores: vector(strata * columns),
    q: vector(strata),
    gradient: vector(strata - 1),
    hessian: vector((strata - 1) * (strata - 1)),
    curvature: vector(strata - 1),
    step: vector(strata - 1),
    from: vector(strata - 1),
    covariance: vector(strata * strata),
    adjustment: vector(square),
    scratch: vector(4 * Math.max(columns, strata)),
    r2: 0,
    objective: 0,
    evaluations: 0,
    converged: false,
  };
}
