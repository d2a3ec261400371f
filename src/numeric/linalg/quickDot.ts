/**
 * Dot product of two stretches of flat arrays in four sums side by side, which need not wait for each other.
 *
 * @param a First array.
 * @param aAt Where its stretch starts.
 * @param b Second array.
 * @param bAt Where its stretch starts.
 * @param n Length of both.
 * @returns Σ a[aAt + i]·b[bAt + i].
 */
export function quickDot(a: Float64Array, aAt: number, b: Float64Array, bAt: number, n: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    s0 += a[aAt + i] * b[bAt + i];
    s1 += a[aAt + i + 1] * b[bAt + i + 1];
    s2 += a[aAt + i + 2] * b[bAt + i + 2];
    s3 += a[aAt + i + 3] * b[bAt + i + 3];
  }
  for (; i < n; i++) s0 += a[aAt + i] * b[bAt + i];
  return s0 + s1 + (s2 + s3);
}
