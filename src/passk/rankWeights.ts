import { exp, expm1, log1p } from "../numeric/special/index.ts";

/**
 * Probability that the best of k samples drawn from n is the one of rank r, r = 0 the best of all, shape [n].
 *
 * Without replacement C(n − 1 − r, k − 1)/C(n, k), each from the one before; with replacement
 * ((n − r)/n)^k − ((n − r − 1)/n)^k, written so that nothing cancels. Terms are positive and add up to 1.
 */
export function rankWeights(n: number, k: number, replacement: boolean): Float64Array {
  const weights = new Float64Array(n);
  if (replacement) {
    for (let r = 0; r < n; r++) weights[r] = -exp(k * log1p(-r / n)) * expm1(k * log1p(-1 / (n - r)));
    return weights;
  }
  weights[0] = k / n;
  for (let r = 1; r <= n - k; r++) weights[r] = weights[r - 1] * ((n - r + 1 - k) / (n - r));
  return weights;
}
