import type { Categorical } from "../numeric/types.ts";

/** The observations of the regression: one row per ensemble and split, ensemble by ensemble. */
export interface EnsembleCells {
  /** The ensemble of each row. */
  readonly ensemble: Categorical;
  /** The split of each row. */
  readonly split: Categorical;
  /** Ensemble Diversity Coefficient of the ensemble; one value per ensemble. */
  readonly edc: Float64Array;
  /** Accuracy on Test B before, S₀, as a share of the problems; NaN where missing. */
  readonly baseline: Float64Array;
  /** Accuracy on Test B after, S₁, as a share of the problems; NaN where missing. */
  readonly after: Float64Array;
  /** 100·(S₁ − S₀), in percentage points; NaN where missing. */
  readonly gain: Float64Array;
}
