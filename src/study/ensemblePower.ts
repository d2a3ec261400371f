import { type DfMethod, ensemblesForPowerAsync, powerDesignFrom, powerMixedModelAsync, type PowerMixedModelResult } from "../lmm/index.ts";
import { checkInteger, checkOptions } from "../numeric/check.ts";
import type { RngLike } from "../random/index.ts";
import type { AsyncOptions } from "../steps/index.ts";
import type { EnsembleStudy } from "./ensembleStudy.ts";

/** Options of {@linkcode ensemblePowerAsync}. */
export interface EnsemblePowerOptions extends Pick<AsyncOptions, "signal" | "onProgress"> {
  /** Seed or generator of the simulated studies. */
  readonly rng: RngLike;
  /** Degrees of freedom: `"kenward-roger"` (default), `"satterthwaite"` or `"z"`. */
  readonly df?: DfMethod;
  /** Simulated studies per number of ensembles, an integer ≥ 1; 2000 unless given. */
  readonly replicates?: number;
}

const action = "find the power of an ensemble study";

/** Ensembles that a simulated study with a baseline must have. */
const fewest = 4;

/** Where the search for enough ensembles ends. */
const most = 1000;

/**
 * Power of further studies like this one, with fewer and with more ensembles, taking its effect and its variances for the true ones.
 *
 * The numbers of ensembles are the study's own and multiples of the one that reaches a power of 0.8.
 *
 * @param study Result of `ensembleStudy` or `ensembleStudyFromTable`.
 * @param options Seed, degrees of freedom, replicates, signal, progress.
 * @returns A promise of the powers, for `describeEnsembleStudy`; null where the study has no fit, no effect or fewer than four ensembles.
 * @throws {RangeError} If a number is out of range.
 * @see {@linkcode powerMixedModel} for what is simulated; docs/methods/mixed-model.md.
 * @example
 * ```ts
 * import { ensemblePowerAsync, ensembleStudyFromTable, simulateEnsembleTable } from "@divlab/core/study";
 *
 * const study = ensembleStudyFromTable(simulateEnsembleTable({ ensembles: 20, splits: 10, effect: 40, rng: 1 }));
 * const power = await ensemblePowerAsync(study, { rng: 1, df: "z", replicates: 100 });
 * power?.points.some(({ ensembles }) => ensembles === 20); // => true
 * ```
 */
export async function ensemblePowerAsync(study: EnsembleStudy, options: EnsemblePowerOptions): Promise<PowerMixedModelResult | null> {
  checkOptions(action, options, ["rng", "df", "replicates", "signal", "onProgress"]);
  const { rng, df = "kenward-roger", replicates = 2000, signal, onProgress } = options;
  checkInteger(action, "replicates", replicates, 1);
  const { fit, formula, level } = study;
  if (fit === null) return null;
  const pilot = powerDesignFrom(fit, "edc", formula.includes("baseline") ? { baseline: "baseline" } : {});
  if (pilot.effect === 0 || pilot.ensembles < fewest) return null;
  const common = { rng, df, level, ...(signal !== undefined && { signal }) };
  const half = (from: number) => (share: number) => onProgress?.(from + share / 2);
  const { estimate } = await ensemblesForPowerAsync(pilot, { ...common, replicates: 500, maxEnsembles: most, onProgress: half(0) });
  const enough = Number.isNaN(estimate) ? most : estimate;
  const sizes = [...new Set([pilot.ensembles, ...[0.25, 0.5, 0.75, 1, 1.5, 2].map((factor) => Math.max(5, Math.round(factor * enough)))])].toSorted((a, b) => a - b);
  return powerMixedModelAsync({ ...pilot, ensembles: sizes }, { ...common, replicates, onProgress: half(0.5) });
}
