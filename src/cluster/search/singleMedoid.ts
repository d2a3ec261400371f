import { leastTotal } from "./leastTotal.ts";
import { type MedoidSearch, medoidSearch } from "./medoidSearch.ts";
import { replaceMedoid } from "./replaceMedoid.ts";
import type { SwapState } from "./swapState.ts";

/** The search for one medoid: the best of all candidates. */
export function singleMedoid(state: SwapState): MedoidSearch {
  const best = leastTotal(state.data, state.size, state.weights);
  const swaps = best === state.medoids[0] ? 0 : 1;
  if (swaps === 1) replaceMedoid(state, 0, best);
  return medoidSearch(state, swaps, 1, true);
}
