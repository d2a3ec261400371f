import { exp, ln } from "../numeric/special/index.ts";
import type { BetaBinomialFit } from "./fitBetaBinomial.ts";
import type { BetaShape } from "./maximiseBetaBinomial.ts";

/** Step of the numerical derivatives in ln a, ln b or logit mean; their relative error is about its square. */
const STEP = 1e-4;

/**
 * Standard error of a function of the fitted distribution of success rates, by the delta method. At a boundary only the
 * mean is free. NaN where the fit has no standard errors.
 */
export function shapeError(fit: BetaBinomialFit, f: (shape: BetaShape) => number): number {
  const { a, b, mean, boundary, covariance, standardErrors } = fit;
  if (boundary !== null) {
    const logit = ln(mean / (1 - mean));
    const slope = derivative((step) => f({ a, b, mean: 1 / (1 + exp(-logit - step)), boundary }));
    return Math.abs(slope) * (standardErrors.mean / (mean * (1 - mean)));
  }
  const at = (u: number, v: number): number => {
    const shape = { a: a * exp(u), b: b * exp(v) };
    return f({ ...shape, mean: shape.a / (shape.a + shape.b), boundary });
  };
  const inA = derivative((step) => at(step, 0));
  const inB = derivative((step) => at(0, step));
  return Math.sqrt(inA * inA * covariance[0][0] + 2 * inA * inB * covariance[0][1] + inB * inB * covariance[1][1]);
}

function derivative(f: (step: number) => number): number {
  return (f(STEP) - f(-STEP)) / (2 * STEP);
}
