import { checkChoice, checkLevel, checkOptions, show } from "../numeric/check.ts";
import { checkFit } from "./checkFit.ts";
import { asMatrix, type MatrixLike } from "../numeric/matrix.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import { contrastInFrame } from "./inference/coefficientFrame.ts";
import { studentTest } from "./inference/coefficientTests.ts";
import { stateOf } from "./fitDesign.ts";
import { jointTest, singleTest, testBasis } from "./inference/jointTest.ts";
import type { DfMethod, MixedModelFit } from "./mixedModelFit.ts";

/** Options of {@linkcode testContrast}. */
export interface TestContrastOptions {
  /** Degrees of freedom; those of the fit unless given. */
  readonly df?: DfMethod;
  /** Coverage of the interval of a single contrast, in (0, 1); default 0.95. */
  readonly level?: number;
}

/** Result of {@linkcode testContrast}. */
export interface ContrastTest {
  /** What was tested and how. */
  readonly method: string;
  /** F; of one contrast the square of its t. */
  readonly statistic: number;
  /** Numerator degrees of freedom: the rank of L. */
  readonly df: number;
  /** Denominator degrees of freedom; ∞ for `"z"`. */
  readonly denominatorDf: number;
  /** P(F > statistic); two-sided for a single contrast. */
  readonly pValue: number;
  /** Kenward and Roger's scale λ, by which F has been multiplied; 1 for one contrast and for other methods. */
  readonly scaling: number;
  /** Lβ̂, shape [rows of L]. */
  readonly estimates: Float64Array;
  /** Lβ̂ where L has one row. */
  readonly estimate?: number;
  /** Its standard error, where L has one row. */
  readonly standardError?: number;
  /** Its t interval, where L has one row. */
  readonly confidenceInterval?: ConfidenceInterval;
}

const action = "test a contrast";

/**
 * F test of contrasts of the coefficients, Lβ = 0.
 *
 * F = (Lβ̂)′(LΦL′)⁻¹Lβ̂/rank L. With Kenward and Roger, Φ is their adjusted covariance, F is scaled by their λ and the denominator degrees of
 * freedom match the first two moments of F; the test does not depend on how L is written. With Satterthwaite, the degrees of freedom come from
 * the principal components of LΦL′ as in lmerTest, and for several rows they do depend on the units of the coefficients and on L's rows.
 *
 * @param fit A fitted model.
 * @param contrast L, one row per contrast and one column per coefficient, or names of coefficients that are tested to be 0 together.
 * @param options Degrees of freedom, level.
 * @returns F with its degrees of freedom; for one row also estimate, standard error and interval.
 * @throws {TypeError} If L is no matrix.
 * @throws {RangeError} If a name is unknown, L has another number of columns than there are coefficients or a row of zeros, or
 * `"kenward-roger"` is asked for a fit by ML.
 * @see Kenward & Roger 1997, Biometrics 53, 983–997; Kuznetsova, Brockhoff & Christensen 2017, Journal of Statistical Software 82(13).
 * @example Does either of two predictors matter?
 * ```ts
 * import { fitMixedModel, testContrast } from "@divlab/core/lmm";
 * const group = [..."aaaabbbbccccddddeeee"];
 * const x = group.map((_, i) => i % 4);
 * const z = group.map((_, i) => (i * i) % 7);
 * const y = [4.1, 5.3, 5.8, 7.9, 2.2, 3.1, 4.9, 5.2, 5.9, 6.2, 8.3, 9.1, 3.0, 3.7, 4.4, 6.4, 5.1, 6.6, 6.9, 8.8];
 * const fit = fitMixedModel("y ~ x + z + (1 | group)", { y, x, z, group });
 * const both = testContrast(fit, ["x", "z"]);
 * both.df; // => 2
 * both.pValue < 0.001; // => true
 * ```
 */
export function testContrast(fit: MixedModelFit, contrast: MatrixLike | string | readonly string[], options: TestContrastOptions = {}): ContrastTest {
  checkFit(action, fit);
  checkOptions(action, options, ["df", "level"]);
  const { df: method = fit.df, level = 0.95 } = options;
  checkDfMethod(action, fit, method);
  checkLevel(action, level);
  const names = fit.design.coefficientNames;
  const rows = isNames(contrast) ? rowsOfNames(names, typeof contrast === "string" ? [contrast] : contrast) : rowsOfMatrix(names.length, contrast);
  const basis = testBasis(stateOf(fit), method, fit.reml);
  const joint = jointTest(basis, rows);
  const estimates = Float64Array.from(rows, (row) => row.reduce((sum, value, j) => sum + value * basis.frame.beta[j], 0));
  const result: ContrastTest = { method: `F test of ${rows.length === 1 ? "a contrast" : `${rows.length} contrasts`}, ${describeDf(method)}`, ...joint, estimates };
  if (rows.length > 1) return result;
  // The row at a size of 1: squares of 1e-200 are 0.
  const size = rows[0].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const { variance, df } = singleTest(basis, contrastInFrame(basis.frame, rows[0].map((value) => value / size)));
  const { estimate, standardError, confidenceInterval } = studentTest(estimates[0], size * Math.sqrt(basis.frame.sigma2 * variance), df, level);
  return { ...result, estimate, standardError, confidenceInterval };
}

/** Fails unless the method of degrees of freedom exists and goes with the criterion of the fit. */
export function checkDfMethod(what: string, fit: MixedModelFit, method: DfMethod): void {
  checkChoice(what, "df", method, ["kenward-roger", "satterthwaite", "z"]);
  if (method === "kenward-roger" && !fit.reml) {
    throw new RangeError(`Cannot ${what}: df "kenward-roger" needs a fit by REML, got one by ML (df "satterthwaite" and "z" work for both)`);
  }
}

/** How degrees of freedom were found, for `method`. */
export function describeDf(method: DfMethod): string {
  return method === "z" ? "normal approximation" : method === "satterthwaite" ? "Satterthwaite's degrees of freedom" : "Kenward and Roger's method";
}

function isNames(contrast: unknown): contrast is string | readonly string[] {
  return typeof contrast === "string" || (Array.isArray(contrast) && contrast.length > 0 && contrast.every((name) => typeof name === "string"));
}

function rowsOfNames(names: readonly string[], wanted: readonly string[]): Float64Array[] {
  return wanted.map((name) => {
    const j = names.indexOf(name);
    if (j < 0) throw new RangeError(`Cannot ${action}: coefficients must be among ${names.map((known) => `"${known}"`).join(", ")}, got ${show(name)}`);
    const row = new Float64Array(names.length);
    row[j] = 1;
    return row;
  });
}

function rowsOfMatrix(p: number, contrast: MatrixLike): Float64Array[] {
  const { data, shape } = asMatrix(action, "the contrast", contrast);
  if (shape[0] === 0 || shape[1] !== p) {
    throw new RangeError(`Cannot ${action}: the contrast must have rows of ${p} numbers, one per coefficient, got ${shape[0]} × ${shape[1]}`);
  }
  return Array.from({ length: shape[0] }, (_, i) => {
    const row = Float64Array.from(data.subarray(i * p, (i + 1) * p));
    if (row.every((value) => value === 0)) throw new RangeError(`Cannot ${action}: every row of the contrast must hold a number other than 0, got none in row ${i}`);
    return row;
  });
}
