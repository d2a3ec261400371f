import { checkInteger, checkLevel, checkOptions } from "../numeric/check.ts";
import { mean } from "../numeric/moments.ts";
import { quantileSorted } from "../numeric/quantile.ts";
import { exp, expm1 } from "../numeric/special/index.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import { drawIntegers } from "../random/drawIntegers.ts";
import { createRng, type Rng, type RngLike } from "../random/index.ts";
import { type AsyncOptions, runSteps, runStepsAsync, type Steps } from "../steps/index.ts";
import { tailCounts } from "./betaBinomialLikelihood.ts";
import { logExpectedFailure } from "./betaFailure.ts";
import { bracketBeyond } from "./bracketBeyond.ts";
import { checkCounts, type Counts } from "./counts.ts";
import { type DistinctCounts, distinctCounts } from "./distinctCounts.ts";
import { enoughSamples } from "./enoughSamples.ts";
import { intervalQuantile, logitInterval } from "./estimate.ts";
import type { BetaBinomialFit } from "./fitBetaBinomial.ts";
import { listKs } from "./listKs.ts";
import { type BetaShape, maximiseBetaBinomial } from "./maximiseBetaBinomial.ts";
import { fitForPrediction } from "./predictBand.ts";
import { logRising } from "./risingSums.ts";
import { shapeError } from "./shapeError.ts";

/** Options of {@linkcode extrapolatePassAtK}. */
export interface ExtrapolatePassAtKOptions {
  /** Confidence level; 0.95 unless given. */
  readonly level?: number;
  /** Seed or generator. Where given, intervals come from refits to resampled problems instead of the delta method. */
  readonly rng?: RngLike;
  /** Bootstrap replicates; 1000 unless given. */
  readonly resamples?: number;
}

/** What the data and the model say of one k. */
export interface ExtrapolatedPassAtK {
  /** Samples drawn per problem. */
  readonly k: number;
  /** pass@k of the fitted population, 1 − B(a, b + k)/B(a, b). */
  readonly estimate: number;
  /** Its standard error: delta method, or with `rng` the standard deviation of the refits. Both hold only if the model does. */
  readonly standardError: number;
  /** Logit interval from the delta method, or with `rng` the percentile interval of the refits. */
  readonly confidenceInterval: ConfidenceInterval;
  /** Mean over these very problems of the expected pass@k given their counts, 1 − B(a + c, b + n − c + k)/B(a + c, b + n − c). */
  readonly posteriorMean: number;
  /** Estimated bounds that hold whatever the distribution of success rates; both the unbiased estimate where k ≤ min n. */
  readonly bracket: { readonly low: number; readonly high: number };
  /** The bracket with the sampling error of its ends: holds population pass@k with at least the level, asymptotically, without the model. */
  readonly bracketInterval: ConfidenceInterval;
}

/** Result of {@linkcode extrapolatePassAtK}. */
export interface PassAtKExtrapolation {
  /** What was extrapolated and how. */
  readonly method: string;
  /** One entry per k, ascending. */
  readonly points: readonly ExtrapolatedPassAtK[];
  /** The fit; read its `boundary` before believing a point. */
  readonly fit: BetaBinomialFit;
  /** 1 − pass@k ≈ coefficient·k^(−exponent) for large k, under the fit: exponent a, coefficient Γ(a + b)/Γ(b). At a boundary exponent ∞ or 0 and coefficient NaN. */
  readonly tail: { readonly exponent: number; readonly coefficient: number };
  /** Number of problems. */
  readonly problems: number;
}

const action = "extrapolate pass@k";

/**
 * pass@k for k beyond the samples at hand, from a beta distribution of success rates, beside what holds without it.
 *
 * The fit of {@linkcode fitBetaBinomial} gives pass@k at any k. How far it can be trusted beyond n is a question about the
 * hardest problems, which n samples cannot answer. So every point carries a bracket that assumes nothing:
 * pass@n ≤ pass@k ≤ 1 − g_n·(g_n/g_{n−1})^(k−n), with g_n = 1 − pass@n and n the fewest samples of a problem, because
 * ln E[(1 − p)^k] is convex in k. A fit outside its bracket does not suit the data; a wide bracket says that the model decides.
 *
 * @param counts Samples n and correct samples c per problem, shape [problems] each.
 * @param ks The largest k for k = 1 … kMax, or the wanted k in ascending order; of any size.
 * @param options Level, seed and number of bootstrap replicates.
 * @returns Points with model, posterior mean and bracket, the fit and its power-law tail.
 * @throws NumericalError `no-variation` if no sample, or every sample, is correct, or no problem has two samples: then nothing says how pass@k goes on.
 * @throws RangeError if a k or a count is out of range.
 *
 * @example
 * ```ts
 * import { extrapolatePassAtK } from "@divlab/core/passk";
 *
 * const { points, tail } = extrapolatePassAtK({ n: 8, c: [0, 0, 1, 2, 5, 8, 8, 3, 0, 4] }, [64]);
 * points[0].estimate; // => 0.84441061
 * points[0].posteriorMean; // => 0.84963534
 * points[0].bracket; // => { low: 0.7000, high: 0.9695 }
 * tail.exponent; // => 0.33409520
 * ```
 */
