import { fromMode } from "./hypergeometric.ts";

/**
 * Probabilities below this are taken as 0: products of two larger ones are still normal numbers, while arithmetic on
 * subnormal ones is many times slower.
 */
export const NEGLIGIBLE: number = 1e-150;

/** P(X = 0 … min(k, count)) for X ~ Binomial(count, k/n), 0 < k ≤ n, or with replacement up to k for X ~ Poisson(count·k/n). */
export function countLaw(count: number, n: number, k: number, replacement: boolean): Float64Array {
  const law = new Float64Array((replacement && count > 0 ? k : Math.min(count, k)) + 1);
  const ratio = replacement ? (j: number) => (count * k) / ((j + 1) * n) : (j: number) => ((count - j) * k) / ((j + 1) * (n - k));
  let total = 0;
  fromMode(Math.floor((count * k) / n), 0, replacement ? Infinity : count, ratio, (j, weight) => {
    total += weight;
    if (j < law.length) law[j] = weight;
  });
  return law.map((weight) => (weight < NEGLIGIBLE * total ? 0 : weight / total));
}
