import { sum } from "./sum.ts";

/**
 * Arithmetic mean.
 *
 * @param values Numbers, shape [n].
 * @returns Σx/n; NaN for an empty list.
 */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

/**
 * Sample variance with divisor n − 1, in two passes with the rounding error of the mean taken out.
 *
 * @param values Numbers, shape [n].
 * @param center Their mean, where it is known already.
 * @returns Σ(x − x̄)²/(n − 1); NaN for fewer than two values.
 */
export function variance(values: ArrayLike<number>, center: number = mean(values)): number {
  const n = values.length;
  if (n < 2) return NaN;
  let squares = 0;
  let rest = 0;
  for (let i = 0; i < n; i++) {
    const d = values[i] - center;
    squares += d * d;
    rest += d;
  }
  return (squares - (rest * rest) / n) / (n - 1);
}
