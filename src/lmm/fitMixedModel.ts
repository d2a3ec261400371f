import { checkOptions } from "../numeric/check.ts";
import { buildDesign, type ModelColumns } from "./design/buildDesign.ts";
import { fitDesign } from "./fitDesign.ts";
import type { DfMethod, MixedModelFit, MixedModelMethod } from "./mixedModelFit.ts";

/** Options of {@linkcode fitMixedModel}. */
export interface FitMixedModelOptions {
  /** Prior weights, one per row, all > 0, or the name of a column: Var(εᵢ) = σ²/wᵢ. All 1 unless given. */
  readonly weights?: ArrayLike<number> | string;
  /** Criterion: restricted (`"REML"`, the default) or full maximum likelihood (`"ML"`). */
  readonly method?: MixedModelMethod;
  /** Degrees of freedom and standard errors: `"kenward-roger"` (default for REML), `"satterthwaite"` (default for ML) or `"z"` (none). */
  readonly df?: DfMethod;
  /** Coverage of the intervals, in (0, 1); default 0.95. */
  readonly level?: number;
}

/**
 * Fits a linear mixed model with crossed, nested or vector random effects.
 *
 * y = Xβ + Zb + ε, b ~ N(0, σ²ΛΛ′), ε ~ N(0, σ²W⁻¹). The profiled (restricted) likelihood of lme4 is minimised over the relative covariance
 * factors Λ by exact derivatives on cross-products, so that no step depends on the number of rows; balanced crossed designs are solved in
 * their strata. A variance is 0 exactly when the derivative there says so, and the certificate shows it.
 *
 * @param formula The model in lme4's language: `"gain ~ edc + baseline + (1 | ensemble) + (1 | split)"`. Known are `1`, `0`, `-`, `:`, `*`, `/`, `^`,
 * `(x | g)`, `(x || g)`, `(1 | a/b)`, `I()`, `log()`, `exp()`, `sqrt()`, `scale()`, `factor()`. Factors get treatment contrasts.
 * @param columns One column per name: numbers, strings (a factor, levels sorted) or `{ codes, levels }`; all of one length n.
 * @param options Weights, criterion, degrees of freedom, level.
 * @returns The fit: coefficients with tests, variance components, random effects, criterion, certificate.
 * @throws {TypeError} If a column is unknown or of the wrong kind.
 * @throws {RangeError} If the formula cannot be read (the message points at the character), a value is missing or not finite, a weight is
 * not positive, a factor has one level, or there are not more rows than coefficients or random effects.
 * @throws {NumericalError} `singular-design` if a column of X depends on others (both are named) or X leaves nothing for a random
 * term; `no-variation` if the response is constant
 * or X fits it exactly.
 * @see Bates, Mächler, Bolker & Walker 2015, Journal of Statistical Software 67(1), equations 1–42; Kenward & Roger 1997, Biometrics 53, 983–997.
 * @example Yield of five samples from each of six batches
 * ```ts
 * import { fitMixedModel } from "@divlab/core/lmm";
 * const batches = {
 *   A: [1545, 1440, 1440, 1520, 1580],
 *   B: [1540, 1555, 1490, 1560, 1495],
 *   C: [1595, 1550, 1605, 1510, 1560],
 *   D: [1445, 1440, 1595, 1465, 1545],
 *   E: [1595, 1630, 1515, 1635, 1625],
 *   F: [1520, 1455, 1450, 1480, 1445],
 * };
 * const batch = Object.entries(batches).flatMap(([name, yields]) => yields.map(() => name));
 * const fit = fitMixedModel("dyestuff ~ 1 + (1 | batch)", { dyestuff: Object.values(batches).flat(), batch });
 * fit.objective; // => 319.6542768423
 * fit.theta[0]; // => 0.8483237814
 * fit.fixedEffects[0].estimate; // => 1527.5
 * fit.fixedEffects[0].standardError; // => 19.38341
 * fit.fixedEffects[0].df; // => 5.000
 * ```
 */
export function fitMixedModel(formula: string, columns: ModelColumns, options: FitMixedModelOptions = {}): MixedModelFit {
  checkOptions("fit a mixed model", options, ["weights", "method", "df", "level"]);
  const { weights, ...rest } = options;
  return fitDesign(buildDesign(formula, columns, weights), rest);
}
