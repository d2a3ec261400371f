import { jsKernels } from "../js/index.ts";
import { takeSlot } from "../js/replaceMedoid.ts";
import type { MedoidState } from "../medoidState.ts";
import { noteLosses } from "../sumLosses.ts";
import { placeOf } from "./medoidState.ts";

/** {@linkcode Kernels.findSwap} */
export function findSwap(state: MedoidState, from: number, count: number, below: number): number {
  const place = placeOf(state);
  return place === undefined ? jsKernels.findSwap(state, from, count, below) : place.exports.findSwap(place.at, from, count, below);
}

/** {@linkcode Kernels.replaceMedoid} */
export function replaceMedoid(state: MedoidState, slot: number, candidate: number): void {
  const place = placeOf(state);
  if (place === undefined) {
    jsKernels.replaceMedoid(state, slot, candidate);
    return;
  }
  takeSlot(state, slot, candidate);
  state.removal.fill(0);
  noteLosses(state, place.exports.replaceMedoid(place.at, slot, candidate));
}

/** {@linkcode Kernels.bestGain} */
export function bestGain(state: MedoidState, count: number): number {
  const place = placeOf(state);
  return place === undefined ? jsKernels.bestGain(state, count) : place.exports.bestGain(place.at, count);
}
