/**
 * Midranks: 1 for the smallest value up to n for the largest, equal values sharing the mean of their places.
 *
 * @param values Finite numbers, shape [n].
 * @returns Rank of each value, multiples of ½ that sum to n(n + 1)/2; shape [n].
 */
export function midranks(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(n);
  for (let start = 0, end = 0; start < n; start = end) {
    while (end < n && values[order[end]] === values[order[start]]) end++;
    for (let i = start; i < end; i++) ranks[order[i]] = (start + 1 + end) / 2;
  }
  return ranks;
}
