import { sum } from "../../numeric/sum.ts";

/**
 * Σ wᵢ·xᵢ, compensated.
 *
 * @param values Numbers, shape [n].
 * @param weights Shape [n]; what has weight 0 counts nothing, be it infinite.
 * @returns The sum; Infinity if a value with a positive weight is.
 */
export function weightedSum(values: Float64Array, weights: Float64Array): number {
  const terms = values.map((value, i) => (weights[i] === 0 ? 0 : weights[i] * value));
  return terms.includes(Infinity) ? Infinity : sum(terms);
}
