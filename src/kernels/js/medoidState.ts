import type { MedoidState } from "../medoidState.ts";

/** {@linkcode Kernels.medoidCosts} */
export function medoidCosts(given: Float64Array | Float32Array | "single" | "double", candidates: number, objects: number): Float64Array | Float32Array {
  if (typeof given !== "string") return given;
  return given === "single" ? new Float32Array(candidates * objects) : new Float64Array(candidates * objects);
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

/** Costs of a candidate in double precision: where they are, or a copy. */
export function costsOf({ costs, size, row }: MedoidState, candidate: number): { readonly row: Float64Array; readonly from: number } {
  const from = candidate * size;
  if (costs instanceof Float64Array) return { row: costs, from };
  row.set(costs.subarray(from, from + size));
  return { row, from: 0 };
}
