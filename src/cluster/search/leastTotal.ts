import { kernels } from "../../kernels/backend.ts";
import { firstMedoid } from "./firstMedoid.ts";

/** The candidate with the least weighted sum of costs; the lowest index of equals. No state of a search over the same costs stays valid. */
export function leastTotal(data: Float64Array | Float32Array, size: number, weights: Float64Array): number {
  const state = kernels().medoidState(data, size, size, 1);
  state.weights.set(weights);
  return firstMedoid(state);
}
