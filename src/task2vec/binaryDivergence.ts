import { log1p } from "../numeric/special/index.ts";

/**
 * ln 2 − H(p), H the binary entropy of p = (1 + delta)/2, in nats: ½((1 + δ)ln(1 + δ) + (1 − δ)ln(1 − δ)).
 *
 * Near even shares it is the series Σ δ²ᵏ/(2k(2k − 1)), so that nothing cancels.
 *
 * @param delta 2p − 1, a number in [−1, 1].
 * @returns The divergence from even shares, 0 … ln 2.
 */
export function binaryDivergence(delta: number): number {
  if (delta > NEAR || delta < -NEAR) return 0.5 * (timesLog(delta) + timesLog(-delta));
  const z = delta * delta;
  let series = 0;
  for (let k = TERMS; k >= 1; k--) series = z * (series + 1 / (2 * k * (2 * k - 1)));
  return series;
}

const NEAR = 0.3;

/** 0.09¹⁵ is below half a unit in the last place. */
const TERMS = 15;

/** (1 + x)·ln(1 + x), 0 at −1. */
function timesLog(x: number): number {
  return x <= -1 ? 0 : (1 + x) * log1p(x);
}
