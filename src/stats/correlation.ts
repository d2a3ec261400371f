import { checkFiniteArray } from "../numeric/check.ts";
import { NumericalError } from "../numeric/errors.ts";
import { mean } from "../numeric/moments.ts";
import { exp, expm1, ln, normalQuantile, studentTUpperTail } from "../numeric/special/index.ts";
import { sum } from "../numeric/sum.ts";
import type { Alternative, ConfidenceInterval } from "../numeric/types.ts";
import { intervalFor, pValueFromTails } from "./alternative.ts";
import { checkVariation } from "./samples.ts";

/** Options all correlations share. */
export interface CorrelationOptions {
  /** Which departure from 0 counts; default `"two-sided"`. */
  readonly alternative?: Alternative;
  /** Coverage of the interval, in (0, 1); default 0.95. */
  readonly level?: number;
}

/** Result of {@linkcode pearson}, {@linkcode spearman} and {@linkcode partialCorrelation}. */
export interface CorrelationResult {
  /** The coefficient and how its p-value was found. */
  readonly method: string;
  /** t = r·√(df/(1 − r²)); ±∞ for a perfect correlation. */
  readonly statistic: number;
  /** Degrees of freedom of t: n − 2, less the number of controls. */
  readonly df: number;
  /** Tail probability of the statistic under no correlation. */
  readonly pValue: number;
  /** The correlation coefficient, in [−1, 1]. */
  readonly estimate: number;
  /** Interval on Fisher's z scale, turned back; NaN ends where df < 2. */
  readonly confidenceInterval: ConfidenceInterval;
  /** The alternative hypothesis. */
  readonly alternative: Alternative;
  /** Number of rows. */
  readonly n: number;
}

/** A residual this small beside its vector is rounding error. */
const COLLINEAR = 1e-11;

/** The correlation of two unit vectors without the cancellation of 1 − r² near ±1. */
export interface UnitCorrelation {
  /** r = u·v. */
  readonly r: number;
  /** 1 − r = |u − v|²/2. */
  readonly oneMinus: number;
  /** 1 + r = |u + v|²/2. */
  readonly onePlus: number;
}

/** The values with their mean taken out, scaled to length 1; fails where they do not vary. */
export function unitVector(action: string, name: string, values: ArrayLike<number>): Float64Array {
  checkFiniteArray(action, name, values);
  const center = mean(values);
  const centered = Float64Array.from(values, (value) => value - center);
  // Scaled first, so that no square overflows or vanishes.
  const largest = centered.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  checkVariation(action, name, largest, center);
  for (let i = 0; i < centered.length; i++) centered[i] /= largest;
  return scaleToUnit(centered);
}

/** The vector, in place, divided by its length. */
export function scaleToUnit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  for (let i = 0; i < vector.length; i++) vector[i] /= length;
  return vector;
}

/** Σ uᵢvᵢ. */
export function dot(u: Float64Array, v: Float64Array): number {
  return sum(u.map((value, i) => value * v[i]));
}

/** Correlation of two vectors of length 1 and mean 0. */
export function correlateUnits(u: Float64Array, v: Float64Array): UnitCorrelation {
  const difference = u.map((value, i) => value - v[i]);
  const total = u.map((value, i) => value + v[i]);
  const oneMinus = dot(difference, difference) / 2;
  const onePlus = dot(total, total) / 2;
  return { r: oneMinus < onePlus ? 1 - oneMinus : onePlus - 1, oneMinus, onePlus };
}

/** t = r·√(df/(1 − r²)). */
export function correlationStatistic({ r, oneMinus, onePlus }: UnitCorrelation, df: number): number {
  return r === 0 ? 0 : (r / Math.sqrt(oneMinus * onePlus)) * Math.sqrt(df);
}

/** Tail probability of the t statistic, the small tail computed as such. */
export function correlationPValue(statistic: number, df: number, alternative: Alternative): number {
  return pValueFromTails(alternative, studentTUpperTail(-statistic, df), studentTUpperTail(statistic, df));
}

/** Interval of tanh(z ± q·√variance), z = artanh r. */
export function fisherInterval({ oneMinus, onePlus }: UnitCorrelation, variance: number, alternative: Alternative, level: number): ConfidenceInterval {
  if (!(variance > 0 && variance < Infinity)) return { low: NaN, high: NaN, level };
  const z = ln(onePlus / oneMinus) / 2;
  const margin = (miss: number): number => -normalQuantile(miss) * Math.sqrt(variance);
  return intervalFor(
    alternative,
    level,
    (miss) => tanh(z - margin(miss)),
    (miss) => tanh(z + margin(miss)),
    { low: -1, high: 1 },
  );
}

function tanh(z: number): number {
  const rest = -expm1(-2 * Math.abs(z)) / (1 + exp(-2 * Math.abs(z)));
  return z < 0 ? -rest : rest;
}

/** Takes the projections on an orthonormal basis out of a unit vector; fails, with `code`, where nothing but rounding is left. */
export function residualUnit(
  vector: Float64Array,
  basis: readonly Float64Array[],
  code: NumericalError["code"],
  message: () => string,
): Float64Array {
  const residual = vector.slice();
  // Twice is enough: the second pass removes what rounding left in the first.
  for (let pass = 0; pass < 2; pass++) {
    for (const direction of basis) {
      const projection = dot(residual, direction);
      for (let i = 0; i < residual.length; i++) residual[i] -= projection * direction[i];
    }
  }
  if (dot(residual, residual) < COLLINEAR * COLLINEAR) throw new NumericalError(code, message());
  return scaleToUnit(residual);
}
