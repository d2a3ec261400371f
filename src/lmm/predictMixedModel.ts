import { checkChoice, checkLevel, checkOptions } from "../numeric/check.ts";
import { checkFit } from "./checkFit.ts";
import { normalQuantile } from "../numeric/special/index.ts";
import type { ModelColumns } from "./design/buildDesign.ts";
import { coefficientFrame, contrastInFrame } from "./inference/coefficientFrame.ts";
import { stateOf } from "./fitDesign.ts";
import { lowerProduct } from "./engine/thetaOf.ts";
import { inverseParts } from "./engine/inverseParts.ts";
import type { MixedModelFit } from "./mixedModelFit.ts";
import type { MixedModelState } from "./mixedModelState.ts";
import { type DesignRows, rowsFor } from "./design/rowsFor.ts";

/** Options of {@linkcode predictMixedModel}. */
export interface PredictMixedModelOptions {
  /** With the predicted random effects of known levels (`"conditional"`, the default) or for the population (`"none"`). */
  readonly randomEffects?: "conditional" | "none";
  /** Coverage of both intervals, in (0, 1); default 0.95. */
  readonly level?: number;
}

/** Result of {@linkcode predictMixedModel}: one entry per new row. */
export interface MixedModelPrediction {
  /** What is predicted. */
  readonly method: string;
  /** x′β̂ + z′b̂, shape [rows]. */
  readonly values: Float64Array;
  /** Standard errors of the means x′β + z′b, the variances taken as known; shape [rows]. */
  readonly standardErrors: Float64Array;
  /** Standard deviations of a new observation (weight 1) around its prediction; shape [rows]. */
  readonly observationErrors: Float64Array;
  /** Normal intervals of the means. */
  readonly meanInterval: PredictionInterval;
  /** Normal intervals of new observations. */
  readonly observationInterval: PredictionInterval;
}

/** An interval per row. */
export interface PredictionInterval {
  /** Lower ends, shape [rows]. */
  readonly low: Float64Array;
  /** Upper ends, shape [rows]. */
  readonly high: Float64Array;
  /** Nominal coverage. */
  readonly level: number;
}

const action = "predict from a mixed model";

/**
 * Predictions for new rows with standard errors.
 *
 * The error of x′β̂ + z′b̂ about the mean x′β + z′b has the variance σ²(h′C⁻¹h + ‖L⁻¹Λ′z‖²) with h = x − W′Λ′z and W = M⁻¹Λ′Z′X, which is
 * x′Φx + z′PEVz + 2 Cov(x′β̂, z′(b̂ − b)). A level that the fit has not seen has the prediction 0 and adds its variance z′Gz. A new observation
 * adds σ². With `"none"` the mean is x′β̂ alone (grouping factors may be left out), and a new observation comes from new levels of every
 * grouping factor. The variances are taken as known, as lme4 does.
 *
 * @param fit A model fitted by a formula.
 * @param newColumns Columns of the formula, without the response; levels of grouping factors may be new.
 * @param options With or without random effects, level.
 * @returns Predictions, standard errors and intervals.
 * @throws {TypeError} If a column is missing or of the wrong kind.
 * @throws {RangeError} If a value is missing or not finite, or a factor of the fixed effects has a level that the fit has not seen.
 * @see Henderson 1975, Biometrics 31, 423–447, on the prediction error variance.
 * @example A known and a new group
 * ```ts
 * import { fitMixedModel, predictMixedModel } from "@divlab/core/lmm";
 * const group = [..."aaaabbbbccccdddd"];
 * const x = group.map((_, i) => i % 4);
 * const y = [4.1, 5.3, 5.8, 7.9, 2.2, 3.1, 4.9, 5.2, 5.9, 6.2, 8.3, 9.1, 3.0, 3.7, 4.4, 6.4];
 * const fit = fitMixedModel("y ~ x + (1 | group)", { y, x, group });
 * const { values, standardErrors } = predictMixedModel(fit, { x: [2, 2], group: ["a", "new"] });
 * values[1]; // => 5.91
 * standardErrors[1] > 4 * standardErrors[0]; // => true
 * ```
 */
export function predictMixedModel(fit: MixedModelFit, newColumns: ModelColumns, options: PredictMixedModelOptions = {}): MixedModelPrediction {
  checkFit(action, fit);
  checkOptions(action, options, ["randomEffects", "level"]);
  const { randomEffects = "conditional", level = 0.95 } = options;
  checkChoice(action, "randomEffects", randomEffects, ["conditional", "none"]);
  checkLevel(action, level);
  const conditional = randomEffects === "conditional";
  const rows = rowsFor(fit.design, conditional ? newColumns : withNewLevels(fit, newColumns));
  const { values, means, fresh } = conditional ? conditionalMoments(fit, rows) : populationMoments(fit, rows);
  const sigma2 = fit.sigma * fit.sigma;
  const standardErrors = means.map(Math.sqrt);
  const observationErrors = means.map((variance, i) => Math.sqrt(variance + fresh[i] + sigma2));
  const z = normalQuantile((1 + level) / 2);
  const interval = (errors: Float64Array): PredictionInterval => ({
    low: values.map((value, i) => value - z * errors[i]),
    high: values.map((value, i) => value + z * errors[i]),
    level,
  });
  return {
    method: conditional ? "Predictions with random effects of known levels" : "Predictions for the population",
    values,
    standardErrors,
    observationErrors,
    meanInterval: interval(standardErrors),
    observationInterval: interval(observationErrors),
  };
}

