/**
 * Null distribution of a sum of signed ranks: every rank counts with probability ½, independently.
 *
 * @param doubledRanks The ranks times two, positive integers (midranks are halves), shape [n].
 * @returns P(2W ≤ s) at index s = 0 … Σ; symmetric, so that P(2W ≥ s) is the entry at Σ − s.
 */
export function signedRankDistribution(doubledRanks: ArrayLike<number>): Float64Array {
  let total = 0;
  for (let i = 0; i < doubledRanks.length; i++) total += doubledRanks[i];
  const probabilities = new Float64Array(total + 1);
  probabilities[0] = 1;
  let reach = 0;
  for (let i = 0; i < doubledRanks.length; i++) {
    const rank = doubledRanks[i];
    reach += rank;
    for (let s = reach; s >= rank; s--) probabilities[s] = (probabilities[s] + probabilities[s - rank]) / 2;
    for (let s = rank - 1; s >= 0; s--) probabilities[s] /= 2;
  }
  for (let s = 1; s <= total; s++) probabilities[s] += probabilities[s - 1];
  return probabilities;
}
