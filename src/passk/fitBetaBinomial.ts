import { checkLevel, checkOptions } from "../numeric/check.ts";
import { exp, ln, log1p, normalQuantile } from "../numeric/special/index.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";
import { logCoefficients, tailCounts } from "./betaBinomialLikelihood.ts";
import { checkCounts, type Counts } from "./counts.ts";
import { type DistinctCounts, distinctCounts } from "./distinctCounts.ts";
import { enoughSamples } from "./enoughSamples.ts";
import { type BetaShape, type Boundary, type Maximum, maximiseBetaBinomial } from "./maximiseBetaBinomial.ts";

/** Options of {@linkcode fitBetaBinomial}. */
export interface FitBetaBinomialOptions {
  /** Confidence level of the intervals; 0.95 unless given. */
  readonly level?: number;
}

/** Result of {@linkcode fitBetaBinomial}: a beta distribution of success rates over problems. */
export interface BetaBinomialFit {
  /** What was fitted and how. */
  readonly method: string;
  /** First shape a; 0 or ∞ at a boundary, NaN where no problem was sampled twice. */
  readonly a: number;
  /** Second shape b; as a. */
  readonly b: number;
  /** Mean success rate a/(a + b). */
  readonly mean: number;
  /** Overdispersion ρ = 1/(a + b + 1), the correlation of two samples of one problem; NaN where no problem was sampled twice. */
  readonly overdispersion: number;
  /** Logarithm of the probability of the counts, Σ ln [C(n, c)·B(a + c, b + n − c)/B(a, b)]; at a boundary its limit. */
  readonly logLikelihood: number;
  /** Akaike's criterion 2·2 − 2·logLikelihood. */
  readonly aic: number;
  /** Where the likelihood tends to when it has no maximum at finite positive a and b; null when it has one. */
  readonly boundary: Boundary | null;
  /** Whether Newton's method met its tolerance; true at a boundary. */
  readonly converged: boolean;
  /** Newton steps taken. */
  readonly iterations: number;
  /** Covariance of (ln a, ln b), the inverse of the observed information, shape [2, 2]; NaN at a boundary. */
  readonly covariance: readonly (readonly number[])[];
  /** Standard errors of ln a, ln b and the mean; at a boundary NaN for a and b, and for the mean where that is 0 or 1. */
  readonly standardErrors: { readonly logA: number; readonly logB: number; readonly mean: number };
  /** Wald intervals, on the logarithm of a and b and the logit of the mean; NaN ends where the standard error is NaN. */
  readonly confidenceIntervals: { readonly a: ConfidenceInterval; readonly b: ConfidenceInterval; readonly mean: ConfidenceInterval };
  /** Number of problems. */
  readonly problems: number;
}

/**
 * Fits a beta distribution of success rates to counts: each problem's rate is drawn from Beta(a, b), its c from binomial(n, rate).
 *
 * Maximum likelihood in (ln a, ln b) by Newton's method from the moments, with analytic derivatives. Counts whose
 * likelihood has no maximum get an answer, not an error: `boundary` names the limit.
 * - `"no-overdispersion"`: the counts vary no more than those of equal success rates; a, b = ∞.
 * - `"all-or-nothing"`: every problem has c = 0 or c = n, and both occur; a, b = 0.
 * - `"all-zero"`, `"all-one"`: no sample, or every sample, is correct.
 * - `"no-repeats"`: every n is 1, which says nothing about how success rates differ.
 *
 * @param counts Samples n and correct samples c per problem, shape [problems] each.
 * @param options Confidence level.
 * @returns Shapes, mean, overdispersion and log-likelihood with standard errors and intervals.
 * @throws RangeError if a count is out of range.
 * @see Skellam 1948, JRSS B 10(2), 257–261; Griffiths 1973, Biometrics 29(4), 637–648.
 *
 * @example
 * ```ts
 * import { fitBetaBinomial } from "@divlab/core/passk";
 *
 * const fit = fitBetaBinomial({ n: 8, c: [0, 0, 1, 2, 5, 8, 8, 3, 0, 4] });
 * fit.a; // => 0.33409520
 * fit.b; // => 0.48325957
 * fit.logLikelihood; // => -20.17953784
 * fit.boundary; // => null
 * ```
 */
