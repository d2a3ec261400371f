import { checkFinite, checkOptions } from "../numeric/check.ts";

/** What {@linkcode cohenF2} is computed from. */
export interface ExplainedVariance {
  /** R² of the model with the predictors in question, below 1. */
  readonly r2Full: number;
  /** R² of the same model without them; default 0, which asks for the whole model's effect. */
  readonly r2Reduced?: number;
}

/** Result of {@linkcode cohenF2}. */
export interface CohenF2Result {
  /** `"Cohen's f²"`. */
  readonly method: string;
  /** f² = (R²_full − R²_reduced)/(1 − R²_full). */
  readonly estimate: number;
  /** R² of the full model. */
  readonly r2Full: number;
  /** R² of the reduced model. */
  readonly r2Reduced: number;
}

const action = "compute Cohen's f²";

/**
 * Cohen's f²: variance explained by some predictors beside what stays unexplained.
 *
 * f² = (R²_full − R²_reduced)/(1 − R²_full). Cohen calls 0.02 small, 0.15 medium, 0.35 large.
 *
 * @param explained R² of the full and of the reduced model.
 * @returns f²; below 0 only where the reduced model explains more, which nested least squares cannot do but mixed models can.
 * @throws {RangeError} If an R² is outside [0, 1], or R²_full is 1.
 * @see Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, 2nd ed., chapter 9.
 * @example
 * ```ts
 * import { cohenF2 } from "@divlab/core/stats";
 * cohenF2({ r2Full: 0.3, r2Reduced: 0.2 }).estimate; // => 0.1429
 * ```
 */
export function cohenF2(explained: ExplainedVariance): CohenF2Result {
  checkOptions(action, explained, ["r2Full", "r2Reduced"]);
  const { r2Full, r2Reduced = 0 } = explained;
  checkShare("r2Full", r2Full);
  checkShare("r2Reduced", r2Reduced);
  if (r2Full === 1) throw new RangeError(`Cannot ${action}: r2Full must be below 1, got 1`);
  return { method: "Cohen's f²", estimate: (r2Full - r2Reduced) / (1 - r2Full), r2Full, r2Reduced };
}

function checkShare(name: string, value: number): void {
  checkFinite(action, name, value);
  if (value < 0 || value > 1) throw new RangeError(`Cannot ${action}: ${name} must lie between 0 and 1, got ${value}`);
}
