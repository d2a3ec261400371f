import { jsKernels } from "../js/index.ts";
import type { MedoidState } from "../medoidState.ts";
import { placeOf } from "./medoidState.ts";

/** {@linkcode Kernels.findSwap} */
export function findSwap(state: MedoidState, from: number, count: number, below: number): number {
  const place = placeOf(state);
  return place === undefined ? jsKernels.findSwap(state, from, count, below) : place.exports.findSwap(place.at, from, count, below);
}

/** {@linkcode Kernels.replaceMedoid} */
export function replaceMedoid(state: MedoidState, slot: number, candidate: number): void {
  const place = placeOf(state);
  if (place === undefined) jsKernels.replaceMedoid(state, slot, candidate);
  else place.exports.replaceMedoid(place.at, slot, candidate);
}

/** {@linkcode Kernels.sumLosses} */
export function sumLosses(state: MedoidState): void {
  const place = placeOf(state);
  if (place === undefined) jsKernels.sumLosses(state);
  else place.exports.sumLosses(place.at);
}

/** {@linkcode Kernels.gains} */
export function gains(state: MedoidState, isFirst: boolean): void {
  const place = placeOf(state);
  if (place === undefined) jsKernels.gains(state, isFirst);
  else place.exports.gains(place.at, isFirst ? 1 : 0);
}

/** {@linkcode Kernels.bestGain} */
export function bestGain(state: MedoidState, count: number): number {
  const place = placeOf(state);
  return place === undefined ? jsKernels.bestGain(state, count) : place.exports.bestGain(place.at, count);
}
