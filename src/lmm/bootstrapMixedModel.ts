import { checkChoice, checkInteger, checkLevel, checkOptions } from "../numeric/check.ts";
import { checkFit } from "./checkFit.ts";
import { NumericalError } from "../numeric/errors.ts";
import type { Matrix } from "../numeric/matrix.ts";
import { mean, variance } from "../numeric/moments.ts";
import { quantileSorted } from "../numeric/quantile.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import { createRng, type Rng, type RngLike } from "../random/index.ts";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import { balancedStrata } from "./balanced/balancedStrata.ts";
import { crossProducts } from "./engine/crossProducts.ts";
import type { MixedDesign } from "./mixedDesign.ts";
import type { MixedModelFit } from "./mixedModelFit.ts";
import { pigeonholeDesign } from "./simulation/pigeonholeDesign.ts";
import { type Refit, refitDesign, refitProducts, refitStrata } from "./simulation/refitDesign.ts";
import { sufficientResponse } from "./simulation/sufficientResponse.ts";
import { sufficientStrata } from "./simulation/sufficientStrata.ts";
import { factorsOf } from "./engine/thetaOf.ts";

/** What a replicate is: a new response from the fitted model, or levels of the grouping factors drawn again. */
export type MixedModelBootstrapType = "parametric" | "pigeonhole";

/** Options of {@linkcode bootstrapMixedModel}. */
export interface BootstrapMixedModelOptions {
  /** Seed or generator; replicate b draws from its stream `"bootstrap/b"`. */
  readonly rng: RngLike;
  /** Number of replicates, an integer ≥ 2; default 1000. */
  readonly resamples?: number;
  /** `"parametric"` (default): responses from the fitted model. `"pigeonhole"`: levels of every grouping factor drawn with replacement. */
  readonly type?: MixedModelBootstrapType;
  /** Coverage of the intervals, in (0, 1); default 0.95. */
  readonly level?: number;
}

/** A parameter with its bootstrap. */
export interface BootstrapEstimate {
  /** Name of the parameter. */
  readonly name: string;
  /** Its value in the fit. */
  readonly estimate: number;
  /** Standard deviation of the replicates. */
  readonly standardError: number;
  /** Mean of the replicates minus the estimate. */
  readonly bias: number;
  /** Percentile interval. */
  readonly confidenceInterval: ConfidenceInterval;
}

/** Result of {@linkcode bootstrapMixedModel}. */
export interface MixedModelBootstrap {
  /** What was resampled and which interval it is. */
  readonly method: string;
  /** What a replicate was. */
  readonly type: MixedModelBootstrapType;
  /** Coefficients, in the order of the fit. */
  readonly coefficients: readonly BootstrapEstimate[];
  /** Standard deviations of the random effects, named `group.effect`. */
  readonly standardDeviations: readonly BootstrapEstimate[];
  /** Relative covariance factors. */
  readonly theta: readonly BootstrapEstimate[];
  /** Residual standard deviation. */
  readonly sigma: BootstrapEstimate;
  /** Number of replicates drawn. */
  readonly resamples: number;
  /** How many of them lie on the boundary, a variance 0 or a correlation ±1; they count. */
  readonly singular: number;
  /** How many did not converge; they count. */
  readonly notConverged: number;
  /** How many could not be fitted, say because a coefficient had no data; their rows of `replicates` are NaN and they are left out of everything else. */
  readonly failed: number;
  /** Every replicate, shape [resamples, parameters]: coefficients, standard deviations, theta, sigma. */
  readonly replicates: Matrix;
}

const action = "bootstrap a mixed model";

