/** Probabilities that sums made may differ in their last digits and are tied all the same. */
const ROUNDING = 1e-12;

/**
 * Probability, at each k, that one of the k most frequent answers is right; from the number of answers on it stays.
 *
 * Answer b is right with probability `credits[b]`, each on its own. Where only s of g tied answers have a place, a lot
 * decides, each set of s at equal chance: with f = 1 − credit, M(j, s) the mean of Π f over the sets of s of the first j,
 *
 *   M(j, s) = (s/j)·f_j·M(j − 1, s − 1) + (1 − s/j)·M(j − 1, s),
 *
 * sums of positive terms only.
 *
 * @param weights Counts or probabilities, descending.
 */
export function topAnswersSuccess(weights: Float64Array, credits: Float64Array, ks: Float64Array): Float64Array {
  const most = Math.min(ks[ks.length - 1], weights.length);
  // Entry K: the probability that none of the K most frequent is right.
  const failure = new Float64Array(most + 1);
  failure[0] = 1;
  let given = 0;
  while (given < most) {
    const first = given;
    const least = weights[first] - ROUNDING * weights[0];
    let end = first;
    while (end < weights.length && weights[end] >= least) end++;
    const means = meanProducts(credits.subarray(first, end), Math.min(end, most) - first);
    for (let s = 1; s < means.length; s++) failure[first + s] = failure[first] * means[s];
    given = end;
  }
  return ks.map((k) => 1 - failure[Math.min(k, most)]);
}

/** Mean of Π (1 − credit) over all sets of s entries, s = 0 … sMax. */
export function meanProducts(credits: Float64Array, sMax: number): Float64Array {
  const means = new Float64Array(sMax + 1);
  means[0] = 1;
  for (let j = 1; j <= credits.length; j++) {
    const failure = 1 - credits[j - 1];
    for (let s = Math.min(j, sMax); s > 0; s--) {
      const share = s / j;
      means[s] = share * failure * means[s - 1] + (1 - share) * means[s];
    }
  }
  return means;
}
