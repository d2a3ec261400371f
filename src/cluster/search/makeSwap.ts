import { kernels } from "../../kernels/backend.ts";
import type { Swap } from "./findSwap.ts";
import { lossOf, type SwapState } from "./swapState.ts";

/**
 * Makes a swap, and undoes it where rounding alone promised that it would lower the loss. O(m), and O(k) more for each object that
 * was near the medoid that leaves.
 *
 * @param state The state.
 * @param swap The swap.
 * @returns Whether the loss is lower.
 */
export function makeSwap(state: SwapState, { candidate, slot }: Swap): boolean {
  const loss = lossOf(state);
  const leaving = state.medoids[slot];
  kernels().replaceMedoid(state, slot, candidate);
  const isLower = lossOf(state) < loss;
  if (!isLower) kernels().replaceMedoid(state, slot, leaving);
  return isLower;
}
