import type { SwapState } from "./swapState.ts";

/**
 * {@linkcode bestSlot} for medoids that are dear to lose beside what the others leave: no large numbers are added and taken off again,
 * in whose rounding the change of a small loss would disappear. O(n + k) too, but visits every object.
 *
 * @param state The state; its `change` becomes the change of the loss by that swap.
 * @param candidate An object that is no medoid.
 * @returns The slot; the first of equals.
 */
export function exactSlot(state: SwapState, candidate: number): number {
  const { size, data, weights, nearest, nearestCost, secondCost, changes, isFixed } = state;
  const from = candidate * size;
  changes.fill(0);
  let shared = 0;
  for (let o = 0; o < size; o++) {
    const cost = data[from + o];
    const kept = Math.min(cost, nearestCost[o]);
    shared += weights[o] * (kept - nearestCost[o]);
    changes[nearest[o]] += weights[o] * (Math.min(cost, secondCost[o]) - kept);
  }
  let best = -1;
  for (let slot = 0; slot < changes.length; slot++) if (isFixed[slot] === 0 && (best < 0 || changes[slot] < changes[best])) best = slot;
  state.change = changes[best] + shared;
  return best;
}
