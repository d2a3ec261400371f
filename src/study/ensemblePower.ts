import { type DfMethod, powerDesignFrom, type PowerMixedModelResult } from "../lmm/index.ts";
import { searchSteps } from "../lmm/ensemblesForPower.ts";
import { powerSteps } from "../lmm/powerMixedModel.ts";
import { checkInteger, checkOptions } from "../numeric/check.ts";
import type { RngLike } from "../random/index.ts";
import { type AsyncOptions, partOfSteps, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import type { EnsembleStudy } from "./ensembleStudy.ts";

/** Options of {@linkcode ensemblePower}. */
export interface EnsemblePowerOptions {
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

/** Simulated studies per size in that search. */
const searchReplicates = 500;

/**
 * Power of further studies like this one, with fewer and with more ensembles, taking its effect and its variances for the true ones.
 *
 * The numbers of ensembles are the study's own and multiples of the one that reaches a power of 0.8.
 *
 * @param study Result of `ensembleStudy` or `ensembleStudyFromTable`.
 * @param options Seed, degrees of freedom, replicates.
 * @returns The powers, for `describeEnsembleStudy`; null where the study has no fit, no effect or fewer than four ensembles.
 * @throws {RangeError} If a number is out of range.
 * @see {@linkcode powerMixedModel} for what is simulated; docs/methods/mixed-model.md.
 * @example
 * ```ts
 * import { ensemblePower, ensembleStudyFromTable, simulateEnsembleTable } from "@divlab/core/study";
 *
 * const study = ensembleStudyFromTable(simulateEnsembleTable({ ensembles: 20, splits: 10, effect: 40, rng: 1 }));
 * const power = ensemblePower(study, { rng: 1, df: "z", replicates: 100 });
 * power?.points.some(({ ensembles }) => ensembles === 20); // => true
 * ```
 */
export function ensemblePower(study: EnsembleStudy, options: EnsemblePowerOptions): PowerMixedModelResult | null {
  return runSteps(ensemblePowerSteps(study, options));
}

/**
 * {@linkcode ensemblePower} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param study Result of `ensembleStudy` or `ensembleStudyFromTable`.
 * @param options As for {@linkcode ensemblePower}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the powers; rejects with the signal's reason if aborted.
 * @example
 * ```ts
 * import { ensemblePowerAsync, ensembleStudyFromTable, simulateEnsembleTable } from "@divlab/core/study";
 *
 * const study = ensembleStudyFromTable(simulateEnsembleTable({ ensembles: 10, splits: 5, effect: 40, rng: 1 }));
 * const power = await ensemblePowerAsync(study, { rng: 1, df: "z", replicates: 50 });
 * power?.replicates; // => 50
 * ```
 */
export async function ensemblePowerAsync(study: EnsembleStudy, options: EnsemblePowerOptions & AsyncOptions): Promise<PowerMixedModelResult | null> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...own } = options;
  return runStepsAsync(ensemblePowerSteps(study, own), options);
}

function* ensemblePowerSteps(study: EnsembleStudy, options: EnsemblePowerOptions): Steps<PowerMixedModelResult | null> {
  checkOptions(action, options, ["rng", "df", "replicates"]);
  const { rng, df = "kenward-roger", replicates = 2000 } = options;
  checkInteger(action, "replicates", replicates, 1);
  const { fit, formula, level } = study;
  if (fit === null) return null;
  const pilot = powerDesignFrom(fit, "edc", formula.includes("baseline") ? { baseline: "baseline" } : {});
  if (pilot.effect === 0 || pilot.ensembles < fewest) return null;
  const common = { rng, df, level };
  const { estimate } = yield* partOfSteps(searchSteps(pilot, { ...common, replicates: searchReplicates, maxEnsembles: most }), 0, 0.5);
  const enough = Number.isNaN(estimate) ? most : estimate;
  const sizes = [...new Set([pilot.ensembles, ...[0.25, 0.5, 0.75, 1, 1.5, 2].map((factor) => Math.max(5, Math.round(factor * enough)))])].toSorted((a, b) => a - b);
  return yield* partOfSteps(powerSteps({ ...pilot, ensembles: sizes }, { ...common, replicates }), 0.5, 1);
}
