import { DEAREST, LOSS, type MedoidState } from "../medoidState.ts";

/** {@linkcode Kernels.replaceMedoid} */
export function replaceMedoid(state: MedoidState, slot: number, candidate: number): void {
  const { costs, medoids, isMedoid, nearest, second, nearestCost, secondCost } = state;
  isMedoid[medoids[slot]] = 0;
  isMedoid[candidate] = 1;
  medoids[slot] = candidate;
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

/** {@linkcode Kernels.sumLosses} */
export function sumLosses({ weights, nearest, nearestCost, secondCost, removal, isFixed, results }: MedoidState): void {
  removal.fill(0);
  let loss = 0;
  for (let o = 0; o < weights.length; o++) {
    const weight = weights[o];
    const near = nearestCost[o];
    loss += weight * near;
    removal[nearest[o]] += weight * (secondCost[o] - near);
  }
  let dearest = 0;
  for (let slot = 0; slot < isFixed.length; slot++) {
    if (isFixed[slot] === 1) removal[slot] = Infinity;
    else if (removal[slot] > dearest) dearest = removal[slot];
  }
  results[LOSS] = loss;
  results[DEAREST] = dearest;
}
