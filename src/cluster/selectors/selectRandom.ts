import { shuffledIndices } from "../../random/index.ts";
import type { Selector } from "./selector.ts";

/** Uniformly at random: what must be kept, then the others in one random order, the same for every k. */
export const selectRandom: Selector = ({ costs, mustKeep }) => {
  const isForced = new Uint8Array(costs.size);
  for (const i of mustKeep) isForced[i] = 1;
  return (k, rng) => {
    const kept = new Int32Array(k);
    kept.set(mustKeep);
    let count = mustKeep.length;
    for (const i of shuffledIndices(costs.size, rng.stream("random"))) if (count < k && isForced[i] === 0) kept[count++] = i;
    return { kept, filled: 0, converged: true };
  };
};