/** For the population grouping factors may be absent: their place is taken by a level of no name. */
function withNewLevels({ design }: MixedModelFit, newColumns: ModelColumns): ModelColumns {
  const column = Object.values(newColumns)[0];
  if (column === undefined) return newColumns;
  const empty = Array.from({ length: "codes" in column ? column.codes.length : column.length }, () => "");
  const absent = design.terms.flatMap(({ group }) => group.split(":")).filter((name) => !Object.hasOwn(newColumns, name));
  return { ...newColumns, ...Object.fromEntries(absent.map((name) => [name, empty])) };
}

/** Predictions, variances of the means, and what a new observation adds to them beside σ². */
interface Moments {
  readonly values: Float64Array;
  readonly means: Float64Array;
  readonly fresh: Float64Array;
}

function populationMoments(fit: MixedModelFit, { x, z }: DesignRows): Moments {
  const [count, p] = x.shape;
  const values = new Float64Array(count);
  const means = new Float64Array(count);
  const fresh = new Float64Array(count);
  const { data: covariance } = fit.covariance;
  for (let i = 0; i < count; i++) {
    for (let a = 0; a < p; a++) {
      const value = x.data[i * p + a];
      values[i] += value * fit.fixedEffects[a].estimate;
      for (let b = 0; b < p; b++) means[i] += value * covariance[a * p + b] * x.data[i * p + b];
    }
    for (let t = 0; t < z.length; t++) fresh[i] += newLevelVariance(fit, t, z[t].z, i);
  }
  return { values, means, fresh };
}

function conditionalMoments(fit: MixedModelFit, { x, z }: DesignRows): Moments {
  const state = stateOf(fit);
  const frame = coefficientFrame(state, fit.reml);
  const { cross, factorisation } = state;
  const [count, p] = x.shape;
  const { inverse: upper, w } = inverseParts(cross, factorisation);
  const values = new Float64Array(count);
  const means = new Float64Array(count);
  const v = new Float64Array(cross.q);
  const touched: number[] = [];
  for (let i = 0; i < count; i++) {
    const h = contrastInFrame(frame, x.data, i * p);
    let fresh = 0;
    for (let a = 0; a < p; a++) values[i] += x.data[i * p + a] * fit.fixedEffects[a].estimate;
    // v = Λ′z; h = R⁻ᵀx − W′v.
    touched.length = 0;
    for (let at = 0; at < cross.blocks.length; at++) {
      const { term, k, offset, transform } = cross.blocks[at];
      const factor = lowerProduct(transform, factorisation.factors[at], k);
      const { codes, z: columns } = z[term];
      if (codes[i] < 0) {
        fresh += newLevelVariance(fit, term, columns, i);
        continue;
      }
      const first = offset + codes[i] * k;
      const { data } = fit.randomEffects[term].values;
      for (let a = 0; a < k; a++) {
        let total = 0;
        for (let b = a; b < k; b++) total += factor[b * k + a] * columns[b][i];
        v[first + a] = total;
        touched.push(first + a);
        values[i] += columns[a][i] * data[codes[i] * k + a];
        for (let c = 0; c < p; c++) h[c] -= w[(first + a) * p + c] * total;
      }
    }
    let variance = inverseForm(state, upper, v, touched);
    for (let a = 0; a < p; a++) for (let b = 0; b < p; b++) variance += h[a] * frame.phi[a * p + b] * h[b];
    means[i] = frame.sigma2 * variance + fresh;
    for (const row of touched) v[row] = 0;
  }
  // The variance of unseen levels is in the means already.
  return { values, means, fresh: new Float64Array(count) };
}

/** σ²z′Gz of one row for a level of a term that was not seen. */
function newLevelVariance(fit: MixedModelFit, term: number, columns: readonly Float64Array[], row: number): number {
  const { data, shape } = fit.randomCovariances[term].covariance;
  let total = 0;
  for (let a = 0; a < shape[0]; a++) for (let b = 0; b < shape[0]; b++) total += columns[a][row] * data[a * shape[0] + b] * columns[b][row];
  return total;
}

/** v′M⁻¹v = ‖L⁻¹v‖² for a vector that is 0 but for `touched`: block 1's level, what it leaves in the dense part, and rows of L₂₂⁻ᵀ. */
function inverseForm({ cross, factorisation }: MixedModelState, upper: Float64Array, v: Float64Array, touched: readonly number[]): number {
  const { q1, q2, blocks, a21 } = cross;
  const { l11, w21 } = factorisation;
  const { k } = blocks[0];
  const dense = new Map<number, number>();
  for (const row of touched) if (row >= q1) dense.set(row - q1, v[row]);
  let total = 0;
  const first = touched.find((row) => row < q1);
  if (first !== undefined) {
    const m = Math.floor(first / k);
    const solved = new Float64Array(k);
    for (let a = 0; a < k; a++) {
      let value = v[m * k + a];
      for (let b = 0; b < a; b++) value -= l11[(m * k + a) * k + b] * solved[b];
      solved[a] = value / l11[(m * k + a) * k + a];
      total += solved[a] * solved[a];
    }
    for (let e = a21.starts[m]; e < a21.starts[m + 1]; e++) {
      let taken = 0;
      for (let a = 0; a < k; a++) taken += w21[e * k + a] * solved[a];
      dense.set(a21.rows[e], (dense.get(a21.rows[e]) ?? 0) - taken);
    }
  }
  const y = new Float64Array(q2);
  for (const [row, value] of dense) {
    for (let i = row, from = row * q2 + row; i < q2; i++) y[i] += value * upper[from++];
  }
  for (let i = 0; i < q2; i++) total += y[i] * y[i];
  return total;
}
