import { noncentralTUpperTail, studentTQuantile } from "../../numeric/special/index.ts";
import type { CrossedDeviations } from "./sufficientDraws.ts";

/** What the power of the test of an ensemble-level predictor without further covariates depends on. */
export interface ExactPowerOptions {
  /** Number of ensembles, N ≥ 3. */
  readonly ensembles: number;
  /** Number of splits, K. */
  readonly splits: number;
  /** β₁. */
  readonly effect: number;
  /** Standard deviation of the predictor over the ensembles, with N − 1. */
  readonly predictorSd: number;
  /** Standard deviations of the response. */
  readonly sd: CrossedDeviations;
  /** Level of the two-sided test. */
  readonly significance: number;
}

/**
 * Power of the t test of β₁ on N − 2 df where the predictor is constant within ensembles and the only one: β̂₁ is then the slope
 * of the ensembles' means, with variance (σᵤ² + σ²/K)/((N − 1)s²), and t is noncentral with δ = β₁/√Var(β̂₁).
 *
 * The mixed model's test is this one, unless its variance between ensembles is estimated as 0: it then pools and rejects a little less often.
 *
 * @param options Design and effect.
 * @returns A probability.
 */
export function exactPower({ ensembles, splits, effect, predictorSd, sd, significance }: ExactPowerOptions): number {
  const variance = (sd.ensemble * sd.ensemble + (sd.residual * sd.residual) / splits) / ((ensembles - 1) * predictorSd * predictorSd);
  const noncentrality = Math.abs(effect) / Math.sqrt(variance);
  const df = ensembles - 2;
  const critical = studentTQuantile(1 - significance / 2, df);
  return noncentralTUpperTail(critical, df, noncentrality) + noncentralTUpperTail(critical, df, -noncentrality);
}
