import { checkChoice, checkInteger } from "../../numeric/check.ts";
import { createRng, type Rng, type RngLike } from "../../random/index.ts";
import { asCosts, type Distances } from "../costs/asCosts.ts";
import { distinctIndices } from "../costs/distinctIndices.ts";
import { mixAnswers } from "./mixAnswers.ts";
import type { PruningMethod } from "./prunedBatch.ts";
import { sampleWeights, type SampleWeightOptions } from "./sampleWeights.ts";
import type { SelectorBatch } from "../selectors/selector.ts";
import { selectors } from "../selectors/selectors.ts";
import { similaritiesOf } from "./similaritiesOf.ts";

/** What is known of a batch beside its distances. */
export interface BatchOptions extends SampleWeightOptions {
  /** Samples to keep in any case, distinct indices; none unless given. */
  readonly mustKeep?: ArrayLike<number>;
  /** Answer of each sample, null or undefined where it has none: those agree with one another only. Given with `answerWeight`; shape [n]. */
  readonly answers?: readonly (string | null | undefined)[];
  /** λ, 0 … 1, given with `answers`: the distance d becomes (1 − λ)·d + λ where the answers differ, (1 − λ)·d where they agree. */
  readonly answerWeight?: number;
  /** Starts of k-medoids: the greedy one (BUILD) and `nStarts` − 1 at random, of which the best result is taken; 1 unless given. */
  readonly nStarts?: number;
  /**
   * Seed or generator; `"k-dpp"`, `"random"` and `nStarts` > 1 need one. Its streams are named, so the same seed or generator
   * chooses the same again: give each batch a stream of its own.
   */
  readonly rng?: RngLike;
}

/** Names of those options. */
export const batchOptionNames: readonly (keyof BatchOptions)[] = [
  "weights",
  "reward",
  "logProb",
  "rewardTemperature",
  "logProbTemperature",
  "mustKeep",
  "answers",
  "answerWeight",
  "nStarts",
  "rng",
];

/** A batch, checked, as the selectors take it. */
export function prepareBatch(action: string, distances: Distances, options: BatchOptions): SelectorBatch {
  const { mustKeep = [], answers, answerWeight, nStarts = 1 } = options;
  const costs = mixAnswers(action, asCosts(action, distances, true), answers, answerWeight);
  checkInteger(action, "nStarts", nStarts, 1);
  let shared: Float64Array | undefined;
  return {
    costs,
    ...sampleWeights(action, costs.size, options),
    mustKeep: distinctIndices(action, "mustKeep", mustKeep, costs.size),
    nStarts,
    similarities: () => (shared ??= similaritiesOf(action, costs)),
  };
}

/** Fails unless the methods have what they need of a batch; returns the generator, one that is never asked where none is needed. */
export function checkMethods(action: string, methods: readonly PruningMethod[], { ranking, nStarts }: SelectorBatch, rng: RngLike | undefined): Rng {
  for (const method of methods) {
    checkChoice(action, "method", method, Object.keys(selectors));
    if (method === "top-reward" && ranking.length === 0) throw new TypeError(`Cannot ${action}: method "top-reward" needs reward, logProb or weights`);
    if (rng === undefined && (method === "random" || method === "k-dpp" || (method === "k-medoids" && nStarts > 1))) {
      throw new TypeError(`Cannot ${action}: ${method === "k-medoids" ? "nStarts above 1" : `method "${method}"`} needs option rng, a seed or a generator`);
    }
  }
  return createRng(rng ?? 0);
}

/** Fails unless k samples can be kept with those that must be among them. */
export function checkKept(action: string, name: string, k: unknown, { costs, mustKeep }: SelectorBatch): void {
  checkInteger(action, name, k, 1, costs.size);
  if ((k as number) < mustKeep.length) {
    throw new RangeError(`Cannot ${action}: ${name} must be at least the number of samples in mustKeep, ${mustKeep.length}, got ${String(k)}`);
  }
}
