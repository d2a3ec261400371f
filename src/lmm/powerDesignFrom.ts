import { checkOptions, show } from "../numeric/check.ts";
import { variance } from "../numeric/moments.ts";
import { checkFit } from "./checkFit.ts";
import { fitDesign } from "./fitDesign.ts";
import type { RandomTerm } from "./mixedDesign.ts";
import type { MixedModelFit } from "./mixedModelFit.ts";
import type { BaselineCovariate, PowerDesign } from "./powerDesign.ts";
import type { CrossedDeviations } from "./simulation/sufficientDraws.ts";

/** Options of {@linkcode powerDesignFrom}. */
export interface PowerDesignFromOptions {
  /** The baseline covariate, a coefficient of the fit; default: the study planned has none. */
  readonly baseline?: string;
}

/** A planned study with one value each, as {@linkcode powerDesignFrom} reads it off a fit. */
export interface FittedPowerDesign extends PowerDesign {
  /** Number of levels of the factor the predictor is constant in. */
  readonly ensembles: number;
  /** Number of levels of the other one. */
  readonly splits: number;
  /** The coefficient of the predictor. */
  readonly effect: number;
  /** Estimated standard deviations. */
  readonly sd: CrossedDeviations;
  /** Standard deviation of the predictor over ensembles, N − 1 in the denominator. */
  readonly predictorSd: number;
}

const action = "plan a study from a fit";

/**
 * The design of a fitted ensemble study, for {@linkcode powerMixedModel} and {@linkcode ensemblesForPower}: its sizes, standard deviations
 * and effect, to be changed where the next study differs.
 *
 * The standard deviations are estimates; so is the effect, which is too large on average if the study was planned because it was
 * significant. A baseline's own standard deviations come from a mixed model of it, with the predictor, by REML.
 *
 * @param fit A model with two crossed random intercepts.
 * @param predictor Name of the coefficient tested, of a column that is constant within the levels of one of the two factors.
 * @param options The baseline covariate, if there is one.
 * @returns Sizes, effect and standard deviations.
 * @throws {RangeError} If the fit has other random terms, no such coefficient, or the predictor varies within the levels of both factors.
 * @throws {TypeError} If an option is unknown.
 * @see {@linkcode powerMixedModel}
 * @example
 * ```ts
 * import { fitMixedModel, powerDesignFrom, powerMixedModel } from "@divlab/core/lmm";
 * const ensemble = ["a", "a", "a", "b", "b", "b", "c", "c", "c", "d", "d", "d"];
 * const split = ["1", "2", "3", "1", "2", "3", "1", "2", "3", "1", "2", "3"];
 * const edc = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4];
 * const gain = [3, 2, 4, 5, 4, 4, 4, 2, 5, 7, 5, 8];
 * const fit = fitMixedModel("gain ~ edc + (1 | ensemble) + (1 | split)", { ensemble, split, edc, gain });
 * const design = powerDesignFrom(fit, "edc");
 * design.effect; // => 1.033
 * powerMixedModel({ ...design, ensembles: 20 }, { rng: 1, replicates: 100 }).points[0].splits; // => 3
 * ```
 */
export function powerDesignFrom(fit: MixedModelFit, predictor: string, options: PowerDesignFromOptions = {}): FittedPowerDesign {
  checkFit(action, fit);
  checkOptions(action, options, ["baseline"]);
  const { baseline } = options;
  const { design } = fit;
  const { terms } = design;
  if (terms.length !== 2 || terms.some(({ effects }) => effects.length !== 1 || effects[0] !== "(Intercept)")) {
    throw new RangeError(`Cannot ${action}: the fit must have two random intercepts, got ${terms.map(({ group, effects }) => `(${effects.join(" + ")} | ${group})`).join(" + ")}`);
  }
  const column = columnNamed(fit, predictor);
  const of = terms.findIndex((term) => isConstantWithin(column, term));
  if (of < 0) throw new RangeError(`Cannot ${action}: ${predictor} must be constant within the levels of ${terms[0].group} or of ${terms[1].group}`);
  const perLevel = new Float64Array(terms[of].levels.length);
  for (let i = 0; i < column.length; i++) perLevel[terms[of].codes[i]] = column[i];
  return {
    ensembles: perLevel.length,
    splits: terms[1 - of].levels.length,
    effect: fit.fixedEffects[design.coefficientNames.indexOf(predictor)].estimate,
    sd: deviations(fit, of),
    predictorSd: Math.sqrt(variance(perLevel)),
    ...(baseline === undefined ? {} : { baseline: covariate(fit, column, columnNamed(fit, baseline), of) }),
  };
}

function columnNamed({ design }: MixedModelFit, name: string): Float64Array {
  const j = design.coefficientNames.indexOf(name);
  if (j < 0) throw new RangeError(`Cannot ${action}: there must be a coefficient of that name, got ${show(name)}; there are ${design.coefficientNames.join(", ")}`);
  const [n, p] = design.x.shape;
  return Float64Array.from({ length: n }, (_, i) => design.x.data[i * p + j]);
}

function isConstantWithin(column: Float64Array, { codes, levels }: RandomTerm): boolean {
  const seen = new Float64Array(levels.length).fill(NaN);
  return column.every((value, i) => {
    const first = seen[codes[i]];
    seen[codes[i]] = value;
    return Number.isNaN(first) || first === value;
  });
}

function deviations({ varianceComponents }: MixedModelFit, of: number): CrossedDeviations {
  const [first, second, residual] = varianceComponents.map(({ standardDeviation }) => standardDeviation);
  return of === 0 ? { ensemble: first, split: second, residual } : { ensemble: second, split: first, residual };
}

/** Standard deviations of the baseline given the predictor, and its slope on it. */
function covariate({ design }: MixedModelFit, predictor: Float64Array, baseline: Float64Array, of: number): BaselineCovariate {
  const n = baseline.length;
  const data = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    data[2 * i] = 1;
    data[2 * i + 1] = predictor[i];
  }
  const fit = fitDesign(
    {
      ...design,
      y: baseline,
      x: { data, shape: [n, 2] },
      coefficientNames: ["(Intercept)", "predictor"],
      assign: Int32Array.of(-1, 0),
      fixedTerms: ["predictor"],
    },
    { df: "z" },
  );
  return { ...deviations(fit, of), slope: fit.fixedEffects[1].estimate };
}
