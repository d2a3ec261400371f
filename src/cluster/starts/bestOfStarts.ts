import { kernels } from "../../kernels/backend.ts";
import type { Rng } from "../../random/index.ts";
import type { Steps } from "../../steps/index.ts";
import type { Costs } from "../costs/asCosts.ts";
import { boundedCosts } from "../costs/boundedCosts.ts";
import { initialMedoids, type MedoidInit } from "./initialMedoids.ts";
import { type MedoidSearch, roundingShare, type SearchOptions } from "../search/medoidSearch.ts";
import { nearestMedoids } from "../search/nearestMedoids.ts";

/** A problem and its starts; checked by the caller. */
export interface Starts {
  /** The local search. */
  readonly search: (costs: Costs, weights: Float64Array | undefined, start: ArrayLike<number>, options: SearchOptions) => MedoidSearch;
  /** The first start: medoids, or how to choose them. Where it is not random, the others are `"random"`; else all are alike. */
  readonly first: MedoidInit | Int32Array;
  /** Number of starts. */
  readonly nStarts: number;
  /** Weight of each object, shape [n]. */
  readonly weights: Float64Array;
  /** Objects that must be medoids. */
  readonly fixed: Int32Array;
  /** Most passes of each search. */
  readonly maxPasses: number;
  /** Source of randomness, of which start s uses stream s; needed where a start is random. */
  readonly rng: Rng | undefined;
}

/** The best of several searches. */
export interface BestStart {
  /** Its medoids, ascending, shape [k]. */
  readonly medoids: Int32Array;
  /** Position in `medoids` of the nearest one of each object, shape [n]. */
  readonly labels: Int32Array;
  /** Its loss. */
  readonly loss: number;
  /** Swaps, passes, convergence of the search. */
  readonly search: MedoidSearch;
  /** Loss of every search, shape [nStarts]. */
  readonly startLosses: Float64Array;
}

/**
 * Searches from several starts and keeps the least loss; of losses that differ by rounding only, the medoids that come first in
 * lexicographic order. Yields the share of the starts that is done.
 */
export function* bestOfStarts(costs: Costs, k: number, { search, first, nStarts, weights, fixed, maxPasses, rng }: Starts): Steps<BestStart> {
  const finite: Costs = { ...costs, data: kernels().medoidCosts(boundedCosts(costs, weights), costs.size, costs.size), infinite: false };
  const others = first === "lab" || first === "k-medoids++" ? first : "random";
  const rounding = roundingShare(costs.size);
  const startLosses = new Float64Array(nStarts);
  let best: BestStart | undefined;
  for (let s = 0; s < nStarts; s++) {
    const init = s === 0 ? first : others;
    const start = typeof init === "string" ? initialMedoids(init, finite, weights, k, fixed, rng?.stream(s)).sort() : init;
    const found = search(finite, weights, start, { fixed, maxPasses });
    const medoids = found.medoids.toSorted();
    const { labels, loss } = nearestMedoids(costs, medoids, weights);
    startLosses[s] = loss;
    const lead = best === undefined ? Infinity : best.search.loss - found.loss;
    if (best === undefined || lead > rounding * found.loss || (lead >= -rounding * found.loss && precedes(medoids, best.medoids))) {
      best = { medoids, labels, loss, search: found, startLosses };
    }
    yield (s + 1) / nStarts;
  }
  if (finite.data !== costs.data) kernels().freeCosts(finite.data);
  return best!;
}

/** Whether list a comes before list b in lexicographic order. */
function precedes(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] < b[i];
  return false;
}
