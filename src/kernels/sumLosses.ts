import { DEAREST, LOSS, type MedoidState } from "./medoidState.ts";

/** Sums up a state: the loss, the removals and the dearest of them, plain sums in order as in {@linkcode Kernels.replaceMedoid}. */
export function sumLosses(state: MedoidState): void {
  const { weights, nearest, nearestCost, secondCost, removal } = state;
  removal.fill(0);
  let loss = 0;
  for (let o = 0; o < weights.length; o++) {
    const weight = weights[o];
    const near = nearestCost[o];
    loss += weight * near;
    removal[nearest[o]] += weight * (secondCost[o] - near);
  }
  noteLosses(state, loss);
}

/** Notes the loss and the dearest removal; that of fixed slots becomes Infinity. */
export function noteLosses({ removal, isFixed, results }: MedoidState, loss: number): void {
  let dearest = 0;
  for (let slot = 0; slot < isFixed.length; slot++) {
    if (isFixed[slot] === 1) removal[slot] = Infinity;
    else if (removal[slot] > dearest) dearest = removal[slot];
  }
  results[LOSS] = loss;
  results[DEAREST] = dearest;
}
