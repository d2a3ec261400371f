/**
 * Dot product in two sums, of the even and of the odd places.
 *
 * @param x First array.
 * @param xAt Where its stretch starts.
 * @param y Second array.
 * @param yAt Where its stretch starts.
 * @param length Length of both, even.
 * @returns Σ x[xAt + i]·y[yAt + i].
 */
export function dotTwo(x: Float64Array, xAt: number, y: Float64Array, yAt: number, length: number): number {
  let even = 0;
  let odd = 0;
  for (const end = xAt + length; xAt < end; xAt += 2, yAt += 2) {
    even += x[xAt] * y[yAt];
    odd += x[xAt + 1] * y[yAt + 1];
  }
  return even + odd;
}
