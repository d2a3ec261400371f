import { checkFinite, checkInteger, checkOptions } from "../numeric/check.ts";
import { checkCounts, type Counts } from "./counts.ts";
import { perProblem } from "./distinctCounts.ts";
import { enoughSamples } from "./enoughSamples.ts";
import { estimateShare } from "./estimate.ts";
import { type AtKOptions, checkAtK, type EstimateAtK } from "./estimateAtK.ts";
import { drawExpectation } from "./hypergeometric.ts";

/** Options of {@linkcode gPassAtK}: exactly one of `atLeast` and `tau`. */
export interface GPassAtKOptions extends AtKOptions {
  /** How many of the k must be correct, an integer from 1 to k. */
  readonly atLeast?: number;
  /** The same as a share in [0, 1] of k: at least ⌈τ·k⌉, and never fewer than one. */
  readonly tau?: number;
}

/** Result of {@linkcode gPassAtK}. */
export interface GPassAtKEstimate extends EstimateAtK {
  /** How many of the k had to be correct. */
  readonly atLeast: number;
}

/** Slack of ⌈τ·k⌉, so that rounding in a product like 0.55·100 does not ask for one more correct sample. */
const ROUNDING = 1e-9;

/**
 * G-Pass@k: the probability that at least so many of k samples are correct, averaged over problems.
 *
 * For a problem with n samples, c of them correct, Σ_{x ≥ atLeast} C(c, x)·C(n − c, k − x)/C(n, k). One correct sample
 * asked for gives pass@k, k of them pass^k, ⌊k/2⌋ + 1 the strict majority.
 *
 * @param counts Samples n and correct samples c per problem, shape [problems] each.
 * @param k Samples drawn, an integer ≥ 1.
 * @param options The threshold, as `atLeast` or as `tau`; treatment of problems with n < k, confidence level.
 * @returns The threshold used, and the mean over problems with standard error, interval (NaN for a single problem) and per-problem values.
 * @throws TypeError unless exactly one of `atLeast` and `tau` is given.
 * @throws RangeError if k, the threshold or a count is out of range, or a problem has n < k and `tooFew` is `"throw"`, or none has n ≥ k.
 * @see Liu et al. 2024, Are Your LLMs Capable of Stable Reasoning?, where it is G-Pass@k with threshold τ.
 *
 * @example
 * ```ts
 * import { gPassAtK } from "@divlab/core/passk";
 *
 * // At least three quarters of 16 draws right, from 48 samples of which 24 were.
 * const result = gPassAtK({ n: 48, c: 24 }, 16, { tau: 0.75 });
 * result.atLeast; // => 12
 * result.estimate; // => 0.0152382624
 * ```
 */
export function gPassAtK(counts: Counts, k: number, options: GPassAtKOptions): GPassAtKEstimate {
  const action = "compute G-Pass@k";
  checkOptions(action, options, ["atLeast", "tau", "tooFew", "level"]);
  const { tooFew = "throw", level = 0.95 } = options;
  checkAtK(action, k, tooFew, level);
  const atLeast = threshold(action, k, options);
  const problems = checkCounts(action, counts);
  const { used, leftOut } = enoughSamples(action, problems, k, tooFew);
  const values = perProblem(problems.n, problems.c, used, (n, c) => drawExpectation(n, c, k, (x) => (x >= atLeast ? 1 : 0)));
  return { k, atLeast, ...estimateShare(`G-Pass@${k}, at least ${atLeast} correct`, values, leftOut, level) };
}

function threshold(action: string, k: number, { atLeast, tau }: GPassAtKOptions): number {
  if ((atLeast === undefined) === (tau === undefined)) {
    throw new TypeError(`Cannot ${action}: exactly one of \`atLeast\` and \`tau\` must be given, got ${tau === undefined ? "neither" : "both"}`);
  }
  if (tau === undefined) {
    checkInteger(action, "atLeast", atLeast, 1, k);
    return atLeast as number;
  }
  checkFinite(action, "tau", tau);
  if (tau < 0 || tau > 1) throw new RangeError(`Cannot ${action}: tau must lie between 0 and 1, got ${tau}`);
  return Math.max(1, Math.ceil(tau * k - ROUNDING));
}
