import { tilt } from "./tilt.ts";

/** How close the expected number of successes is brought to k: any tilt is exact, this keeps the numbers in range. */
const ROUGH = 1e-3;

/** Independent trials whose successes, given that there are k, are distributed as the eigenvectors of a k-DPP draw. */
export interface TiltedTrials {
  /** Success probabilities p_i = α λ_i/(1 + α λ_i). */
  readonly p: Float64Array;
  /** 1 − p_i, without cancellation. */
  readonly q: Float64Array;
}

/**
 * The tilt of a k-DPP: Π_{i ∈ J} p_i Π_{i ∉ J} q_i is proportional to Π_{i ∈ J} λ_i over the sets J of one size, whatever α; with Σ p_i ≈ k
 * that size is a likely one, and no number overflows or underflows.
 *
 * @param eigenvalues λ, ascending, all positive.
 * @param k Strictly between 0 and the number of eigenvalues.
 */
export function tiltedTrials(eigenvalues: Float64Array, k: number): TiltedTrials {
  const rank = eigenvalues.length;
  const largest = eigenvalues[rank - 1];
  const alpha = tilt(eigenvalues, k, ROUGH);
  const p = new Float64Array(rank);
  const q = new Float64Array(rank);
  for (let i = 0; i < rank; i++) {
    const weight = alpha * (eigenvalues[i] / largest);
    q[i] = 1 / (1 + weight);
    p[i] = weight * q[i];
  }
  return { p, q };
}
