import { chiSquaredUpperTail } from "../numeric/special/index.ts";
import { checkFit } from "./checkFit.ts";
import { fitDesign } from "./fitDesign.ts";
import type { MixedDesign, RandomTerm } from "./mixedDesign.ts";
import type { MixedModelFit } from "./mixedModelFit.ts";

/** Result of {@linkcode likelihoodRatioTest}. */
export interface LikelihoodRatioTest {
  /** Which likelihoods were compared and which reference distribution was used. */
  readonly method: string;
  /** Objective of the reduced model minus that of the full one, −2 ln of the ratio of their likelihoods; 0 where that is below 1e-8. */
  readonly statistic: number;
  /** Parameters the full model has more. */
  readonly df: number;
  /** Upper tail of the reference distribution. */
  readonly pValue: number;
  /** `"chi-squared"`; `"mixture"` of χ² with df − 1 and df in equal parts; `"conservative"`: χ² with df, an upper bound at a boundary. */
  readonly reference: "chi-squared" | "mixture" | "conservative";
  /** Whether restricted likelihoods were compared. */
  readonly reml: boolean;
  /** Whether a model was fitted again by ML for the comparison. */
  readonly refitted: boolean;
  /** −2 ln likelihood of the reduced model. */
  readonly reducedObjective: number;
  /** −2 ln likelihood of the full model. */
  readonly fullObjective: number;
}

const action = "compare two mixed models";

/** Differences of criteria up to this are rounding: the mixture jumps at 0, where half of its probability lies. */
const ROUNDING = 1e-8;

/**
 * Likelihood-ratio test of two nested mixed models.
 *
 * Models with the same columns of fixed effects, both fitted by REML, are compared by their restricted likelihoods. Restricted likelihoods of
 * different columns are not comparable, were it only in their units: such models are fitted again by ML (`refitted`), as R's `anova` does.
 *
 * Under the reduced model a variance of the full one may be 0, on the boundary of its range. Where the random parts differ by one effect
 * (a term `(1 | g)`, or one more slope in a term with its covariances), the statistic is a mixture of χ² with df − 1 and with df in equal
 * parts. Where they differ by more than one effect the weights depend on the data; χ² with df is used, whose p value is too large
 * (`"conservative"`). Covariances alone, `(x || g)` against `(x | g)`, and fixed effects alone are ordinary χ².
 *
 * @param reduced The smaller model.
 * @param full The larger one, fitted to the same rows, response and weights.
 * @returns The test.
 * @throws {RangeError} If the models were fitted to different data, have equally many parameters, or the reduced one is not contained in the full.
 * @see Self & Liang 1987, JASA 82, 605–610; Stram & Lee 1994, Biometrics 50, 1171–1177.
 * @example Do the groups differ?
 * ```ts
 * import { fitMixedModel, likelihoodRatioTest } from "@divlab/core/lmm";
 * const group = [..."aaaabbbbccccdddd"];
 * const block = [..."wxyzwxyzwxyzwxyz"];
 * const y = [4.1, 5.3, 5.8, 7.9, 2.2, 3.1, 4.9, 5.2, 5.9, 6.2, 8.3, 9.1, 3.0, 3.7, 4.4, 6.4];
 * const reduced = fitMixedModel("y ~ 1 + (1 | group)", { y, group, block });
 * const full = fitMixedModel("y ~ 1 + (1 | group) + (1 | block)", { y, group, block });
 * const { statistic, reference } = likelihoodRatioTest(reduced, full);
 * statistic; // => 18.95
 * reference; // => "mixture"
 * ```
 */
export function likelihoodRatioTest(reduced: MixedModelFit, full: MixedModelFit): LikelihoodRatioTest {
  checkFit(action, reduced);
  checkFit(action, full);
  checkSameData(reduced.design, full.design);
  const df = full.parameters - reduced.parameters;
  if (df <= 0) throw new RangeError(`Cannot ${action}: the full model must have more parameters than the reduced one, got ${full.parameters} and ${reduced.parameters}`);
  checkNestedColumns(reduced.design, full.design);
  const sameFixed = sameValues(reduced.design.x.data, full.design.x.data);
  const reference = referenceOf(reduced.design, full.design);
  const reml = sameFixed && reduced.reml && full.reml;
  const refitted = !reml && (reduced.reml || full.reml);
  const objective = (fit: MixedModelFit): number => (fit.reml === reml ? fit.objective : fitDesign(fit.design, { method: "ML", df: "z" }).objective);
  const reducedObjective = objective(reduced);
  const fullObjective = objective(full);
  const difference = reducedObjective - fullObjective;
  const statistic = difference > ROUNDING ? difference : 0;
  const tail = (degrees: number): number => (degrees === 0 ? (statistic > 0 ? 0 : 1) : chiSquaredUpperTail(statistic, degrees));
  const distribution = reference === "mixture" ? `½χ²(${df - 1}) + ½χ²(${df})` : `χ²(${df})${reference === "conservative" ? ", conservative at the boundary" : ""}`;
  return {
    method: `Likelihood-ratio test, ${reml ? "REML" : "ML"}, ${distribution}`,
    statistic,
    df,
    pValue: reference === "mixture" ? 0.5 * (tail(df - 1) + tail(df)) : tail(df),
    reference,
    reml,
    refitted,
    reducedObjective,
    fullObjective,
  };
}

