import { exp } from "../numeric/special/index.ts";

/** The logistic function σ(x) = 1/(1 + e⁻ˣ), from the exponential that cannot overflow: small values keep all their digits. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const odds = exp(x);
  return odds / (1 + odds);
}
