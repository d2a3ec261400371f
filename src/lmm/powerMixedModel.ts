import { checkBetween, checkChoice, checkInteger, checkLevel, checkOptions } from "../numeric/check.ts";
import { normalQuantile } from "../numeric/special/index.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import { createRng, type Rng, type RngLike } from "../random/index.ts";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import { balancedContrast } from "./balanced/balancedContrast.ts";
import { balancedInformation } from "./balanced/balancedInformation.ts";
import { balancedNewton } from "./balanced/balancedNewton.ts";
import { balancedObserved } from "./balanced/balancedObserved.ts";
import { type BalancedWorkspace, balancedWorkspace } from "./balanced/balancedWorkspace.ts";
import { exactPower } from "./simulation/exactPower.ts";
import type { DfMethod } from "./mixedModelFit.ts";
import { type BaselineCovariate, type PowerDesign, type PowerSize, readPowerDesign } from "./powerDesign.ts";
import { type Rejection, rejection } from "./simulation/rejection.ts";
import { drawSufficient, sufficientDraws } from "./simulation/sufficientDraws.ts";


/** Options of {@linkcode powerMixedModel}. */
export interface PowerMixedModelOptions {
  /** Seed or generator; replicate b draws from its stream `"power/b"`, whatever the design. */
  readonly rng: RngLike;
  /** Data sets per design, an integer ≥ 1; default 10,000. */
  readonly replicates?: number;
  /** Degrees of freedom of the test: `"kenward-roger"` (default), `"satterthwaite"` or `"z"`. */
  readonly df?: DfMethod;
  /** Level of the two-sided test of β₁ = 0, in (0, 1); default 0.05. */
  readonly significance?: number;
  /** Coverage of the intervals for the Monte Carlo error, in (0, 1); default 0.95. */
  readonly level?: number;
}

/** Power at one design. */
export interface PowerPoint {
  /** Number of ensembles, N. */
  readonly ensembles: number;
  /** Number of splits, K. */
  readonly splits: number;
  /** β₁. */
  readonly effect: number;
  /** Standard deviation between ensembles, σᵤ. */
  readonly ensembleSd: number;
  /** Standard deviation between splits, σᵥ. */
  readonly splitSd: number;
  /** Residual standard deviation, σ. */
  readonly residualSd: number;
  /** Share of the replicates whose test rejects. */
  readonly power: number;
  /** Monte Carlo standard error of `power`, √(power (1 − power)/replicates). */
  readonly standardError: number;
  /** Wilson's interval for the Monte Carlo error. */
  readonly confidenceInterval: ConfidenceInterval;
  /** Power of the exact t test on N − 2 df, in closed form; null with a baseline, where there is none. */
  readonly exactPower: number | null;
  /** Kσᵤ²/(σ² + Kσᵤ²): share of the information about β₁ that this many splits give, of what infinitely many would. Near 1 more splits barely help; ensembles do. */
  readonly splitSaturation: number;
  /** Share of the replicates with a variance estimated as 0. */
  readonly singular: number;
  /** Number of replicates whose fit did not converge or whose df are undefined; they count as not rejecting. */
  readonly failed: number;
}

/** Result of {@linkcode powerMixedModel}. */
export interface PowerMixedModelResult {
  /** What was simulated and which test was used. */
  readonly method: string;
  /** How df were found. */
  readonly df: DfMethod;
  /** Level of the test. */
  readonly significance: number;
  /** Data sets per design. */
  readonly replicates: number;
  /** The grid, in the order of the lists: `sd` slowest, then `ensembles`, `splits`, `effect`. */
  readonly points: readonly PowerPoint[];
}

const action = "compute the power of a mixed model";

/** Replicates between two reports of progress. */
const BLOCK = 100;

