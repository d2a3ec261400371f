import { type DfMethod, fitMixedModel, type MixedModelFit } from "../lmm/index.ts";
import { type MixedEffectSizes, mixedEffectSizes } from "../lmm/mixedEffectSizes.ts";
import { NumericalError } from "../numeric/errors.ts";
import { mean } from "../numeric/moments.ts";
import { studentTQuantile } from "../numeric/special/index.ts";
import type { Categorical } from "../numeric/types.ts";
import type { EnsembleCells } from "./ensembleCells.ts";
import type { EnsembleFinding } from "./ensembleFinding.ts";

/** The regression of an ensemble study. Parts are null where `findings` says why. */
export interface EnsembleModel {
  /** The model as it was fitted. */
  readonly formula: string;
  /** The fit: gain in percentage points on EDC and baseline accuracy. */
  readonly fit: MixedModelFit | null;
  /** Standardised β₁, R² and Cohen's f² of EDC. */
  readonly effectSizes: MixedEffectSizes | null;
  /** The fitted line over the range of EDC, for a figure. */
  readonly line: FittedLine | null;
}

/** The mean gain the model predicts, over the range of EDC at the mean baseline. */
export interface FittedLine {
  /** EDC, ascending from the smallest to the largest; shape [points]. */
  readonly edc: Float64Array;
  /** Predicted mean gain in percentage points, random effects at 0. */
  readonly gain: Float64Array;
  /** Lower end of the pointwise interval of that mean. */
  readonly low: Float64Array;
  /** Upper end. */
  readonly high: Float64Array;
  /** The baseline at which the line is drawn: the mean over the rows. */
  readonly baseline: number;
}

/** Ensembles below which a finding warns, and below which nothing is fitted. */
const enoughEnsembles = 10;
const fewestEnsembles = 3;
const linePoints = 33;

/**
 * Fits gain ~ edc + baseline + (1 | ensemble) + (1 | split) to the rows that have all three numbers.
 *
 * @param cells The observations.
 * @param df How degrees of freedom are found.
 * @param level Coverage of intervals.
 * @param findings Receives what stands in the way of the fit or of its reading.
 * @returns The regression; never throws for data that leave it undefined.
 */
export function ensembleModel(cells: EnsembleCells, df: DfMethod, level: number, findings: EnsembleFinding[]): EnsembleModel {
  const { ensemble, split } = cells;
  const rows: number[] = [];
  const missing: string[] = [];
  for (let i = 0; i < cells.gain.length; i++) {
    if (Number.isNaN(cells.gain[i]) || Number.isNaN(cells.baseline[i]) || Number.isNaN(cells.edc[i])) {
      missing.push(`${ensemble.levels[ensemble.codes[i]]}/${split.levels[split.codes[i]]}`);
    } else rows.push(i);
  }
  if (missing.length > 0) findings.push({ code: "missing-cells", cells: missing.length, of: cells.gain.length, examples: missing.slice(0, 3) });
  const edc = take(cells.edc, rows);
  const baseline = take(cells.baseline, rows);
  const gain = take(cells.gain, rows);
  const varies = { edc: !isConstant(edc), baseline: !isConstant(baseline) };
  const formula = `gain ~ edc${varies.baseline ? " + baseline" : ""} + (1 | ensemble) + (1 | split)`;
  const none: EnsembleModel = { formula, fit: null, effectSizes: null, line: null };

  const ensembles = countLevels(ensemble, rows);
  const splits = countLevels(split, rows);
  if (ensembles < enoughEnsembles) findings.push({ code: "few-ensembles", ensembles, needed: enoughEnsembles, fitted: ensembles >= fewestEnsembles });
  if (splits < 2) findings.push({ code: "few-splits", splits });
  if (ensembles < fewestEnsembles || splits < 2) return none;
  if (!varies.baseline) findings.push({ code: "constant-baseline", baseline: baseline[0] });
  if (!varies.edc) {
    findings.push({ code: "constant-edc", edc: edc[0] });
    return none;
  }
  const columns = { gain, edc, baseline, ensemble: labels(ensemble, rows), split: labels(split, rows) };
  try {
    const fit = fitMixedModel(formula, columns, { df, level });
    if (!fit.converged) findings.push({ code: "not-converged" });
    const zero = fit.varianceComponents.filter(({ variance }) => variance === 0).map(({ group }) => group);
    if (zero.length > 0) findings.push({ code: "singular-fit", groups: zero });
    return { formula, fit, effectSizes: mixedEffectSizes(fit, "edc"), line: fittedLine(fit, edc, baseline, level) };
  } catch (error) {
    if (!(error instanceof NumericalError || error instanceof RangeError)) throw error;
    findings.push({ code: "no-fit", reason: error.message });
    return none;
  }
}

/** x′β̂ ± t·√(x′Vx) with the degrees of freedom of the slope, V the covariance behind the standard errors. */
function fittedLine(fit: MixedModelFit, edc: Float64Array, baseline: Float64Array, level: number): FittedLine {
  const low = edc.reduce((a, b) => Math.min(a, b));
  const high = edc.reduce((a, b) => Math.max(a, b));
  const middle = mean(baseline);
  const slope = fit.fixedEffects.find(({ name }) => name === "edc")!;
  const t = studentTQuantile((1 + level) / 2, slope.df);
  const line = { edc: new Float64Array(linePoints), gain: new Float64Array(linePoints), low: new Float64Array(linePoints), high: new Float64Array(linePoints) };
  for (let k = 0; k < linePoints; k++) {
    const at = low + ((high - low) * k) / (linePoints - 1);
    const x = fit.fixedEffects.map(({ name }) => (name === "edc" ? at : name === "baseline" ? middle : 1));
    let value = 0;
    let variance = 0;
    x.forEach((xi, i) => {
      value += xi * fit.fixedEffects[i].estimate;
      x.forEach((xj, j) => (variance += xi * xj * fit.adjustedCovariance.data[i * x.length + j]));
    });
    const half = t * Math.sqrt(Math.max(variance, 0));
    line.edc[k] = at;
    line.gain[k] = value;
    line.low[k] = value - half;
    line.high[k] = value + half;
  }
  return { ...line, baseline: middle };
}

function take(values: Float64Array, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}

function labels({ codes, levels }: Categorical, rows: readonly number[]): string[] {
  return rows.map((row) => levels[codes[row]]);
}

function countLevels({ codes }: Categorical, rows: readonly number[]): number {
  return new Set(rows.map((row) => codes[row])).size;
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}