function checkSameData(a: MixedDesign, b: MixedDesign): void {
  const n = b.y.length;
  if (a.y.length !== n) throw new RangeError(`Cannot ${action}: both must be fitted to the same rows, got ${a.y.length} and ${n}`);
  for (let i = 0; i < n; i++) {
    if (a.y[i] !== b.y[i]) throw new RangeError(`Cannot ${action}: both must have the same response, got ${a.y[i]} and ${b.y[i]} at row ${i}`);
    const left = a.weights === null ? 1 : a.weights[i];
    const right = b.weights === null ? 1 : b.weights[i];
    if (left !== right) throw new RangeError(`Cannot ${action}: both must have the same weights, got ${left} and ${right} at row ${i}`);
  }
}

/** Fails unless every column of the reduced X is a combination of the full one's: Gram and Schmidt, residual below 1e-8 of its length. */
function checkNestedColumns(reduced: MixedDesign, full: MixedDesign): void {
  const basis: Float64Array[] = [];
  for (let j = 0; j < full.x.shape[1]; j++) {
    const { rest, norm } = residual(columnOf(full, j), basis);
    basis.push(rest.map((value) => value / norm));
  }
  for (let j = 0; j < reduced.x.shape[1]; j++) {
    const column = columnOf(reduced, j);
    const { norm } = residual(column, basis);
    if (norm > 1e-8 * length(column)) {
      throw new RangeError(`Cannot ${action}: the fixed effects of the reduced model must be among those of the full one, got \`${reduced.coefficientNames[j]}\` beside them`);
    }
  }
}

function columnOf({ x }: MixedDesign, j: number): Float64Array {
  const [n, p] = x.shape;
  return Float64Array.from({ length: n }, (_, i) => x.data[i * p + j]);
}

function residual(column: Float64Array, basis: readonly Float64Array[]): { rest: Float64Array; norm: number } {
  const rest = Float64Array.from(column);
  for (let pass = 0; pass < 2; pass++) {
    for (const unit of basis) {
      let along = 0;
      for (let i = 0; i < rest.length; i++) along += unit[i] * rest[i];
      for (let i = 0; i < rest.length; i++) rest[i] -= along * unit[i];
    }
  }
  return { rest, norm: length(rest) };
}

function length(column: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < column.length; i++) squares += column[i] * column[i];
  return Math.sqrt(squares);
}

/** The reference distribution from how the random parts differ; fails unless every term of the reduced model lies within one of the full. */
function referenceOf(reduced: MixedDesign, full: MixedDesign): LikelihoodRatioTest["reference"] {
  for (const term of reduced.terms) {
    if (!full.terms.some((other) => contains(other, term))) {
      const name = `(${term.effects.join(" + ")} | ${term.group})`;
      throw new RangeError(`Cannot ${action}: the random terms of the reduced model must lie within those of the full one, got ${name} beside them`);
    }
  }
  const effects = (design: MixedDesign): number => design.terms.reduce((sum, term) => sum + term.effects.length, 0);
  const more = effects(full) - effects(reduced);
  if (more === 0) return "chi-squared";
  // One more effect, its term otherwise unsplit: all its covariances come with it.
  const grown = full.terms.filter((term) => !reduced.terms.some((other) => other.effects.length === term.effects.length && contains(term, other)));
  const split = grown.length === 1 && reduced.terms.filter((term) => contains(grown[0], term)).length > 1;
  return more === 1 && grown.length === 1 && !split ? "mixture" : "conservative";
}

/** Whether a term has the same groups and all the columns of another. */
function contains(outer: RandomTerm, inner: RandomTerm): boolean {
  return sameValues(outer.codes, inner.codes) && inner.z.every((column) => outer.z.some((other) => sameValues(other, column)));
}

function sameValues(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
