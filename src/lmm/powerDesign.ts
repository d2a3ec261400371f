import { checkBetween, checkFinite, checkInteger, show } from "../numeric/check.ts";
import type { CrossedDeviations } from "./simulation/sufficientDraws.ts";

/**
 * A planned study: N ensembles × K splits, one gain per cell, `gain ~ predictor (+ baseline) + (1 | ensemble) + (1 | split)`.
 * Every list multiplies the grid of results. Units are the caller's: all standard deviations of the response and `effect` share one.
 */
export interface PowerDesign {
  /** Number of ensembles, N; at least 3, with a baseline 4. */
  readonly ensembles: number | readonly number[];
  /** Number of splits, K ≥ 2. */
  readonly splits: number | readonly number[];
  /** β₁: change of the response per unit of the predictor. */
  readonly effect: number | readonly number[];
  /** Standard deviations of the response between ensembles, between splits and of the residual (> 0), given the predictors. */
  readonly sd: CrossedDeviations | readonly CrossedDeviations[];
  /** Standard deviation of the predictor over the ensembles of the study (N − 1 in the denominator), > 0; default 1, so that `effect` is per standard deviation. */
  readonly predictorSd?: number;
  /** A baseline covariate; default: none in the model. */
  readonly baseline?: BaselineCovariate;
}

/** How a baseline covariate varies: standard deviations between ensembles, between splits and within cells, given the predictor. */
export interface BaselineCovariate extends CrossedDeviations {
  /** Change of the baseline per unit of the predictor, where the two go together; default 0. */
  readonly slope?: number;
}

/** One size and one set of deviations out of the lists. */
export interface PowerSize {
  /** Number of ensembles, N. */
  readonly ensembles: number;
  /** Number of splits, K. */
  readonly splits: number;
  /** Standard deviations of the response. */
  readonly sd: CrossedDeviations;
}

/** A planned study with its lists multiplied out. */
export interface PowerGrid {
  /** Sizes and deviations: `sd` slowest, then `ensembles`, `splits`. */
  readonly sizes: readonly PowerSize[];
  /** Effects, the same for all of them. */
  readonly effects: readonly number[];
  /** Standard deviation of the predictor. */
  readonly predictorSd: number;
  /** The baseline, null without one. */
  readonly baseline: BaselineCovariate | null;
}

const action = "compute the power of a mixed model";

/** Checks a planned study and multiplies its lists out. */
export function readPowerDesign(design: PowerDesign): PowerGrid {
  if (typeof design !== "object" || design === null) throw new TypeError(`Cannot ${action}: design must be an object, got ${show(design)}`);
  const known = ["ensembles", "splits", "effect", "sd", "predictorSd", "baseline"];
  const stranger = Object.keys(design).find((name) => !known.includes(name));
  if (stranger !== undefined) throw new TypeError(`Cannot ${action}: unknown part \`${stranger}\` of the design; its parts are ${known.join(", ")}`);
  const { predictorSd = 1, baseline } = design;
  const effects = list("effect", design.effect);
  effects.forEach((value) => checkFinite(action, "effect", value));
  const ensembles = list("ensembles", design.ensembles);
  ensembles.forEach((value) => checkInteger(action, "ensembles", value, baseline === undefined ? 3 : 4));
  const splits = list("splits", design.splits);
  splits.forEach((value) => checkInteger(action, "splits", value, 2));
  checkBetween(action, "predictorSd", predictorSd, 0, Infinity);
  if (baseline !== undefined) {
    checkDeviations("baseline", baseline);
    if (baseline.slope !== undefined) checkFinite(action, "baseline.slope", baseline.slope);
    if (baseline.ensemble === 0 && baseline.split === 0 && baseline.residual === 0) {
      throw new RangeError(`Cannot ${action}: baseline must vary, got 0 for all its standard deviations`);
    }
  }
  const deviations = list("sd", design.sd);
  for (const sd of deviations) {
    checkDeviations("sd", sd);
    checkBetween(action, "sd.residual", sd.residual, 0, Infinity);
  }
  const sizes = deviations.flatMap((sd) => ensembles.flatMap((n) => splits.map((k) => ({ ensembles: n, splits: k, sd }))));
  return { sizes, effects, predictorSd, baseline: baseline ?? null };
}

function list<T>(name: string, value: T | readonly T[]): readonly T[] {
  const values = Array.isArray(value) ? (value as readonly T[]) : [value as T];
  if (values.length === 0) throw new RangeError(`Cannot ${action}: ${name} must hold at least 1 value, got 0`);
  return values;
}

function checkDeviations(name: string, value: CrossedDeviations): void {
  if (typeof value !== "object" || value === null) {
    throw new TypeError(`Cannot ${action}: ${name} must be { ensemble, split, residual }, got ${show(value)}`);
  }
  for (const part of ["ensemble", "split", "residual"] as const) {
    checkFinite(action, `${name}.${part}`, value[part]);
    if (value[part] < 0) throw new RangeError(`Cannot ${action}: ${name}.${part} must be ≥ 0, got ${value[part]}`);
  }
}
