import { kernels } from "../../kernels/backend.ts";
import { runSteps } from "../../steps/index.ts";
import { bestOfStarts } from "../starts/bestOfStarts.ts";
import { boundedCosts } from "../costs/boundedCosts.ts";
import { buildMedoids } from "../starts/buildMedoids.ts";
import { fasterPam } from "../search/fasterPam.ts";
import type { Selector } from "./selector.ts";

/**
 * The samples with the least weighted sum of distances of all samples to the nearest of them, as `kMedoids` finds them. Its start by
 * BUILD for fewer medoids is a part of that for more: it is made once.
 */
export const selectKMedoids: Selector = ({ costs: given, weights, mustKeep, nStarts }, kMax) => {
  const costs = { ...given, data: kernels().medoidCosts(given.data, given.size, given.size) };
  const built = buildMedoids({ ...costs, data: boundedCosts(costs, weights), infinite: false }, weights, kMax, mustKeep);
  return (k, rng) => {
    const first = built.slice(0, k).sort();
    const starts = { search: fasterPam, first, nStarts, weights, fixed: mustKeep, maxPasses: Infinity, rng: rng.stream("k-medoids") };
    const { medoids, search } = runSteps(bestOfStarts(costs, k, starts));
    return { kept: medoids, filled: 0, converged: search.converged };
  };
};
