import { ln } from "../numeric/special/index.ts";

/**
 * a/b − 1 − ln(a/b), twice the Kullback–Leibler divergence of N(0, σ²) from N(0, τ²) with σ²/τ² = a/b.
 *
 * Where a and b nearly agree it is summed from their difference, t = (a − b)/b, s = t/(2 + t): s·t − 2(s³/3 + s⁵/5 + …), so that
 * nothing cancels.
 *
 * @param a A number > 0.
 * @param b A number > 0.
 * @returns The excess, ≥ 0.
 */
export function logExcess(a: number, b: number): number {
  const t = (a - b) / b;
  if (t > NEAR || t < -NEAR) {
    const ratio = a / b;
    return ratio - 1 - ln(ratio);
  }
  const s = t / (2 + t);
  const z = s * s;
  let series = 0;
  for (let k = 2 * TERMS + 1; k >= 3; k -= 2) series = z * (series + 1 / k);
  return s * t - 2 * s * series;
}

const NEAR = 0.2;

/** s² ≤ 1/81 for |t| ≤ 0.2, and 81⁻⁹ is below half a unit in the last place. */
const TERMS = 9;
