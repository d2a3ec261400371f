/**
 * Distribution of a count of successes with one more trial of success probability p = 1 − q.
 *
 * @param from Probabilities of 0 … `top` − 1 (or `top`) successes from `at` on; 0 where there cannot be so many.
 * @param to Where those of 0 … `top` go from `toAt` on; in place if it is the same stretch.
 */
export function addTrial(from: Float64Array, at: number, to: Float64Array, toAt: number, p: number, q: number, top: number): void {
  for (let r = top; r > 0; r--) to[toAt + r] = q * from[at + r] + p * from[at + r - 1];
  to[toAt] = q * from[at];
}
