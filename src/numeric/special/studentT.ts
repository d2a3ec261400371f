import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { betaLowerTail, betaUpperTail } from "./beta.ts";
import { normalQuantile, normalUpperTail } from "./normal.ts";

/**
 * Upper tail of Student's t distribution, P(T > t), with the small tail always computed as such.
 *
 * @param t Any number.
 * @param df Degrees of freedom > 0; ∞ is the normal distribution.
 * @returns A probability.
 */
export function studentTUpperTail(t: number, df: number): number {
  if (df === Infinity) return normalUpperTail(t);
  if (t === Infinity) return 0;
  if (t === -Infinity) return 1;
  const square = t * t;
  const tail = square <= df ? betaUpperTail(square / (df + square), 0.5, df / 2) / 2 : betaLowerTail(df / (df + square), df / 2, 0.5) / 2;
  return t > 0 ? tail : 1 - tail;
}

/**
 * Quantile of Student's t distribution.
 *
 * @param p Probability in (0, 1).
 * @param df Degrees of freedom > 0; ∞ is the normal distribution.
 * @returns The t with P(T ≤ t) = p.
 */
export function studentTQuantile(p: number, df: number): number {
  return df === Infinity ? normalQuantile(p) : tQuantile(p, df);
}
