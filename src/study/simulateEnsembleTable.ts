import { checkFinite, checkInteger, checkOptions } from "../numeric/check.ts";
import { createRng, normal, type Rng, type RngLike } from "../random/index.ts";
import type { EnsembleTable } from "./ensembleStudyFromTable.ts";
import { numberedLabels } from "./numberedLabels.ts";

/** The model a simulated gain comes from. Gains are in percentage points, accuracies and EDC as they are. */
export interface SimulatedModel {
  /** β₁: percentage points per unit of EDC. */
  readonly effect: number;
  /** β₂: percentage points per unit of baseline accuracy; −10 unless given. */
  readonly baselineEffect?: number;
  /** Mean gain at mean EDC and mean baseline; 5 unless given. */
  readonly meanGain?: number;
  /** σ_u, standard deviation of the ensembles' effects; 1 unless given. */
  readonly ensembleSd?: number;
  /** σ_v, standard deviation of the splits' effects; 0.5 unless given. */
  readonly splitSd?: number;
  /** σ, standard deviation of the residuals; 1 unless given. */
  readonly residualSd?: number;
}

/** What {@linkcode simulateEnsembleTable} simulates. */
export interface SimulateEnsembleTableOptions extends SimulatedModel {
  /** Seed or generator. */
  readonly rng: RngLike;
  /** Number of ensembles; 30 unless given. */
  readonly ensembles?: number;
  /** Number of splits; 20 unless given. */
  readonly splits?: number;
  /** Mean of EDC; 0.4 unless given. */
  readonly edcMean?: number;
  /** Standard deviation of EDC; 0.06 unless given. */
  readonly edcSd?: number;
}

/** Mean of baseline accuracies, and their standard deviations between ensembles and within them. */
const baselineMean = 0.6;
const baselineBetween = 0.05;
const baselineWithin = 0.02;

/** The names of {@linkcode SimulatedModel}. */
export const modelNames: readonly string[] = ["effect", "baselineEffect", "meanGain", "ensembleSd", "splitSd", "residualSd"];

const action = "simulate an ensemble study";

/**
 * A table of EDC, baseline accuracy and gain that comes from the model of seed 000 exactly, with a known β₁.
 *
 * 100·ds = meanGain + β₁·(edc − edcMean) + β₂·(s0 − 0.6) + u_i + v_s + ε with independent normal u, v, ε; edc ~ N(edcMean, edcSd²) per
 * ensemble (0 where it would be negative), s0 ~ N(0.6, 0.05²) per ensemble plus N(0, 0.02²) per cell. More ensembles or splits leave the
 * numbers of the others as they are.
 *
 * @param options The effect, sizes, standard deviations, seed.
 * @returns The table, ensemble by ensemble.
 * @throws {RangeError} If a number is out of range.
 * @see Jiang, Diversity-Driven Generalization in Mathematical Reasoning Ensembles, section 3.
 * @example
 * ```ts
 * import { simulateEnsembleTable } from "@divlab/core/study";
 * const table = simulateEnsembleTable({ ensembles: 2, splits: 2, effect: 40, rng: 1 });
 * table.ensemble; // => ["e00", "e00", "e01", "e01"]
 * ```
 */
export function simulateEnsembleTable(options: SimulateEnsembleTableOptions): EnsembleTable {
  checkOptions(action, options, ["rng", "ensembles", "splits", "edcMean", "edcSd", ...modelNames]);
  const { rng, ensembles = 30, splits = 20, edcMean = 0.4, edcSd = 0.06 } = options;
  checkInteger(action, "ensembles", ensembles, 1);
  checkInteger(action, "splits", splits, 1);
  checkFinite(action, "edcMean", edcMean);
  checkFinite(action, "edcSd", edcSd);
  const generator = createRng(rng);
  const model = simulatedGains(options, generator);
  const n = ensembles * splits;
  const table = { ensemble: new Array<string>(n), split: new Array<string>(n), edc: new Float64Array(n), s0: new Float64Array(n), ds: new Float64Array(n) };
  const names = { e: numberedLabels("e", ensembles), s: numberedLabels("s", splits) };
  for (let e = 0; e < ensembles; e++) {
    const own = generator.stream("table").stream(e);
    const edc = Math.max(0, edcMean + edcSd * normal(own));
    const level = baselineMean + baselineBetween * normal(own);
    for (let s = 0; s < splits; s++) {
      const at = e * splits + s;
      table.ensemble[at] = names.e[e];
      table.split[at] = names.s[s];
      table.edc[at] = edc;
      table.s0[at] = Math.min(1, Math.max(0, level + baselineWithin * normal(own)));
      table.ds[at] = model(e, s, edc - edcMean, table.s0[at] - baselineMean) / 100;
    }
  }
  return table;
}

/**
 * The gain in percentage points of ensemble e on split s, given EDC and baseline as deviations from their means.
 *
 * @param model Effects and standard deviations.
 * @param rng Its streams give u, v and ε.
 * @returns A function of (e, s, deviation of EDC, deviation of the baseline).
 */
export function simulatedGains(model: SimulatedModel, rng: Rng): (e: number, s: number, edc: number, baseline: number) => number {
  const { effect, baselineEffect = -10, meanGain = 5, ensembleSd = 1, splitSd = 0.5, residualSd = 1 } = model;
  for (const [name, value] of Object.entries({ effect, baselineEffect, meanGain })) checkFinite(action, name, value);
  for (const [name, value] of Object.entries({ ensembleSd, splitSd, residualSd })) {
    checkFinite(action, name, value);
    if (value < 0) throw new RangeError(`Cannot ${action}: ${name} must be ≥ 0, got ${value}`);
  }
  const draw = (kind: string, index: string | number): number => normal(rng.stream(kind).stream(index));
  return (e, s, edc, baseline) =>
    meanGain + effect * edc + baselineEffect * baseline + ensembleSd * draw("u", e) + splitSd * draw("v", s) + residualSd * draw("residual", `${e}/${s}`);
}