export function fitBetaBinomial(counts: Counts, options: FitBetaBinomialOptions = {}): BetaBinomialFit {
  const action = "fit a beta-binomial";
  checkOptions(action, options, ["level"]);
  const { level = 0.95 } = options;
  checkLevel(action, level);
  const problems = checkCounts(action, counts);
  return fitPairs(distinctCounts(problems.n, problems.c, enoughSamples(action, problems, 1, "throw").used), level);
}

/** The fit from distinct pairs, where counts were checked before. */
export function fitPairs(pairs: DistinctCounts, level: number): BetaBinomialFit {
  const maximum = maximiseBetaBinomial(pairs, pairs.weight, tailCounts(pairs, pairs.weight));
  const { a, b, mean, boundary, converged, iterations } = maximum;
  const logLikelihood = logCoefficients(pairs) + (maximum.at?.value ?? limit(pairs, maximum));
  const { aa, ab, bb } = inverseInformation(maximum);
  const logA = Math.sqrt(aa);
  const logB = Math.sqrt(bb);
  const logit = boundary === null ? Math.sqrt(aa + bb - 2 * ab) : 1 / Math.sqrt(mean * (1 - mean) * independent(pairs, boundary));
  const z = normalQuantile((1 + level) / 2);
  const around = (value: number, error: number): ConfidenceInterval => {
    const factor = Number.isFinite(error) ? exp(z * error) : NaN;
    return { low: value / factor, high: value * factor, level };
  };
  const odds = around(mean / (1 - mean), logit);
  return {
    method: boundary === null ? "Beta-binomial, maximum likelihood" : `Beta-binomial, at its limit "${boundary}"`,
    a,
    b,
    mean,
    overdispersion: overdispersionOf(maximum),
    logLikelihood,
    aic: 4 - 2 * logLikelihood,
    boundary,
    converged,
    iterations,
    covariance: [
      [aa, ab],
      [ab, bb],
    ],
    standardErrors: { logA, logB, mean: Number.isFinite(logit) ? mean * (1 - mean) * logit : NaN },
    confidenceIntervals: { a: around(a, logA), b: around(b, logB), mean: { low: odds.low / (1 + odds.low), high: odds.high / (1 + odds.high), level } },
    problems: pairs.weight.reduce((total, weight) => total + weight, 0),
  };
}

/** Number of independent trials behind the mean at a boundary: samples, or problems where the samples of one all agree. */
function independent({ n, weight }: DistinctCounts, boundary: Boundary): number {
  return weight.reduce((total, w, i) => total + w * (boundary === "all-or-nothing" ? 1 : n[i]), 0);
}

/** Log-likelihood at a boundary without the binomial coefficients, which are 1 for c = 0 and c = n. */
function limit({ n, c, weight }: DistinctCounts, { mean, boundary }: BetaShape): number {
  if (boundary === "all-zero" || boundary === "all-one") return 0;
  let total = 0;
  for (let i = 0; i < n.length; i++) {
    const successes = boundary === "all-or-nothing" ? Math.min(1, c[i]) : c[i];
    const failures = boundary === "all-or-nothing" ? 1 - successes : n[i] - c[i];
    total += weight[i] * (successes * ln(mean) + failures * log1p(-mean));
  }
  return total;
}

function overdispersionOf({ a, b, boundary }: BetaShape): number {
  if (boundary === "no-repeats" || boundary === "all-zero" || boundary === "all-one") return NaN;
  return 1 / (a + b + 1);
}

function inverseInformation({ at }: Maximum): { readonly aa: number; readonly ab: number; readonly bb: number } {
  if (at === undefined) return { aa: NaN, ab: NaN, bb: NaN };
  const determinant = at.uu * at.vv - at.uv * at.uv;
  if (!(determinant > 0 && at.uu < 0)) return { aa: NaN, ab: NaN, bb: NaN };
  return { aa: -at.vv / determinant, ab: at.uv / determinant, bb: -at.uu / determinant };
}
