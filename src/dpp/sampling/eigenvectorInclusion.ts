import { addTrial } from "./addTrial.ts";
import { tiltedTrials } from "./tiltedTrials.ts";

/**
 * Probability that each eigenvector is chosen in a k-DPP draw, λ_i e_{k−1}(λ without i)/e_k(λ); they sum to k.
 *
 * With tables of the tilted trials before and after i it is p_i Σ_r before[r]·after[k − 1 − r] over the probability of k in all. All terms
 * are positive, so each is right to about n·2⁻⁵² of itself. O(rank·k).
 *
 * @param eigenvalues λ, ascending, all positive.
 * @param k Between 0 and the number of eigenvalues.
 */
export function eigenvectorInclusion(eigenvalues: Float64Array, k: number): Float64Array {
  const rank = eigenvalues.length;
  const inclusion = new Float64Array(rank);
  if (k === 0) return inclusion;
  if (k === rank) return inclusion.fill(1);
  const { p, q } = tiltedTrials(eigenvalues, k);
  const width = k + 1;
  // Row i: successes among the trials i, i + 1, …
  const after = new Float64Array((rank + 1) * width);
  after[rank * width] = 1;
  for (let i = rank - 1; i >= 0; i--) addTrial(after, (i + 1) * width, after, i * width, p[i], q[i], Math.min(rank - i, k));
  const total = after[k];
  const before = new Float64Array(width);
  before[0] = 1;
  for (let i = 0; i < rank; i++) {
    const next = (i + 1) * width;
    let others = 0;
    for (let r = Math.min(i, k - 1); r >= 0; r--) others += before[r] * after[next + k - 1 - r];
    inclusion[i] = Math.min(1, (p[i] * others) / total);
    addTrial(before, 0, before, 0, p[i], q[i], Math.min(i + 1, k));
  }
  return inclusion;
}
