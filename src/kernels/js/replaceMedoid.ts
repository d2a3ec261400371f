import type { MedoidState } from "../medoidState.ts";
import { sumLosses } from "../sumLosses.ts";

/** {@linkcode Kernels.replaceMedoid} */
export function replaceMedoid(state: MedoidState, slot: number, candidate: number): void {
  takeSlot(state, slot, candidate);
  const { costs, nearest, second, nearestCost, secondCost } = state;
  const size = nearest.length;
  const from = candidate * size;
  for (let o = 0; o < size; o++) {
    const cost = costs[from + o];
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

/** Notes the medoid of a slot. */
export function takeSlot({ medoids, isMedoid }: MedoidState, slot: number, candidate: number): void {
  isMedoid[medoids[slot]] = 0;
  isMedoid[candidate] = 1;
  medoids[slot] = candidate;
}

/** The second-nearest medoid of an object whose nearest one is known. */
function findSecond({ costs, medoids, nearest, second, secondCost }: MedoidState, object: number): void {
  const size = nearest.length;
  const near = nearest[object];
  let least = Infinity;
  let found = -1;
  for (let slot = 0; slot < medoids.length; slot++) {
    if (slot === near) continue;
    const cost = costs[medoids[slot] * size + object];
    if (cost < least) {
      least = cost;
      found = slot;
    }
  }
  second[object] = found;
  secondCost[object] = least;
}
