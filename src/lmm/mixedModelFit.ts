import type { Matrix } from "../numeric/matrix.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import type { Certificate } from "./engine/certificate.ts";
import type { MixedDesign } from "./mixedDesign.ts";

/** Criterion that is minimised: restricted or full maximum likelihood. */
export type MixedModelMethod = "REML" | "ML";

/** How degrees of freedom, and for Kenward and Roger the covariance, of the coefficients are found. */
export type DfMethod = "kenward-roger" | "satterthwaite" | "z";

/** A fitted linear mixed model: data only, safe to clone and to store. */
export interface MixedModelFit {
  /** `"Linear mixed model fitted by REML"` or `… by ML`. */
  readonly method: string;
  /** The formula as it was written. */
  readonly formula: string;
  /** Whether the restricted likelihood was used. */
  readonly reml: boolean;
  /** How df and standard errors were found. */
  readonly df: DfMethod;
  /** Number of rows. */
  readonly n: number;
  /** Coefficients with their tests, in the order of the columns of X. */
  readonly fixedEffects: readonly FixedEffect[];
  /** Covariance σ²(X′H⁻¹X)⁻¹ of the coefficients given the variances, shape [p, p]; what R's `vcov` gives. */
  readonly covariance: Matrix;
  /** Covariance behind the standard errors: Kenward and Roger's adjusted one, else `covariance`. */
  readonly adjustedCovariance: Matrix;
  /** Relative covariance factors in lme4's order: per term the lower triangle of T, column by column. */
  readonly theta: Float64Array;
  /** Names of `theta`, as lme4 writes them. */
  readonly thetaNames: readonly string[];
  /** Residual standard deviation σ. */
  readonly sigma: number;
  /** Variances per term and effect, then the residual variance. */
  readonly varianceComponents: readonly VarianceComponent[];
  /** Covariance matrices per random term. */
  readonly randomCovariances: readonly RandomCovariance[];
  /** Predictions of the random effects per term (BLUPs). */
  readonly randomEffects: readonly RandomEffects[];
  /** (Restricted) log-likelihood, −objective/2. */
  readonly logLikelihood: number;
  /** Number of parameters: coefficients, theta and sigma. */
  readonly parameters: number;
  /** −2 logLikelihood + 2 parameters. */
  readonly aic: number;
  /** −2 logLikelihood + parameters · ln n, n the number of rows, as in lme4. */
  readonly bic: number;
  /** What was minimised: lme4's REML criterion or deviance. */
  readonly objective: number;
  /** How many times the criterion was evaluated. */
  readonly evaluations: number;
  /** Whether the certificate's conditions hold. */
  readonly converged: boolean;
  /** Why it has not converged; empty if it has. */
  readonly message: string;
  /** Whether some covariance matrix lies on the boundary: a variance is 0 or a correlation ±1. */
  readonly singular: boolean;
  /** Evidence that this is a minimum. */
  readonly certificate: Certificate;
  /** Fitted values Xβ̂ + Zb̂, shape [n]. */
  readonly fitted: Float64Array;
  /** y − fitted, shape [n]. */
  readonly residuals: Float64Array;
  /** The model as numbers, for what follows a fit: contrasts, profiles, predictions, bootstraps. */
  readonly design: MixedDesign;
}

/** One coefficient with its test. */
export interface FixedEffect {
  /** Name of the column of X. */
  readonly name: string;
  /** β̂ⱼ. */
  readonly estimate: number;
  /** Its standard error; adjusted under Kenward and Roger. */
  readonly standardError: number;
  /** Degrees of freedom of the t test; ∞ for `"z"`. */
  readonly df: number;
  /** estimate / standardError. */
  readonly statistic: number;
  /** Two-sided. */
  readonly pValue: number;
  /** Interval from the same t distribution. */
  readonly confidenceInterval: ConfidenceInterval;
}

/** One variance of the model. */
export interface VarianceComponent {
  /** Grouping factor, or `"residual"`. */
  readonly group: string;
  /** Effect that varies; empty for the residual. */
  readonly effect: string;
  /** The variance, on the scale of the response squared. */
  readonly variance: number;
  /** Its square root. */
  readonly standardDeviation: number;
  /** Share of the variance that X leaves: mean over rows of z²·variance, beside the sum of all (covariances within a term are left out). */
  readonly share: number;
}

/** Covariance of one term's random effects. */
export interface RandomCovariance {
  /** Grouping factor. */
  readonly group: string;
  /** Effects, in the order of rows and columns. */
  readonly effects: readonly string[];
  /** σ²TT′, shape [k, k]. */
  readonly covariance: Matrix;
  /** The same as correlations; NaN where a variance is 0. */
  readonly correlation: Matrix;
}

/** Predicted random effects of one term. */
export interface RandomEffects {
  /** Grouping factor. */
  readonly group: string;
  /** Levels, in the order of rows. */
  readonly levels: readonly string[];
  /** Effects, in the order of columns. */
  readonly effects: readonly string[];
  /** b̂, shape [levels, effects]. */
  readonly values: Matrix;
  /** Variances and covariances of b given y and β̂, as lme4's `condVar` gives them: `data[(level · k + i) · k + j]`. */
  readonly conditionalVariance: EffectCovariances;
  /** Covariances of b̂ − b with the uncertainty of β̂ included (prediction error variance); the square roots of the diagonal are what
   * most people mean by the standard error of a random effect. */
  readonly predictionErrorVariance: EffectCovariances;
}

/** A k × k matrix per level, one after the other. */
export interface EffectCovariances {
  /** The entries: `data[(level * k + i) * k + j]`. */
  readonly data: Float64Array;
  /** Levels, effects, effects. */
  readonly shape: readonly [levels: number, rows: number, columns: number];
}
