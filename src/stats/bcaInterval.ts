import { mean } from "../numeric/moments.ts";
import { quantileSorted } from "../numeric/quantile.ts";
import { normalQuantile, normalUpperTail } from "../numeric/special/index.ts";
import type { ConfidenceInterval } from "../numeric/types.ts";

/**
 * Bias-corrected and accelerated bootstrap interval.
 *
 * Its ends are the replicates' quantiles at Φ(z₀ + (z₀ + z)/(1 − a(z₀ + z))), z = Φ⁻¹((1 ∓ level)/2); z₀ = Φ⁻¹(share of the replicates
 * below the estimate, ties half), a = Σd³/(6(Σd²)^{3/2}) with d the jackknife values' mean minus each.
 *
 * @param estimate The statistic of the data.
 * @param sorted The replicates in ascending order, shape [resamples].
 * @param jackknife The statistic with each unit left out once, shape [units].
 * @param level Nominal coverage in (0, 1).
 * @returns The interval, or undefined where z₀ or a is not finite.
 * @see Efron 1987, JASA 82, 171–185; Efron & Tibshirani 1993, equations 14.9–14.15.
 */
export function bcaInterval(estimate: number, sorted: Float64Array, jackknife: Float64Array, level: number): ConfidenceInterval | undefined {
  const below = sorted.reduce((count, value) => count + (value < estimate ? 1 : value === estimate ? 0.5 : 0), 0);
  const bias = normalQuantile(below / sorted.length);
  const acceleration = accelerationOf(jackknife);
  const end = (p: number): number => {
    const shifted = bias + normalQuantile(p);
    const denominator = 1 - acceleration * shifted;
    return denominator > 0 ? quantileSorted(sorted, normalUpperTail(-bias - shifted / denominator)) : NaN;
  };
  if (!Number.isFinite(bias)) return undefined;
  const low = end((1 - level) / 2);
  const high = end((1 + level) / 2);
  return Number.isNaN(low + high) ? undefined : { low, high, level };
}

function accelerationOf(jackknife: Float64Array): number {
  const center = mean(jackknife);
  let squares = 0;
  let cubes = 0;
  for (const value of jackknife) {
    const d = center - value;
    squares += d * d;
    cubes += d * d * d;
  }
  return cubes / (6 * squares * Math.sqrt(squares));
}
