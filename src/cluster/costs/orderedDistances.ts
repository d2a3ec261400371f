/** Distances in double precision, as of a `DistanceSource`. */
interface Distances {
  readonly size: number;
  readonly fill: (objects: ArrayLike<number>, candidates: ArrayLike<number>, out: Float64Array) => void;
}

/** Objects whose distances are sorted at a time. */
const BLOCK = 32;

/**
 * Σᵢ wᵢ·d₍ᵣ₎(i) for every r: d₍ᵣ₎(i) is the r-th smallest distance of object i to the n candidates, d₍₀₎ = 0 that to itself.
 *
 * @param source The distances.
 * @param weights Weight of each object, shape [n]; +Infinity times 0 counts as 0.
 * @returns Shape [n], ascending.
 */
export function orderedDistances({ size: n, fill }: Distances, weights: Float64Array): Float64Array {
  const totals = new Float64Array(n);
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const block = new Float64Array(Math.min(BLOCK, n) * n);
  const sorted = new Float64Array(n);
  for (let start = 0; start < n; start += BLOCK) {
    const objects = all.subarray(start, Math.min(start + BLOCK, n));
    fill(objects, all, block);
    for (let o = 0; o < objects.length; o++) {
      const weight = weights[start + o];
      if (weight === 0) continue;
      for (let c = 0, at = o; c < n; c++, at += objects.length) sorted[c] = block[at];
      sorted.sort();
      for (let r = 0; r < n; r++) totals[r] += weight * sorted[r];
    }
  }
  return totals;
}

/**
 * Expected loss of k objects drawn uniformly without replacement: Σ_r p_r·Σᵢ wᵢ·d₍ᵣ₎(i).
 *
 * @param ordered Result of {@linkcode orderedDistances}, shape [n].
 * @param k How many are drawn, 1 … n.
 * @returns The expectation; 0 for k = n, +Infinity where a draw may leave an object without a finite distance.
 */
export function randomLoss(ordered: Float64Array, k: number): number {
  const n = ordered.length;
  let probability = k / n;
  let total = 0;
  for (let r = 0; r <= n - k; r++) {
    if (ordered[r] === Infinity) return Infinity;
    total += probability * ordered[r];
    probability *= (n - r - k) / (n - r - 1);
  }
  return total;
}
