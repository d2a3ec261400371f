import { checkArray, checkChoice, checkFiniteArray, checkLevel, checkOptions, checkSameLength, show } from "../numeric/check.ts";
import { midranks } from "../numeric/ranks.ts";
import { checkAlternative } from "./alternative.ts";
import {
  type CorrelationOptions,
  type CorrelationResult,
  correlateUnits,
  correlationPValue,
  correlationStatistic,
  fisherInterval,
  residualUnit,
  unitVector,
} from "./correlation.ts";

/** Options of {@linkcode partialCorrelation}. */
export interface PartialCorrelationOptions extends CorrelationOptions {
  /** Correlation of the values (`"pearson"`, default) or of their midranks (`"spearman"`). */
  readonly method?: "pearson" | "spearman";
}

const action = "compute a partial correlation";

/**
 * Correlation of x and y with the linear effect of control columns taken out of both.
 *
 * The correlation of the residuals of x and y from least squares on the q controls and a constant, tested by
 * t = r·√(df/(1 − r²)) with df = n − 2 − q; interval tanh(artanh r ± z/√(n − 3 − q)). With one control it equals
 * (r_xy − r_xz·r_yz)/√((1 − r_xz²)(1 − r_yz²)), but residuals do not cancel where that formula does.
 *
 * @param x First column, shape [n], n ≥ q + 3.
 * @param y Second column, shape [n].
 * @param controls The q control columns, each of shape [n]; none gives {@linkcode pearson}'s r.
 * @param options Alternative, level, values or ranks.
 * @returns r with t test and interval (NaN ends for df = 1).
 * @throws {NumericalError} `no-variation` if a column is constant or the controls determine x or y; `singular-design` if a
 * control is a linear combination of those before it.
 * @throws {RangeError} If the columns are too short, not finite or differ in length.
 * @see Fisher 1924, Metron 3, 329–332.
 * @example Diversity and accuracy once likelihood is held fixed
 * ```ts
 * import { partialCorrelation } from "@divlab/core/stats";
 * const accuracy = [0.3, 0.5, 0.4, 0.7, 0.6, 0.9, 0.8];
 * const diversity = [1.2, 1.1, 1.5, 1.9, 1.4, 2.4, 2.0];
 * const logLikelihood = [-9, -7, -8, -6, -5, -4, -3];
 * const { estimate, df, pValue } = partialCorrelation(accuracy, diversity, [logLikelihood]);
 * estimate; // => 0.7937
 * df; // => 4
 * pValue; // => 0.05943
 * ```
 */
export function partialCorrelation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  controls: readonly ArrayLike<number>[],
  options: PartialCorrelationOptions = {},
): CorrelationResult {
  checkOptions(action, options, ["alternative", "level", "method"]);
  const { alternative = "two-sided", level = 0.95, method = "pearson" } = options;
  checkAlternative(action, alternative);
  checkLevel(action, level);
  checkChoice(action, "method", method, ["pearson", "spearman"]);
  if (!Array.isArray(controls)) throw new TypeError(`Cannot ${action}: controls must be an array of columns, got ${show(controls)}`);
  controls.forEach((control, j) => checkArray(action, `controls[${j}]`, control));
  checkArray(action, "x", x, controls.length + 3);
  const n = x.length;
  const prepare = (name: string, column: ArrayLike<number>): Float64Array => {
    checkFiniteArray(action, name, column);
    checkSameLength(action, "x", n, name, column.length);
    return unitVector(action, name, method === "spearman" ? midranks(column) : column);
  };
  const basis: Float64Array[] = [];
  controls.forEach((control, j) => {
    const message = (): string => `Cannot ${action}: controls must not depend on one another, got controls[${j}] as a combination of those before it`;
    basis.push(residualUnit(prepare(`controls[${j}]`, control), basis, "singular-design", message));
  });
  const residual = (name: string, column: ArrayLike<number>): Float64Array =>
    residualUnit(prepare(name, column), basis, "no-variation", () => `Cannot ${action}: the controls must leave some variation, got none in ${name}`);
  const correlation = correlateUnits(residual("x", x), residual("y", y));
  const df = n - 2 - controls.length;
  const statistic = correlationStatistic(correlation, df);
  return {
    method: `Partial ${method === "pearson" ? "correlation" : "rank correlation"}, t test`,
    statistic,
    df,
    pValue: correlationPValue(statistic, df, alternative),
    estimate: correlation.r,
    confidenceInterval: fisherInterval(correlation, 1 / (df - 1), alternative, level),
    alternative,
    n,
  };
}
