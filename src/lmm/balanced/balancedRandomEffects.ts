import type { BalancedStrata } from "./balancedStrata.ts";
import type { MixedDesign } from "../mixedDesign.ts";
import type { EffectCovariances, RandomEffects } from "../mixedModelFit.ts";
import type { BalancedOptimum } from "./optimiseBalanced.ts";

/**
 * Predicted random effects of a balanced design from the means per level.
 *
 * With r̄ the level's mean residual, b̂ = γ·rows·r̄/λ. Given β̂ its variance is σ²γ((1 − 1/ℓ)/λ + λ′/(ℓλ₀)), λ₀ = λ + λ′ − 1, λ′ the other term's
 * (1 if there is none); the uncertainty of β̂ adds σ²(γ·rows)²(1/(nλ₀) + q̄′C⁻¹q̄/λ²), q̄ the level's means of the centred columns.
 *
 * @param design The design.
 * @param strata It, reduced.
 * @param optimum Its fit.
 * @returns b̂ per term with both variances.
 * @see Searle, Casella & McCulloch 1992, Variance Components, chapter 7.
 */
export function balancedRandomEffects(design: MixedDesign, strata: BalancedStrata, optimum: BalancedOptimum): RandomEffects[] {
  const { n, columns: c, rows, short, length } = strata;
  const { gammas, lambda, variance } = optimum;
  const { beta, inverse } = optimum.workspace;
  const terms = design.terms.length;
  const lambda0 = lambda.reduce((sum, value) => sum + value, 0) - terms;
  let start = 0;
  return design.terms.map(({ group, levels, effects }, t) => {
    const size = levels.length;
    const first = start;
    start += size;
    // The means come times √rows.
    const shrinkage = (gammas[t] * Math.sqrt(rows[t])) / lambda[t];
    const other = terms === 2 ? lambda[1 - t] : 1;
    const given = variance * gammas[t] * ((1 - 1 / size) / lambda[t] + other / (size * lambda0));
    const gain = gammas[t] * rows[t];
    const fromMean = (gain * gain * variance) / (n * lambda0);
    const values = new Float64Array(size);
    const conditional = new Float64Array(size).fill(given);
    const prediction = new Float64Array(size);
    for (let m = 0; m < size; m++) {
      const at = first + m;
      let mean = short[c * length + at];
      let uncertainty = 0;
      for (let i = 0; i < c; i++) {
        mean -= short[i * length + at] * beta[i];
        for (let j = 0; j < c; j++) uncertainty += short[i * length + at] * inverse[i * c + j] * short[j * length + at];
      }
      values[m] = shrinkage * mean;
      prediction[m] = given + fromMean + shrinkage * shrinkage * variance * uncertainty;
    }
    const scalars = (data: Float64Array): EffectCovariances => ({ data, shape: [size, 1, 1] });
    return {
      group,
      levels,
      effects,
      values: { data: values, shape: [size, 1] },
      conditionalVariance: scalars(conditional),
      predictionErrorVariance: scalars(prediction),
    };
  });
}