export function extrapolatePassAtK(counts: Counts, ks: number | ArrayLike<number>, options: ExtrapolatePassAtKOptions = {}): PassAtKExtrapolation {
  return runSteps(extrapolateSteps(counts, ks, options));
}

/**
 * {@linkcode extrapolatePassAtK} in slices between which the event loop runs: with progress and cancellation, and the same result bit for bit.
 *
 * @param counts Samples n and correct samples c per problem.
 * @param ks The largest k for k = 1 … kMax, or the wanted k in ascending order.
 * @param options As for {@linkcode extrapolatePassAtK}, and `signal`, `onProgress`, `sliceMs`.
 * @returns A promise of the result; rejects with the signal's reason if aborted.
 *
 * @example
 * ```ts
 * import { extrapolatePassAtKAsync } from "@divlab/core/passk";
 *
 * const { points } = await extrapolatePassAtKAsync({ n: 10, c: [0, 1, 1, 2, 3, 5, 8, 10] }, [100], { rng: 1, resamples: 200 });
 * points[0].estimate; // => 0.9
 * ```
 */
export async function extrapolatePassAtKAsync(
  counts: Counts,
  ks: number | ArrayLike<number>,
  options: ExtrapolatePassAtKOptions & AsyncOptions = {},
): Promise<PassAtKExtrapolation> {
  const { signal: _signal, onProgress: _onProgress, sliceMs: _sliceMs, ...rest } = options;
  return runStepsAsync(extrapolateSteps(counts, ks, rest), options);
}

function* extrapolateSteps(counts: Counts, wanted: number | ArrayLike<number>, options: ExtrapolatePassAtKOptions): Steps<PassAtKExtrapolation> {
  checkOptions(action, options, ["level", "rng", "resamples"]);
  const { level = 0.95, rng, resamples = 1000 } = options;
  checkLevel(action, level);
  checkInteger(action, "resamples", resamples, 2);
  const ks = listKs(action, wanted);
  const problems = checkCounts(action, counts);
  const pairs = distinctCounts(problems.n, problems.c, enoughSamples(action, problems, 1, "throw").used);
  const fit = fitForPrediction(action, pairs, level);
  const refits = rng === undefined ? undefined : yield* refitSteps(pairs, ks, resamples, createRng(rng).stream("extrapolatePassAtK"));
  const bracket = bracketBeyond(pairs, level);
  const points = Array.from(ks, (k, j) => {
    const estimate = passUnder(fit, k);
    return {
      k,
      estimate,
      ...(refits === undefined ? byDelta(fit, k, estimate, level) : byRefits(refits[j], level)),
      posteriorMean: pairs.n.reduce((total, n, pair) => total - pairs.weight[pair] * expm1(logExpectedFailure(fit, n, pairs.c[pair], k)), 0) / problems.size,
      ...bracket(k),
    };
  });
  const { a, b, boundary } = fit;
  return {
    method: `pass@k under a beta-binomial fit, ${rng === undefined ? "delta-method errors" : `${resamples} refits to resampled problems`}`,
    points,
    fit,
    tail: { exponent: a, coefficient: boundary === null ? exp(logRising(b, a)) : NaN },
    problems: problems.size,
  };
}

function passUnder(shape: BetaShape, k: number): number {
  return -expm1(logExpectedFailure(shape, 0, 0, k));
}

function byDelta(fit: BetaBinomialFit, k: number, estimate: number, level: number): Pick<ExtrapolatedPassAtK, "standardError" | "confidenceInterval"> {
  // By way of ln(1 − pass@k), which keeps its digits where pass@k is close to 0 or 1.
  const standardError = exp(logExpectedFailure(fit, 0, 0, k)) * shapeError(fit, (shape) => logExpectedFailure(shape, 0, 0, k));
  return { standardError, confidenceInterval: logitInterval(estimate, standardError, Infinity, level, intervalQuantile(Infinity, level)) };
}

function byRefits(values: Float64Array, level: number): Pick<ExtrapolatedPassAtK, "standardError" | "confidenceInterval"> {
  const center = mean(values);
  const squares = values.reduce((total, value) => total + (value - center) * (value - center), 0);
  const sorted = values.toSorted();
  return {
    standardError: Math.sqrt(squares / (values.length - 1)),
    confidenceInterval: { low: quantileSorted(sorted, (1 - level) / 2), high: quantileSorted(sorted, (1 + level) / 2), level },
  };
}

/** pass@k of fits to problems drawn with replacement, one list per k. A resample at a boundary counts with that limit's curve. */
function* refitSteps(pairs: DistinctCounts, ks: Float64Array, resamples: number, rng: Rng): Steps<Float64Array[]> {
  const values = Array.from(ks, () => new Float64Array(resamples));
  const weight = new Float64Array(pairs.n.length);
  const problems = pairs.pairOf.length;
  const drawn = new Uint32Array(problems);
  for (let r = 0; r < resamples; r++) {
    weight.fill(0);
    drawIntegers(rng, problems, drawn);
    for (let i = 0; i < problems; i++) weight[pairs.pairOf[drawn[i]]]++;
    const refit = maximiseBetaBinomial(pairs, weight, tailCounts(pairs, weight));
    for (let j = 0; j < ks.length; j++) values[j][r] = passUnder(refit, ks[j]);
    yield (r + 1) / resamples;
  }
  return values;
}
