import { show } from "../numeric/check.ts";
import { exp, expm1, ln, log1p, pow } from "../numeric/special/index.ts";

/**
 * Hill number of order q of shares p that add up to 1: (Σ p^q)^(1/(1 − q)); exp(−Σ p ln p) at q = 1, 1/max p at q = ∞, the number of
 * positive shares at q = 0.
 *
 * Near q = 1 the sum is taken as 1 + Σ p·(p^(q − 1) − 1), whose terms have one sign, so that no digits are lost there.
 */
export function hillOfShares(shares: Float64Array, q: number): number {
  let largest = 0;
  let count = 0;
  for (const share of shares) {
    if (share > largest) largest = share;
    if (share > 0) count++;
  }
  if (q === Infinity) return 1 / largest;
  if (q === 0) return count;
  let total = 0;
  if (Math.abs(q - 1) < 0.5) {
    for (const share of shares) if (share > 0) total += share * (q === 1 ? ln(share) : expm1((q - 1) * ln(share)));
    return exp(q === 1 ? -total : log1p(total) / (1 - q));
  }
  // Relative to the largest share, so that large orders do not underflow.
  for (const share of shares) if (share > 0) total += pow(share / largest, q);
  return exp((q * ln(largest) + ln(total)) / (1 - q));
}

/** Fails unless q is a number ≥ 0; Infinity is one. */
export function checkOrder(action: string, q: unknown): void {
  if (typeof q !== "number") throw new TypeError(`Cannot ${action}: q must be a number, got ${show(q)}`);
  if (!(q >= 0)) throw new RangeError(`Cannot ${action}: q must be ≥ 0, got ${q}`);
}