/**
 * Bootstrap of a mixed model: standard errors, bias and percentile intervals of coefficients and variances.
 *
 * *Parametric*: each replicate draws random effects and residuals from the fitted normal distributions and is fitted again. No data are
 * made: what a fit sees of a response are its products with the design, and those are drawn. It believes the model.
 *
 * *Pigeonhole*: levels of every grouping factor are drawn with replacement, independently of each other, and a row appears as often as the
 * copies of its levels meet; copies are levels of their own. Levels of a factor nested in another one go with theirs. It does not
 * believe the normal distribution, nor equal variances. It is conservative: of a mean in a crossed design it overestimates the part of the
 * variance that the residual makes, up to threefold, while the parts of the factors come out right; standard errors are too large where the
 * residual dominates. Variances are estimated with few distinct levels and biased.
 *
 * @param fit The fitted model.
 * @param options Seed, number of replicates, kind, level.
 * @returns Estimates with standard errors and intervals, the replicates, and counts of singular, not converged and failed ones.
 * @throws {NumericalError} `singular-design` if fewer than two replicates can be fitted.
 * @throws {RangeError} If an option is out of range, or the model has no random terms.
 * @throws {TypeError} If an option is unknown or of the wrong kind.
 * @see Davison & Hinkley 1997, Bootstrap Methods, §7; Owen 2007, "The pigeonhole bootstrap", Ann Appl Stat 1:386.
 * @example
 * ```ts
 * import { bootstrapMixedModel, fitMixedModel } from "@divlab/core/lmm";
 * const ensemble = ["a", "a", "a", "b", "b", "b", "c", "c", "c", "d", "d", "d"];
 * const split = ["1", "2", "3", "1", "2", "3", "1", "2", "3", "1", "2", "3"];
 * const edc = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4];
 * const gain = [3, 2, 4, 5, 4, 4, 4, 2, 5, 7, 5, 8];
 * const fit = fitMixedModel("gain ~ edc + (1 | ensemble) + (1 | split)", { ensemble, split, edc, gain });
 * const { coefficients, failed } = bootstrapMixedModel(fit, { rng: 1, resamples: 500 });
 * coefficients[1].name; // => "edc"
 * coefficients[1].estimate; // => 1.033
 * failed; // => 0
 * ```
 */
export function bootstrapMixedModel(fit: MixedModelFit, options: BootstrapMixedModelOptions): MixedModelBootstrap {
  return runSteps(bootstrapSteps(fit, options));
}

/**
 * {@linkcode bootstrapMixedModel} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param fit The fitted model.
 * @param options As for {@linkcode bootstrapMixedModel}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the result; rejects with the signal's reason if aborted.
 * @example
 * ```ts
 * import { bootstrapMixedModelAsync, fitMixedModel } from "@divlab/core/lmm";
 * const group = ["a", "a", "b", "b", "c", "c"];
 * const fit = fitMixedModel("y ~ 1 + (1 | group)", { group, y: [1, 2, 4, 4, 7, 6] });
 * const { sigma } = await bootstrapMixedModelAsync(fit, { rng: 1, resamples: 200, signal: AbortSignal.timeout(60_000) });
 * sigma.name; // => "sigma"
 * ```
 */
export async function bootstrapMixedModelAsync(fit: MixedModelFit, options: BootstrapMixedModelOptions & AsyncOptions): Promise<MixedModelBootstrap> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...rest } = options;
  return runStepsAsync(bootstrapSteps(fit, rest), options);
}

function* bootstrapSteps(fit: MixedModelFit, options: BootstrapMixedModelOptions): Steps<MixedModelBootstrap> {
  checkFit(action, fit);
  checkOptions(action, options, ["rng", "resamples", "type", "level"]);
  const { rng, resamples = 1000, type = "parametric", level = 0.95 } = options;
  checkInteger(action, "resamples", resamples, 2);
  checkChoice(action, "type", type, ["parametric", "pigeonhole"]);
  checkLevel(action, level);
  const { design } = fit;
  if (design.terms.length === 0) throw new RangeError(`Cannot ${action}: the model must have random terms, got none`);
  const streams = createRng(rng).stream("bootstrap");
  const refit = type === "parametric" ? parametricRefits(fit) : pigeonholeRefits(fit);

  const estimates = fit.fixedEffects.map(({ estimate }) => estimate);
  const fitted = parameters({ beta: Float64Array.from(estimates), theta: fit.theta, sigma: fit.sigma, converged: true, singular: false }, design);
  const width = fitted.length;
  const replicates = new Float64Array(resamples * width);
  const counts = { singular: 0, notConverged: 0, failed: 0 };
  for (let b = 0; b < resamples; b++) {
    const result = refit(streams.stream(b));
    if (result === null) {
      counts.failed++;
      replicates.fill(NaN, b * width, (b + 1) * width);
    } else {
      if (result.singular) counts.singular++;
      if (!result.converged) counts.notConverged++;
      replicates.set(parameters(result, design), b * width);
    }
    yield (b + 1) / resamples;
  }
  const usable = resamples - counts.failed;
  if (usable < 2) {
    throw new NumericalError("singular-design", `Cannot ${action}: at least 2 replicates must be fitted, got ${usable} of ${resamples}; levels drawn again leave too little to estimate`);
  }
  const summaries = parameterNames(fit).map((name, j) => summarise(name, fitted[j], replicates, j, width, level));
  const p = design.coefficientNames.length;
  const ends = p + deviationNames(design).length;
  return {
    method: type === "parametric" ? "Parametric bootstrap, percentile intervals" : "Pigeonhole bootstrap, percentile intervals",
    type,
    coefficients: summaries.slice(0, p),
    standardDeviations: summaries.slice(p, ends),
    theta: summaries.slice(ends, width - 1),
    sigma: summaries[width - 1],
    resamples,
    ...counts,
    replicates: { data: replicates, shape: [resamples, width] },
  };
}

