/**
 * The loss Σ wᵢ·costᵢ, with compensated summation. Objects of weight 0 count nothing, be their cost infinite.
 *
 * @param costs Cost of each object's medoid, ≥ 0, shape [n].
 * @param weights Weight of each object, ≥ 0, shape [n].
 * @returns The sum; Infinity if an object of positive weight has no medoid within reach.
 */
export function weightedLoss(costs: ArrayLike<number>, weights: ArrayLike<number>): number {
  let total = 0;
  let lost = 0;
  for (let o = 0; o < costs.length; o++) {
    if (weights[o] === 0) continue;
    const term = weights[o] * costs[o];
    if (term === Infinity) return Infinity;
    const next = total + term;
    lost += total >= term ? total - next + term : term - next + total;
    total = next;
  }
  return total + lost;
}
