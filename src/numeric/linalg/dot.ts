/** Numbers summed in one go; sums of sums keep the error of long dot products small. */
const CHUNK = 256;

/**
 * Dot product of two stretches of flat arrays, summed in chunks: the error grows with √(n/256) where a plain loop's may grow with n, as it
 * does where few distinct values repeat.
 *
 * @param a First array.
 * @param aAt Where its stretch starts.
 * @param b Second array.
 * @param bAt Where its stretch starts.
 * @param n Length of both.
 * @returns Σ a[aAt + i]·b[bAt + i].
 */
export function dot(a: Float64Array, aAt: number, b: Float64Array, bAt: number, n: number): number {
  let total = 0;
  let lost = 0;
  for (let start = 0; start < n; start += CHUNK) {
    const end = aAt + Math.min(start + CHUNK, n);
    let even = 0;
    let odd = 0;
    let i = aAt + start;
    let j = bAt + start;
    for (; i + 1 < end; i += 2, j += 2) {
      even += a[i] * b[j];
      odd += a[i + 1] * b[j + 1];
    }
    if (i < end) even += a[i] * b[j];
    const part = even + odd;
    const next = total + part;
    lost += Math.abs(total) >= Math.abs(part) ? total - next + part : part - next + total;
    total = next;
  }
  return total + lost;
}
