import { exp, log1p } from "../../numeric/special/index.ts";

/** ln(1 + eˣ) = −ln(1 − σ(x)), without overflow: the logistic loss of the margin −x. */
export function softplus(x: number): number {
  return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}
