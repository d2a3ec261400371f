import { kernels } from "../../kernels/backend.ts";
import { firstMedoid } from "./firstMedoid.ts";
import { type MedoidSearch, medoidSearch } from "./medoidSearch.ts";
import type { SwapState } from "./swapState.ts";

/** The search for one medoid: the best of all candidates. */
export function singleMedoid(state: SwapState): MedoidSearch {
  const best = firstMedoid(state);
  const swaps = best === state.medoids[0] ? 0 : 1;
  if (swaps === 1) kernels().replaceMedoid(state, 0, best);
  return medoidSearch(state, swaps, 1, true);
}
