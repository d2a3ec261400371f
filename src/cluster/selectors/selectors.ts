import type { PruningMethod } from "../pruning/prunedBatch.ts";
import { selectFarthestFirst } from "./selectFarthestFirst.ts";
import { selectGreedyMap } from "./selectGreedyMap.ts";
import { selectKDpp } from "./selectKDpp.ts";
import { selectKMedoids } from "./selectKMedoids.ts";
import type { Selector } from "./selector.ts";
import { selectRandom } from "./selectRandom.ts";
import { selectTopReward } from "./selectTopReward.ts";

/** One selector for each method. */
export const selectors: Readonly<Record<PruningMethod, Selector>> = {
  "k-medoids": selectKMedoids,
  "greedy-map": selectGreedyMap,
  "k-dpp": selectKDpp,
  "farthest-first": selectFarthestFirst,
  "top-reward": selectTopReward,
  random: selectRandom,
};
