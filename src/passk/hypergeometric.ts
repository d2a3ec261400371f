import { exp, expm1, log1p } from "../numeric/special/index.ts";

/** Below this logarithm the failure is less than half a unit in the last place of 1. */
const CERTAIN = -37.5;

/** Below this logarithm e^x is 0 in double precision. */
const VANISHED = -746;

/**
 * ln [C(n − c, k) / C(n, k)], the log-probability that k draws without replacement from n avoid all c marked items,
 * as Σ_{i<a} log1p(−b/(n − i)) with a = min(c, k), b = max(c, k). Every term is at most −b/n, so the sum may stop
 * once it is below `floor`, after at most √(|floor|·n) terms.
 */
function logAvoid(n: number, c: number, k: number, floor: number): number {
  if (c + k > n) return -Infinity;
  const a = Math.min(c, k);
  const b = Math.max(c, k);
  let total = 0;
  for (let i = 0; i < a && total > floor; i++) total += log1p(-b / (n - i));
  return total;
}

/**
 * Probability that k draws without replacement from n items, c of them marked, meet no marked one:
 * C(n − c, k) / C(n, k). With the wrong samples marked it is pass^k, with the right ones the failure of pass@k.
 */
export function avoidProbability(n: number, c: number, k: number): number {
  return exp(logAvoid(n, c, k, VANISHED));
}

/** Probability that such draws meet at least one marked item, 1 − C(n − c, k) / C(n, k), without cancellation. */
export function hitProbability(n: number, c: number, k: number): number {
  const total = logAvoid(n, c, k, CERTAIN);
  return total <= CERTAIN ? 1 : -expm1(total);
}
