import { checkBetween, checkInteger, show } from "../numeric/check.ts";
import { type AsyncOptions, partOfSteps, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import type { PowerDesign } from "./powerDesign.ts";
import { type PowerMixedModelOptions, type PowerPoint, powerSteps } from "./powerMixedModel.ts";
import type { CrossedDeviations } from "./simulation/sufficientDraws.ts";

/** A study whose number of ensembles is sought: as {@linkcode PowerDesign}, one value each. */
export interface EnsemblesForPowerDesign extends Omit<PowerDesign, "ensembles" | "splits" | "effect" | "sd"> {
  /** Number of splits, K ≥ 2. */
  readonly splits: number;
  /** β₁, not 0. */
  readonly effect: number;
  /** Standard deviations of the response between ensembles, between splits and of the residual. */
  readonly sd: CrossedDeviations;
}

/** Options of {@linkcode ensemblesForPower}. */
export interface EnsemblesForPowerOptions extends PowerMixedModelOptions {
  /** Power wanted, in (0, 1); default 0.8. */
  readonly target?: number;
  /** Where the search ends, an integer ≥ 4; default 10,000. */
  readonly maxEnsembles?: number;
}

/** Result of {@linkcode ensemblesForPower}. */
export interface EnsemblesForPowerResult {
  /** Smallest number of ensembles whose simulated power reaches the target; NaN if `maxEnsembles` do not. */
  readonly estimate: number;
  /** The power wanted. */
  readonly target: number;
  /** Every size tried, by rising number of ensembles. */
  readonly points: readonly PowerPoint[];
}

const action = "find the number of ensembles";

/**
 * How many ensembles the test of β₁ needs, at a given number of splits: doubling, then bisection over {@linkcode powerMixedModel}.
 *
 * All sizes share their random numbers. The number found still carries the Monte Carlo error of the power near the target.
 *
 * @param design The study without its number of ensembles.
 * @param options As for {@linkcode powerMixedModel}, and the power wanted.
 * @returns The number of ensembles and the powers on the way.
 * @throws {RangeError} If a value is out of range, or the effect is 0.
 * @throws {TypeError} If an argument is of the wrong kind.
 * @see Kenward & Roger 1997, Biometrics 53:983.
 * @example
 * ```ts
 * import { ensemblesForPower } from "@divlab/core/lmm";
 * const sd = { ensemble: 0.015, split: 0.01, residual: 0.03 };
 * const { estimate } = ensemblesForPower({ splits: 20, effect: 0.1, predictorSd: 0.1, sd }, { rng: 1, replicates: 2000 });
 * estimate; // => 25
 * ```
 */
export function ensemblesForPower(design: EnsemblesForPowerDesign, options: EnsemblesForPowerOptions): EnsemblesForPowerResult {
  return runSteps(searchSteps(design, options));
}

/**
 * {@linkcode ensemblesForPower} in slices between which the event loop runs; the same result bit for bit.
 *
 * @param design The study without its number of ensembles.
 * @param options As for {@linkcode ensemblesForPower}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the result; rejects with the signal's reason if aborted.
 * @example
 * ```ts
 * import { ensemblesForPowerAsync } from "@divlab/core/lmm";
 * const sd = { ensemble: 1, split: 1, residual: 2 };
 * const { target } = await ensemblesForPowerAsync({ splits: 20, effect: 1, sd }, { rng: 1, replicates: 200 });
 * target; // => 0.8
 * ```
 */
export async function ensemblesForPowerAsync(
  design: EnsemblesForPowerDesign,
  options: EnsemblesForPowerOptions & AsyncOptions,
): Promise<EnsemblesForPowerResult> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...rest } = options;
  return runStepsAsync(searchSteps(design, rest), options);
}

/** The work of {@linkcode ensemblesForPower}, for what plans with it. */
export function* searchSteps(design: EnsemblesForPowerDesign, options: EnsemblesForPowerOptions): Steps<EnsemblesForPowerResult> {
  const { target = 0.8, maxEnsembles = 10_000, ...rest } = options;
  checkBetween(action, "target", target, 0, 1);
  checkInteger(action, "maxEnsembles", maxEnsembles, 4);
  if (Array.isArray(design?.splits) || Array.isArray(design?.effect) || Array.isArray(design?.sd)) {
    throw new TypeError(`Cannot ${action}: splits, effect and sd must be one value each, got an array`);
  }
  if (design?.effect === 0) throw new RangeError(`Cannot ${action}: effect must not be 0, got ${show(design.effect)}`);
  const points: PowerPoint[] = [];
  let done = 0;
  const reaches = function* (ensembles: number): Steps<boolean> {
    const after = done + (1 - done) / 8;
    const { points: found } = yield* partOfSteps(powerSteps({ ...design, ensembles }, rest), done, after);
    done = after;
    const [point] = found;
    points.push(point);
    return point.power >= target;
  };
  let low = design?.baseline === undefined ? 2 : 3;
  let high = low + 1;
  while (!(yield* reaches(high))) {
    low = high;
    if (low === maxEnsembles) return { estimate: NaN, target, points };
    high = Math.min(2 * low, maxEnsembles);
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (yield* reaches(middle)) high = middle;
    else low = middle;
  }
  return { estimate: high, target, points: points.toSorted((a, b) => a.ensembles - b.ensembles) };
}
