import { betaLowerTail, betaUpperTail } from "./beta.ts";
import { chiSquaredUpperTail } from "./chiSquared.ts";

/**
 * Upper tail of the F distribution, P(F > f), with the small tail always computed as such.
 *
 * @param f A number; the tail is 1 for f ≤ 0.
 * @param df1 Numerator degrees of freedom > 0.
 * @param df2 Denominator degrees of freedom > 0; ∞ is χ²/df1.
 * @returns A probability.
 */
export function fUpperTail(f: number, df1: number, df2: number): number {
  if (f <= 0) return 1;
  if (f === Infinity) return 0;
  if (df2 === Infinity) return chiSquaredUpperTail(f * df1, df1);
  const numerator = df1 * f;
  const total = numerator + df2;
  return numerator <= df2 ? betaUpperTail(numerator / total, df1 / 2, df2 / 2) : betaLowerTail(df2 / total, df2 / 2, df1 / 2);
}
