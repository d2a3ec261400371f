/** Evidence that a fit is a minimum: the conditions of Karush, Kuhn and Tucker on the cone of covariance matrices. */
export interface Certificate {
  /** One per random term, in the order of the design. */
  readonly terms: readonly TermCertificate[];
  /** Whether all conditions hold: every `smallestEigenvalue` ≥ −10⁻⁷ and every `complementarity` ≤ 10⁻⁷. */
  readonly holds: boolean;
}

/**
 * The conditions for one random term with relative covariance G = TT′ and Γ = ∂criterion/∂G: no direction within the cone may go down
 * (Γ has no negative eigenvalue), and none within the range of G may go anywhere (ΓT = 0).
 */
export interface TermCertificate {
  /** Grouping factor. */
  readonly group: string;
  /** Random effects per level. */
  readonly effects: number;
  /** Rank of the estimated covariance matrix; below `effects` the fit is singular. */
  readonly rank: number;
  /** Smallest eigenvalue of Γ relative to the trace of its determinant part: free of units, ≥ 0 but for rounding at a minimum. */
  readonly smallestEigenvalue: number;
  /** Largest entry of |ΓT|, in the same relative units: 0 but for rounding at a minimum. */
  readonly complementarity: number;
}
