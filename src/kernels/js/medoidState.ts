import type { MedoidState } from "../medoidState.ts";

/** {@linkcode Kernels.medoidCosts} */
export function medoidCosts(candidates: number, objects: number, isSingle: boolean): Float64Array | Float32Array {
  return isSingle ? new Float32Array(candidates * objects) : new Float64Array(candidates * objects);
}

/** {@linkcode Kernels.placedCosts} */
export function placedCosts(costs: Float64Array | Float32Array): Float64Array | Float32Array {
  return costs;
}

/** {@linkcode Kernels.freeCosts} */
export function freeCosts(): void {}

/** {@linkcode Kernels.medoidState} */
export function medoidState(costs: Float64Array | Float32Array, candidates: number, objects: number, k: number): MedoidState {
  return {
    costs,
    candidates,
    size: objects,
    weights: new Float64Array(objects),
    nearestCost: new Float64Array(objects),
    secondCost: new Float64Array(objects),
    nearest: new Int32Array(objects),
    second: new Int32Array(objects),
    medoids: new Int32Array(k),
    isMedoid: new Uint8Array(candidates),
    isFixed: new Uint8Array(k),
    removal: new Float64Array(k),
    changes: new Float64Array(k),
    gains: new Float64Array(candidates),
    known: new Int32Array(candidates),
    closer: new Int32Array(objects),
    row: new Float64Array(costs instanceof Float64Array ? 0 : objects),
    results: new Float64Array(4),
  };
}
