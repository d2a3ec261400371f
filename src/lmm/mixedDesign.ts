import type { Matrix } from "../numeric/matrix.ts";

/** A linear mixed model as numbers: y = Xβ + Σₜ Zₜbₜ + ε, Var(ε) = σ²W⁻¹, Var(bₜ) = σ²(I ⊗ TₜTₜ′). */
export interface MixedDesign {
  /** The formula as it was written. */
  readonly formula: string;
  /** Name of the response, as written left of `~`. */
  readonly response: string;
  /** The response, shape [n]. */
  readonly y: Float64Array;
  /** Fixed-effect columns, shape [n, p], row-major, of full column rank. */
  readonly x: Matrix;
  /** Names of the columns of `x`, as R writes them: `(Intercept)`, `edc`, `modelB`, `a:b`. */
  readonly coefficientNames: readonly string[];
  /** For each column of `x` the index into `fixedTerms` of the term it belongs to; −1 is the intercept. */
  readonly assign: Int32Array;
  /** Labels of the fixed terms: `edc`, `model`, `a:b`. */
  readonly fixedTerms: readonly string[];
  /** Random terms, in lme4's order: as written where the numbers of levels do not rise, else by falling number of levels, ties reversed. */
  readonly terms: readonly RandomTerm[];
  /** Prior weights, shape [n], all > 0, or null where all are 1. */
  readonly weights: Float64Array | null;
  /** Levels of every factor the formula uses, in the order of their codes; the first is the base of the treatment contrasts. */
  readonly factors: Readonly<Record<string, readonly string[]>>;
  /** How columns became variables, for predictions from new columns; absent where the design was not made from a formula. */
  readonly recipe?: DesignRecipe;
}

/** What new rows need beside the levels of factors to become rows of a design. */
export interface DesignRecipe {
  /** Variables of X and of random effects that are numbers: `edc`, `log(x)`. */
  readonly numeric: readonly string[];
  /** What each `scale(x)` took away and what it divided by, from the rows of the fit. */
  readonly scales: Readonly<Record<string, ScaleMoments>>;
}

/** Mean and standard deviation (divisor n − 1) that `scale()` used. */
export interface ScaleMoments {
  /** The mean. */
  readonly centre: number;
  /** The standard deviation. */
  readonly scale: number;
}

/** One random term `(effects | group)`. */
export interface RandomTerm {
  /** The grouping factor, as lme4 writes it: `ensemble`, `cask:batch`. */
  readonly group: string;
  /** Its levels, in the order of the codes; each has at least one row. */
  readonly levels: readonly string[];
  /** Level of every row, shape [n]. */
  readonly codes: Int32Array;
  /** Names of the effects that vary: `(Intercept)`, `day`. */
  readonly effects: readonly string[];
  /** Their columns, one of shape [n] per effect. */
  readonly z: readonly Float64Array[];
}
