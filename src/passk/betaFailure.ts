import { exp, log1p } from "../numeric/special/index.ts";
import type { BetaShape } from "./maximiseBetaBinomial.ts";
import { logRising } from "./risingSums.ts";

/** Up to this many terms the sum is taken as it is; beyond, its closed form is faster and as exact. */
const LONGEST_SUM = 512;

/**
 * ln E[(1 − p)^k] for a success rate p ~ Beta(a, b): the log-probability that all of k answers fail,
 * ln [B(a, b + k)/B(a, b)] = Σ_{i<k} ln(1 − a/(a + b + i)).
 */
export function logBetaFailure(a: number, b: number, k: number): number {
  if (k > LONGEST_SUM) return logRising(b, a) - logRising(b + k, a);
  let total = 0;
  for (let i = 0; i < k; i++) total += log1p(-a / (a + b + i));
  return total;
}

/**
 * ln E[(1 − p)^k] under a fitted distribution of success rates, k ≥ 1: of a problem with c of n samples correct, or, with
 * n = c = 0, of the population. At `"no-repeats"` the rates are taken to be equal, for want of anything to tell them apart.
 */
export function logExpectedFailure({ a, b, mean, boundary }: BetaShape, n: number, c: number, k: number): number {
  switch (boundary) {
    case null:
      return logBetaFailure(a + c, b + n - c, k);
    case "all-or-nothing":
      return n === 0 ? log1p(-mean) : c === 0 ? 0 : -Infinity;
    default:
      return mean === 0 ? 0 : k * log1p(-mean);
  }
}

/** E[(1 − p)^s] at s = k … 2k, of a problem or, with n = c = 0, of the population. */
export function expectedFailures(shape: BetaShape, n: number, c: number, k: number): Float64Array {
  const moments = new Float64Array(k + 1);
  moments[0] = exp(logExpectedFailure(shape, n, c, k));
  for (let j = 1; j <= k; j++) {
    const i = k + j - 1;
    const step = shape.boundary === null ? (shape.b + n - c + i) / (shape.a + shape.b + n + i) : exp(logExpectedFailure(shape, n, c, k + j) - logExpectedFailure(shape, n, c, i));
    moments[j] = moments[0] === 0 ? 0 : moments[j - 1] * step;
  }
  return moments;
}
