import { kernels } from "../../kernels/backend.ts";
import type { MedoidState } from "../../kernels/medoidState.ts";

/** The candidate with the least weighted sum of costs, be it a medoid or not; the lowest index of equals. Uses up the state's nearest costs and gains. */
export function firstMedoid(state: MedoidState): number {
  state.nearestCost.fill(0);
  state.gains.fill(Infinity);
  state.known.fill(-1);
  return kernels().bestGain(state, 0);
}
