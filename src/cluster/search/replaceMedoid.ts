import { sumLosses, type SwapState } from "./swapState.ts";

/**
 * Puts another object into a slot. O(n), and O(k) more for each object that was near the medoid that leaves.
 *
 * @param state The state.
 * @param slot The slot.
 * @param medoid An object that is no medoid yet.
 */
export function replaceMedoid(state: SwapState, slot: number, medoid: number): void {
  const { size, data, medoids, isMedoid, nearest, second, nearestCost, secondCost } = state;
  isMedoid[medoids[slot]] = 0;
  isMedoid[medoid] = 1;
  medoids[slot] = medoid;
  const from = medoid * size;
  for (let o = 0; o < size; o++) {
    const cost = data[from + o];
    if (nearest[o] === slot) {
      if (cost <= secondCost[o]) {
        nearestCost[o] = cost;
      } else {
        nearest[o] = second[o];
        nearestCost[o] = secondCost[o];
        findSecond(state, o);
      }
    } else if (cost < nearestCost[o]) {
      second[o] = nearest[o];
      secondCost[o] = nearestCost[o];
      nearest[o] = slot;
      nearestCost[o] = cost;
    } else if (cost <= secondCost[o]) {
      second[o] = slot;
      secondCost[o] = cost;
    } else if (second[o] === slot) {
      findSecond(state, o);
    }
  }
  sumLosses(state);
}

/** The second-nearest medoid of an object whose nearest one is known. */
function findSecond({ size, data, medoids, nearest, second, secondCost }: SwapState, object: number): void {
  const near = nearest[object];
  let least = Infinity;
  let found = -1;
  for (let slot = 0; slot < medoids.length; slot++) {
    if (slot === near) continue;
    const cost = data[medoids[slot] * size + object];
    if (cost < least) {
      least = cost;
      found = slot;
    }
  }
  second[object] = found;
  secondCost[object] = least;
}
