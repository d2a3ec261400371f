import { logGamma } from "../numeric/special/index.ts";
import type { DistinctCounts } from "./distinctCounts.ts";
import { type RisingSums, risingSums } from "./risingSums.ts";

/**
 * What the beta-binomial likelihood needs of the data: how many problems have more than j successes, failures, trials,
 * as runs of j over which that number is the same. The work per evaluation then depends on how many different counts
 * there are, not on the number of problems or samples.
 */
export interface TailCounts {
  /** Problems with c > j, j = 0, 1, … */
  readonly successes: readonly Run[];
  /** Problems with n − c > j. */
  readonly failures: readonly Run[];
  /** Problems with n > j. */
  readonly trials: readonly Run[];
}

/** j = from … from + length − 1, shared by `weight` problems. */
interface Run {
  readonly from: number;
  readonly length: number;
  readonly weight: number;
}

/** Value and derivatives of the log-likelihood, the binomial coefficients left out, in u = ln a and v = ln b. */
export interface Derivatives {
  /** Σ_i ln [B(a + c, b + n − c)/B(a, b)]. */
  readonly value: number;
  /** First derivatives in u and v. */
  readonly u: number;
  readonly v: number;
  /** Second derivatives. */
  readonly uu: number;
  readonly uv: number;
  readonly vv: number;
}

/** Tail counts of distinct pairs (n, c) with weights. */
export function tailCounts({ n, c }: Pick<DistinctCounts, "n" | "c">, weight: ArrayLike<number>): TailCounts {
  return {
    successes: tail((i) => c[i], n.length, weight),
    failures: tail((i) => n[i] - c[i], n.length, weight),
    trials: tail((i) => n[i], n.length, weight),
  };
}

function tail(count: (i: number) => number, size: number, weight: ArrayLike<number>): Run[] {
  const problems = new Map<number, number>();
  let left = 0;
  for (let i = 0; i < size; i++) {
    if (!(weight[i] > 0)) continue;
    problems.set(count(i), (problems.get(count(i)) ?? 0) + weight[i]);
    left += weight[i];
  }
  const runs: Run[] = [];
  let from = 0;
  for (const to of [...problems.keys()].sort((x, y) => x - y)) {
    if (to > from) runs.push({ from, length: to - from, weight: left });
    left -= problems.get(to) as number;
    from = to;
  }
  return runs;
}

/** Log-likelihood of Beta(eᵘ, eᵛ) success rates, by ln [Γ(a + c)/Γ(a)] = Σ_{j<c} ln(a + j). */
export function derivatives(tails: TailCounts, a: number, b: number): Derivatives {
  const inA = weightedSums(tails.successes, a);
  const inB = weightedSums(tails.failures, b);
  const inN = weightedSums(tails.trials, a + b);
  const slopeA = a * (inA.first - inN.first);
  const slopeB = b * (inB.first - inN.first);
  return {
    value: inA.logs + inB.logs - inN.logs,
    u: slopeA,
    v: slopeB,
    uu: slopeA - a * a * (inA.second - inN.second),
    uv: a * b * inN.second,
    vv: slopeB - b * b * (inB.second - inN.second),
  };
}

function weightedSums(runs: readonly Run[], x: number): RisingSums {
  let logs = 0;
  let first = 0;
  let second = 0;
  for (const { from, length, weight } of runs) {
    const sums = risingSums(x + from, length);
    logs += weight * sums.logs;
    first += weight * sums.first;
    second += weight * sums.second;
  }
  return { logs, first, second };
}

/** Σ_i ln C(n_i, c_i), the part of the log-likelihood that no parameter changes. */
export function logCoefficients({ n, c, weight }: Pick<DistinctCounts, "n" | "c" | "weight">): number {
  let total = 0;
  for (let i = 0; i < n.length; i++) {
    total += weight[i] * (logGamma(n[i] + 1) - logGamma(c[i] + 1) - logGamma(n[i] - c[i] + 1));
  }
  return total;
}
