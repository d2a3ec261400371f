import { mean } from "../numeric/moments.ts";
import { exp, expm1, ln } from "../numeric/special/index.ts";
import type { DistinctCounts } from "./distinctCounts.ts";
import { estimateShare, intervalQuantile } from "./estimate.ts";
import type { ExtrapolatedPassAtK } from "./extrapolatePassAtK.ts";
import { avoidProbability, hitProbability } from "./hypergeometric.ts";

type Bracket = Pick<ExtrapolatedPassAtK, "bracket" | "bracketInterval">;

/**
 * Bounds on population pass@k that hold for any distribution of success rates, as a function of k.
 *
 * With g_s = E[(1 − p)^s], n the fewest samples of a problem: g falls in s, so pass@k ≥ pass@n for k ≥ n; ln g is convex in
 * s (Hölder), so ln g_k ≥ ln g_n + (k − n)(ln g_n − ln g_{n−1}). The interval adds the beta interval's lower reach to the
 * low end and, on the logarithm, t times the delta-method error to the high end: each side errs with half of 1 − level.
 */
export function bracketBeyond(pairs: DistinctCounts, level: number): (k: number) => Bracket {
  const n = pairs.n.reduce((least, pairN) => Math.min(least, pairN), Infinity);
  const each = (f: (n: number, c: number) => number): Float64Array => {
    const ofPair = pairs.n.map((pairN, pair) => f(pairN, pairs.c[pair]));
    return Float64Array.from(pairs.pairOf, (pair) => ofPair[pair]);
  };
  const failures = each((pairN, c) => avoidProbability(pairN, c, n));
  const before = each((pairN, c) => avoidProbability(pairN, c, n - 1));
  const last = mean(failures);
  const lastButOne = mean(before);
  const problems = failures.length;
  const t = intervalQuantile(problems - 1, level);
  return (k) => {
    const passes = estimateShare("", each((pairN, c) => hitProbability(pairN, c, Math.min(k, n))), new Int32Array(0), level);
    if (k <= n) return { bracket: { low: passes.estimate, high: passes.estimate }, bracketInterval: passes.confidenceInterval };
    const { low } = passes.confidenceInterval;
    if (last === 0) return { bracket: { low: passes.estimate, high: 1 }, bracketInterval: { low, high: 1, level } };
    const logFailure = (k - n + 1) * ln(last) - (k - n) * ln(lastButOne);
    let squares = 0;
    for (let i = 0; i < problems; i++) {
      const influence = (k - n + 1) * (failures[i] / last - 1) - (k - n) * (before[i] / lastButOne - 1);
      squares += influence * influence;
    }
    const reach = t * Math.sqrt(squares / (problems - 1) / problems);
    return { bracket: { low: passes.estimate, high: -expm1(logFailure) }, bracketInterval: { low, high: 1 - exp(logFailure - reach), level } };
  };
}