type Replicate = (rng: Rng) => Refit | null;

/** Responses drawn with β = 0; the fit's coefficients are added, which is exact. */
function parametricRefits({ design, reml, theta, sigma, fixedEffects }: MixedModelFit): Replicate {
  const method = reml ? "REML" : "ML";
  const shift = (refit: Refit): Refit => ({ ...refit, beta: refit.beta.map((value, j) => value + fixedEffects[j].estimate) });
  const strata = balancedStrata(design);
  if (strata !== null) {
    const lambda = Float64Array.of(...Array.from(strata.rows, (rows, t) => 1 + rows * theta[t] * theta[t]), 1);
    const { drawn, draw } = sufficientStrata(strata, lambda, sigma);
    return (rng) => {
      draw(rng);
      return shift(refitStrata(drawn, method));
    };
  }
  const cross = crossProducts(design);
  const factors = factorsOf(cross, design, theta);
  const draw = sufficientResponse(cross, design, factors, sigma);
  // From a variance of 0 no step leads away; then the usual start serves.
  const start = factors.every((factor, b) => hasFullRank(factor, cross.blocks[b].k)) ? factors : undefined;
  return (rng) => {
    const response = draw(rng);
    return unlessImpossible(() => shift(refitProducts(cross, design, response, method, start)));
  };
}

function pigeonholeRefits({ design, reml }: MixedModelFit): Replicate {
  const draw = pigeonholeDesign(design);
  return (rng) => {
    const drawn = draw(rng);
    return unlessImpossible(() => refitDesign(drawn, reml ? "REML" : "ML"));
  };
}

/** A fit, or null where the data drawn do not allow one. */
function unlessImpossible(fit: () => Refit): Refit | null {
  try {
    return fit();
  } catch (error) {
    if (error instanceof NumericalError || error instanceof RangeError) return null;
    throw error;
  }
}

function hasFullRank(factor: Float64Array, k: number): boolean {
  for (let i = 0; i < k; i++) if (factor[i * k + i] === 0) return false;
  return true;
}

/** Coefficients, standard deviations of the random effects, theta, sigma. */
function parameters({ beta, theta, sigma }: Refit, { terms }: MixedDesign): number[] {
  const deviations: number[] = [];
  let offset = 0;
  for (const { effects } of terms) {
    const k = effects.length;
    const squares = new Float64Array(k);
    for (let j = 0; j < k; j++) for (let i = j; i < k; i++, offset++) squares[i] += theta[offset] * theta[offset];
    for (let i = 0; i < k; i++) deviations.push(sigma * Math.sqrt(squares[i]));
  }
  return [...beta, ...deviations, ...theta, sigma];
}

function parameterNames({ design, thetaNames }: MixedModelFit): string[] {
  return [...design.coefficientNames, ...deviationNames(design), ...thetaNames, "sigma"];
}

function deviationNames({ terms }: MixedDesign): string[] {
  return terms.flatMap(({ group, effects }) => effects.map((effect) => `${group}.${effect}`));
}

function summarise(name: string, estimate: number, replicates: Float64Array, j: number, width: number, level: number): BootstrapEstimate {
  const values = Float64Array.from({ length: replicates.length / width }, (_, b) => replicates[b * width + j]).filter((value) => !Number.isNaN(value));
  const center = mean(values);
  const sorted = values.toSorted();
  return {
    name,
    estimate,
    standardError: Math.sqrt(variance(values, center)),
    bias: center - estimate,
    confidenceInterval: { low: quantileSorted(sorted, (1 - level) / 2), high: quantileSorted(sorted, (1 + level) / 2), level },
  };
}
