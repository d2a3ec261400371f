/**
 * The k-th smallest of the n(n + 1)/2 averages (xᵢ + xⱼ)/2, i ≤ j, without listing them.
 *
 * Halves the range of values until two neighbouring doubles are left, counting the averages below in O(n).
 *
 * @param sorted Numbers in ascending order whose sums do not overflow, shape [n], n ≥ 1.
 * @param k Place counted from 1, an integer up to n(n + 1)/2.
 * @returns The average, to the last bit (0, never −0).
 */
export function walshAverage(sorted: ArrayLike<number>, k: number): number {
  let low = sorted[0];
  let high = sorted[sorted.length - 1];
  if (countUpTo(sorted, low) >= k) return low + 0;
  for (;;) {
    const middle = average(low, high);
    if (!(middle > low && middle < high)) return high + 0;
    if (countUpTo(sorted, middle) >= k) high = middle;
    else low = middle;
  }
}

/** Number of averages ≤ bound. As i grows, the last j with an average within the bound only falls. */
function countUpTo(sorted: ArrayLike<number>, bound: number): number {
  let count = 0;
  let j = sorted.length - 1;
  for (let i = 0; i <= j; i++) {
    while (j >= i && average(sorted[i], sorted[j]) > bound) j--;
    count += j - i + 1;
  }
  return count;
}

/** Monotone in both, also after rounding, which is what lets counting stop early. */
function average(a: number, b: number): number {
  return (a + b) / 2;
}
