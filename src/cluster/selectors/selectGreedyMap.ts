import { greedyOrder } from "./greedyOrder.ts";
import { prefixes, type Selector } from "./selector.ts";

/** Greedy search for the samples of largest determinant: what must be kept, then one after the other. */
export const selectGreedyMap: Selector = (batch, kMax) => {
  const { order, own } = greedyOrder(batch, batch.mustKeep, kMax);
  return prefixes(order, own);
};
