import { exp } from "../../numeric/special/index.ts";

/** Steps at most; Newton's method takes about ten. */
const STEPS = 200;

/**
 * The factor α that gives a DPP with eigenvalues α·λ the expected size Σ α λ_i/(1 + α λ_i) = size: Newton's method in log α, halving the
 * bracket where a step would leave it.
 *
 * @param eigenvalues λ, ascending, all positive; their ratios must not overflow.
 * @param size Wanted expected size, strictly between 0 and the number of eigenvalues.
 * @param tolerance Relative precision of the size reached.
 * @returns α·λ_max: the factor for eigenvalues divided by the largest, which cannot overflow.
 */
export function tilt(eigenvalues: Float64Array, size: number, tolerance: number): number {
  const rank = eigenvalues.length;
  const largest = eigenvalues[rank - 1];
  const odds = size / (rank - size);
  let low = odds;
  let high = odds * (largest / eigenvalues[0]);
  // The eigenvalue of the item that just fits in gets probability one half.
  let alpha = Math.min(high, Math.max(low, largest / eigenvalues[rank - Math.max(1, Math.round(size))]));
  for (let step = 0; step < STEPS; step++) {
    let expected = 0;
    let variance = 0;
    for (let i = 0; i < rank; i++) {
      const weight = alpha * (eigenvalues[i] / largest);
      const q = 1 / (1 + weight);
      expected += weight * q;
      variance += weight * q * q;
    }
    const off = expected - size;
    if (Math.abs(off) <= tolerance * size) break;
    if (off < 0) low = alpha;
    else high = alpha;
    const next = alpha * exp(Math.max(-700, Math.min(700, -off / variance)));
    const inside = next > low && next < high;
    const halved = Math.sqrt(low) * Math.sqrt(high);
    const previous = alpha;
    alpha = inside ? next : halved;
    if (alpha === previous || !(high / low > 1 + 2 ** -50)) break;
  }
  return alpha;
}
