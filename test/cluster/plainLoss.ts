/** Σ wᵢ · min over the medoids of cost[i][m], as the definition has it. */
export function plainLoss(cost: readonly (readonly number[])[], medoids: ArrayLike<number>, weights?: readonly number[]): number {
  let loss = 0;
  for (let i = 0; i < cost.length; i++) {
    const weight = weights?.[i] ?? 1;
    if (weight > 0) loss += weight * Math.min(...Array.from(medoids, (m) => cost[i][m]));
  }
  return loss;
}

/** The least change of the loss that exchanging one medoid for one other object makes, by trying all; Infinity where there is none. */
export function bestPlainSwap(cost: readonly (readonly number[])[], medoids: ArrayLike<number>, weights?: readonly number[]): number {
  const own = plainLoss(cost, medoids, weights);
  let best = Infinity;
  for (let slot = 0; slot < medoids.length; slot++) {
    for (let candidate = 0; candidate < cost.length; candidate++) {
      if (Array.prototype.includes.call(medoids, candidate)) continue;
      const swapped = Array.from(medoids);
      swapped[slot] = candidate;
      best = Math.min(best, plainLoss(cost, swapped, weights) - own);
    }
  }
  return best;
}
