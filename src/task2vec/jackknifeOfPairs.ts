/** What becomes of a mean over pairs when one item is left out. */
export interface JackknifeOfPairs {
  /** Delete-one jackknife standard error; NaN for fewer than three items. */
  readonly standardError: number;
  /** The mean over the pairs without item i; NaN for fewer than three items; shape [items]. */
  readonly leaveOneOut: Float64Array;
  /** The mean less the mean without item i; shape [items]. */
  readonly contributions: Float64Array;
}

/**
 * Jackknife of the mean U over all pairs, from the mean distance r_i of each item to the others: U₍ᵢ₎ = (m·U − 2r_i)/(m − 2), so
 * U − U₍ᵢ₎ = 2(r_i − U)/(m − 2), and the variance is (m − 1)/m · Σ(U₍ᵢ₎ − U)².
 *
 * @param meanDistances r_i, shape [items].
 * @param estimate U.
 * @returns Standard error and values without each item.
 * @see Efron & Stein 1981, The Jackknife Estimate of Variance, Annals of Statistics 9, 586–596.
 */
export function jackknifeOfPairs(meanDistances: Float64Array, estimate: number): JackknifeOfPairs {
  const m = meanDistances.length;
  const contributions = meanDistances.map((r) => (m < 3 ? NaN : (2 * (r - estimate)) / (m - 2)));
  let squares = 0;
  for (let i = 0; i < m; i++) squares += contributions[i] * contributions[i];
  return {
    standardError: Math.sqrt(((m - 1) / m) * squares),
    leaveOneOut: contributions.map((contribution) => estimate - contribution),
    contributions,
  };
}