/**
 * Power of the test of β₁ in an ensemble study, over grids of sizes, effects and variances.
 *
 * The predictor (an ensemble diversity coefficient, say) is fixed: it has the standard deviation given. The baseline is an outcome and
 * differs from study to study, so each replicate draws its own and the power is the average over baselines; its coefficient does not
 * matter to the test and is not asked for.
 * No data are made: in a balanced design a data set is a handful of normal and χ² numbers per stratum, refitted by REML in
 * microseconds, whatever N and K. All designs share their random numbers, so that differences along a curve are less noisy than its
 * points, and one fit serves all effects, on which neither β̂₁ − β₁ nor its standard error depends.
 *
 * @param design Sizes, effects, standard deviations; numbers or lists.
 * @param options Seed, number of replicates, kind of df, level of the test.
 * @returns One point per design.
 * @throws {RangeError} If a size, a standard deviation or an option is out of range.
 * @throws {TypeError} If an argument is of the wrong kind.
 * @see Kenward & Roger 1997, Biometrics 53:983; Searle, Casella & McCulloch 1992, Variance Components, chapter 4.
 * @example How many ensembles for a slope of 0.1 per unit of the predictor
 * ```ts
 * import { powerMixedModel } from "@divlab/core/lmm";
 * const { points } = powerMixedModel(
 *   { ensembles: [10, 30], splits: 20, effect: 0.1, predictorSd: 0.1, sd: { ensemble: 0.015, split: 0.01, residual: 0.03 } },
 *   { rng: 1, replicates: 1000 },
 * );
 * points[0].exactPower; // => 0.3628
 * points[1].exactPower; // => 0.8855
 * points[1].splitSaturation; // => 0.8333
 * ```
 */
export function powerMixedModel(design: PowerDesign, options: PowerMixedModelOptions): PowerMixedModelResult {
  return runSteps(powerSteps(design, options));
}

/**
 * {@linkcode powerMixedModel} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param design Sizes, effects, standard deviations; numbers or lists.
 * @param options As for {@linkcode powerMixedModel}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the result; rejects with the signal's reason if aborted.
 * @example
 * ```ts
 * import { powerMixedModelAsync } from "@divlab/core/lmm";
 * const design = { ensembles: 30, splits: 20, effect: 0.5, sd: { ensemble: 1, split: 1, residual: 2 } };
 * const { points } = await powerMixedModelAsync(design, { rng: 1, replicates: 500, onProgress: (share) => share });
 * points[0].exactPower; // => 0.6602
 * ```
 */
export async function powerMixedModelAsync(design: PowerDesign, options: PowerMixedModelOptions & AsyncOptions): Promise<PowerMixedModelResult> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...rest } = options;
  return runStepsAsync(powerSteps(design, rest), options);
}

/** The work of {@linkcode powerMixedModel}, for what plans with it. */
export function* powerSteps(design: PowerDesign, options: PowerMixedModelOptions): Steps<PowerMixedModelResult> {
  checkOptions(action, options, ["rng", "replicates", "df", "significance", "level"]);
  const { rng, replicates = 10_000, df = "kenward-roger", significance = 0.05, level = 0.95 } = options;
  checkInteger(action, "replicates", replicates, 1);
  checkChoice(action, "df", df, ["kenward-roger", "satterthwaite", "z"]);
  checkBetween(action, "significance", significance, 0, 1);
  checkLevel(action, level);
  const { sizes, effects, predictorSd, baseline } = readPowerDesign(design);
  const streams = createRng(rng).stream("power");
  const rejects = rejection(significance);
  const points: PowerPoint[] = [];
  for (const [at, size] of sizes.entries()) {
    const study = { ...size, effects, predictorSd, baseline };
    const tally = yield* simulate(study, streams, replicates, df, rejects, at / sizes.length, 1 / sizes.length);
    const { ensembles, splits, sd } = size;
    const between = splits * sd.ensemble * sd.ensemble;
    for (const [e, effect] of effects.entries()) {
      const power = tally.rejected[e] / replicates;
      points.push({
        ensembles,
        splits,
        effect,
        ensembleSd: sd.ensemble,
        splitSd: sd.split,
        residualSd: sd.residual,
        power,
        standardError: Math.sqrt((power * (1 - power)) / replicates),
        confidenceInterval: wilson(power, replicates, level),
        exactPower: baseline === null ? exactPower({ ensembles, splits, effect, predictorSd, sd, significance }) : null,
        splitSaturation: between / (between + sd.residual * sd.residual),
        singular: tally.singular / replicates,
        failed: tally.failed,
      });
    }
  }
  return { method: `Power of the ${names[df]} test by simulation`, df, significance, replicates, points };
}

