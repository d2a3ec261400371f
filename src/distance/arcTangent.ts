/**
 * Arc tangent of x ≥ 0, in radians.
 *
 * Halves the angle twice, tan(φ/2) = x/(1 + √(1 + x²)), until x ≤ tan(π/16), then sums the Taylor series. Only + − × ÷ √: the same
 * bits on every engine, relative error below 1e-15.
 *
 * @param x A number ≥ 0, or Infinity.
 * @returns The angle in [0, π/2].
 */
export function arcTangent(x: number): number {
  if (x > 1) return Math.PI / 2 - arcTangent(1 / x);
  let t = x;
  for (let halving = 0; halving < 2; halving++) t /= 1 + Math.sqrt(1 + t * t);
  const square = t * t;
  let series = 0;
  for (let k = TERMS; k >= 1; k--) series = square * (1 / (2 * k + 1) - series);
  return 4 * (t - t * series);
}

/** tan(π/16)² = 0.0396, and 0.0396¹² / 25 is below half a unit in the last place. */
const TERMS = 12;
