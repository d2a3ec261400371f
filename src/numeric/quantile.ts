/**
 * Quantile of sorted numbers by linear interpolation (R's type 7, NumPy's default).
 *
 * @param sorted Numbers in ascending order, shape [n], n ≥ 1.
 * @param p Probability in [0, 1].
 * @returns The p-quantile; NaN for an empty list.
 * @see Hyndman & Fan 1996, definition 7.
 */
export function quantileSorted(sorted: ArrayLike<number>, p: number): number {
  const n = sorted.length;
  if (n === 0) return NaN;
  const at = (n - 1) * p;
  const below = Math.floor(at);
  const low = sorted[below];
  return below + 1 < n ? low + (at - below) * (sorted[below + 1] - low) : low;
}

/**
 * Median: the middle value, or the mean of the two middle ones.
 *
 * @param values Numbers in any order, shape [n].
 * @returns The median; NaN for an empty list.
 */
export function median(values: ArrayLike<number>): number {
  return quantileSorted(Float64Array.from(values).sort(), 0.5);
}
