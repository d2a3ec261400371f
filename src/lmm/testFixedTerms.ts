import { checkOptions } from "../numeric/check.ts";
import { checkFit } from "./checkFit.ts";
import { stateOf } from "./fitDesign.ts";
import { jointTest, testBasis } from "./inference/jointTest.ts";
import type { DfMethod, MixedModelFit } from "./mixedModelFit.ts";
import { checkDfMethod, describeDf } from "./testContrast.ts";

/** Options of {@linkcode testFixedTerms}. */
export interface TestFixedTermsOptions {
  /** Degrees of freedom; those of the fit unless given. */
  readonly df?: DfMethod;
}

/** Result of {@linkcode testFixedTerms}. */
export interface FixedTermTests {
  /** What was tested and how. */
  readonly method: string;
  /** One test per fixed term, in the order of the formula. */
  readonly terms: readonly FixedTermTest[];
}

/** F test of one fixed term. */
export interface FixedTermTest {
  /** The term, as in the formula: `edc`, `model`, `a:b`. */
  readonly term: string;
  /** F. */
  readonly statistic: number;
  /** Numerator degrees of freedom: the number of columns of the term. */
  readonly df: number;
  /** Denominator degrees of freedom; ∞ for `"z"`. */
  readonly denominatorDf: number;
  /** P(F > statistic). */
  readonly pValue: number;
}

const action = "test fixed terms";

/**
 * One F test per fixed term: are all its coefficients 0, every other coefficient being free?
 *
 * This is the marginal test of the columns as they stand, with treatment contrasts. For terms that are in no interaction it is the type III
 * (and type II) test. For a factor or number that is also in an interaction it asks for the effect at the base level of the other factors,
 * or where the other number is 0, as R's `drop1` on columns would; it is not SAS's type III test, which averages over levels.
 *
 * @param fit A fitted model.
 * @param options Degrees of freedom.
 * @returns One test per term; empty where there is only an intercept.
 * @throws {RangeError} If `"kenward-roger"` is asked for a fit by ML.
 * @see Kenward & Roger 1997, Biometrics 53, 983–997.
 * @example
 * ```ts
 * import { fitMixedModel, testFixedTerms } from "@divlab/core/lmm";
 * const judge = [..."aaabbbcccdddeeefff"];
 * const wine = judge.map((_, i) => "xyz"[i % 3]);
 * const score = [5, 7, 6, 4, 7, 5, 6, 9, 6, 5, 8, 7, 3, 6, 4, 6, 8, 8];
 * const { terms } = testFixedTerms(fitMixedModel("score ~ wine + (1 | judge)", { score, wine, judge }));
 * terms[0].term; // => "wine"
 * terms[0].statistic; // => 33.28
 * terms[0].denominatorDf; // => 10.00
 * ```
 */
export function testFixedTerms(fit: MixedModelFit, options: TestFixedTermsOptions = {}): FixedTermTests {
  checkFit(action, fit);
  checkOptions(action, options, ["df"]);
  const { df: method = fit.df } = options;
  checkDfMethod(action, fit, method);
  const { fixedTerms, assign } = fit.design;
  const basis = testBasis(stateOf(fit), method, fit.reml);
  const terms = fixedTerms.map((term, t): FixedTermTest => {
    const rows: Float64Array[] = [];
    assign.forEach((owner, j) => {
      if (owner !== t) return;
      const row = new Float64Array(assign.length);
      row[j] = 1;
      rows.push(row);
    });
    const { statistic, df, denominatorDf, pValue } = jointTest(basis, rows);
    return { term, statistic, df, denominatorDf, pValue };
  });
  return { method: `Marginal F tests of fixed terms, ${describeDf(method)}`, terms };
}
