import { exp } from "../numeric/special/index.ts";

/**
 * exp(xᵢ/T)/Σexp(xⱼ/T), after the largest is taken off so that nothing overflows.
 *
 * @param values Numbers or −∞ (share 0), not all −∞; shape [n].
 * @param temperature T, > 0; 1 unless given.
 * @returns Shares that sum to 1 up to rounding.
 */
export function softmax(values: ArrayLike<number>, temperature: number = 1): Float64Array {
  let largest = -Infinity;
  for (let i = 0; i < values.length; i++) if (values[i] > largest) largest = values[i];
  const shares = Float64Array.from(values, (value) => exp((value - largest) / temperature));
  const total = shares.reduce((running, share) => running + share, 0);
  return shares.map((share) => share / total);
}
