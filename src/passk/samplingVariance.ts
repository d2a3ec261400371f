import { avoidProbability, drawExpectation } from "./hypergeometric.ts";

/**
 * Unbiased estimate of the variance of one problem's pass@k over repeated sampling of its n answers, n ≥ 2k.
 *
 * With g_k = C(n − c, k)/C(n, k) it is g_k² − g_2k: E g_k² is the second moment, and g_2k estimates (1 − p)^2k without bias.
 * Computed as g_k²·[1 − Π_{i<k} (1 − kc/((n − k − i)(n − c − i)))], a sum of positive terms, so that nothing cancels.
 * No unbiased estimate exists for n < 2k, where (1 − p)^2k has a degree above n.
 */
export function unbiasedSamplingVariance(n: number, c: number, k: number): number {
  const failure = avoidProbability(n, c, k);
  if (n - c < 2 * k) return failure * failure;
  let excess = 0;
  let ratio = 1;
  for (let i = 0; i < k; i++) {
    const share = (k * c) / ((n - k - i) * (n - c - i));
    excess += ratio * share;
    ratio *= 1 - share;
  }
  return failure * failure * excess;
}

/**
 * Expected variance of one problem's pass@k over repeated sampling of n answers, from the moments E[(1 − p)^s] of its
 * success rate p, s = k … 2k: Σ_j h(j)·(E[(1 − p)^(2k−j)] − E[(1 − p)^2k]), where h(j) is the chance that two subsets of k
 * of the n answers share j.
 *
 * @see Hoeffding 1948, A Class of Statistics with Asymptotically Normal Distribution, equation 5.13.
 */
export function expectedSamplingVariance(n: number, k: number, failureMoment: (s: number) => number): number {
  const last = failureMoment(2 * k);
  return drawExpectation(n, k, k, (j) => failureMoment(2 * k - j) - last);
}