const names: Readonly<Record<DfMethod, string>> = { "kenward-roger": "Kenward–Roger t", satterthwaite: "Satterthwaite t", z: "z" };

interface Study extends PowerSize {
  readonly effects: readonly number[];
  readonly predictorSd: number;
  readonly baseline: BaselineCovariate | null;
}

interface Tally {
  /** Rejections per effect. */
  readonly rejected: Float64Array;
  singular: number;
  failed: number;
}

function* simulate(study: Study, streams: Rng, replicates: number, df: DfMethod, rejects: Rejection, from: number, share: number): Steps<Tally> {
  const { ensembles, splits, sd, baseline, effects, predictorSd } = study;
  const draws = sufficientDraws(ensembles, splits, sd, baseline);
  const { products } = draws;
  const w = balancedWorkspace(products.strata, products.columns);
  // The predictor's column has length 1 here, √(K(N − 1)) standard deviations there.
  const length = predictorSd * Math.sqrt(splits * (ensembles - 1));
  const contrast = new Float64Array(products.columns);
  contrast[0] = 1;
  const slope = baseline?.slope ?? 0;
  const tally: Tally = { rejected: new Float64Array(effects.length), singular: 0, failed: 0 };
  for (let b = 0; b < replicates; b++) {
    const baselineLength = drawSufficient(draws, streams.stream(b));
    balancedNewton(products, w, true);
    if (w.logLambda[0] === 0 || w.logLambda[1] === 0) tally.singular++;
    const known = df === "kenward-roger" ? balancedInformation(products, w) : df === "z" || balancedObserved(products, w, true);
    if (known && w.converged) {
      // Drawn is the baseline less its slope on the predictor; β₁ holds the whole baseline fixed.
      if (baseline !== null) contrast[1] = (-slope * length) / baselineLength;
      const freedom = df === "z" ? Infinity : balancedContrast(products, w, contrast, 0, 0);
      const standardError = Math.sqrt((w.r2 / (products.n - products.p)) * relativeVariance(contrast, w, df === "kenward-roger"));
      const error = baseline === null ? w.beta[0] : w.beta[0] + contrast[1] * w.beta[1];
      for (let e = 0; e < effects.length; e++) {
        if (rejects((error + effects[e] * length) / standardError, freedom)) tally.rejected[e]++;
      }
    } else tally.failed++;
    if (b % BLOCK === BLOCK - 1) yield from + (share * (b + 1)) / replicates;
  }
  return tally;
}

/** l′C⁻¹l, with Kenward and Roger's addition if wanted. */
function relativeVariance(l: Float64Array, { inverse, adjustment }: BalancedWorkspace, adjusted: boolean): number {
  const c = l.length;
  let total = 0;
  for (let i = 0; i < c; i++) {
    for (let j = 0; j < c; j++) total += l[i] * l[j] * (inverse[i * c + j] + (adjusted ? 2 * adjustment[i * c + j] : 0));
  }
  return total;
}

function wilson(share: number, count: number, level: number): ConfidenceInterval {
  const z = normalQuantile((1 + level) / 2);
  const square = (z * z) / count;
  const center = (share + square / 2) / (1 + square);
  const half = Math.sqrt(square * (share * (1 - share) + square / 4)) / (1 + square);
  return { low: Math.max(0, center - half), high: Math.min(1, center + half), level };
}
