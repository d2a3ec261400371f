import { boundedCosts } from "../costs/boundedCosts.ts";
import { farthestOrder } from "../farthestFirst.ts";
import { leastTotal } from "../search/leastTotal.ts";
import { prefixes, type Selector } from "./selector.ts";

/** Farthest-first traversal from what must be kept, or from the weighted medoid of the batch. */
export const selectFarthestFirst: Selector = ({ costs, weights, mustKeep }, kMax) => {
  const start = mustKeep.length > 0 ? mustKeep : Int32Array.of(leastTotal(boundedCosts(costs, weights), costs.size, weights));
  return prefixes(farthestOrder(costs, start, kMax).order, costs.size);
};
