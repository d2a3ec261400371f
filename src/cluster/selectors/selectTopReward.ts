import { prefixes, type Selector } from "./selector.ts";

/** The best samples: what must be kept, then the others by rank. */
export const selectTopReward: Selector = ({ costs, mustKeep, ranking }) => {
  const forced = new Uint8Array(costs.size);
  for (const i of mustKeep) forced[i] = 1;
  const order = new Int32Array(costs.size);
  order.set(mustKeep);
  order.set(
    ranking.filter((i) => forced[i] === 0),
    mustKeep.length,
  );
  return prefixes(order, costs.size);
};
