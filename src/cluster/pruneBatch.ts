import { checkFinite, checkOptions } from "../numeric/check.ts";
import type { Distances } from "./costs/asCosts.ts";
import { chanceLoss } from "./costs/chanceLoss.ts";
import { batchOptionNames, type BatchOptions, checkKept, checkMethods, prepareBatch } from "./pruning/prepareBatch.ts";
import { prunedBatch, type PrunedBatch, type PruningMethod } from "./pruning/prunedBatch.ts";
import type { Selector, SelectorBatch } from "./selectors/selector.ts";
import { selectors } from "./selectors/selectors.ts";

/** Options of {@linkcode pruneBatch}; one of `k`, `keepFraction`, `maxRadius` and `minSkill` must be given. */
export interface PruneBatchOptions extends BatchOptions {
  /** How many samples to keep, 1 … n. */
  readonly k?: number;
  /** The share of samples to keep, above 0 and at most 1; rounded up. */
  readonly keepFraction?: number;
  /** Keep the fewest that leave no sample further than this from its representative, ≥ 0. */
  readonly maxRadius?: number;
  /** Keep the fewest with at least this skill, at most 1: with a loss of at most (1 − minSkill) times the expected one of chance. */
  readonly minSkill?: number;
  /**
   * How to choose; `"k-medoids"` unless given.
   *
   * - `"k-medoids"`: the samples with the least weighted sum of distances of all samples to the nearest of them (FasterPAM);
   * - `"greedy-map"`: step by step the sample that raises det L most, L = diag(√w) S diag(√w), S = 1 − d;
   * - `"k-dpp"`: at random with probability ∝ det L of the chosen;
   * - `"farthest-first"`: each the farthest from those chosen before;
   * - `"top-reward"`: the best by reward, then by log-probability, then by weight;
   * - `"random"`: uniformly at random.
   */
  readonly method?: PruningMethod;
}

const action = "prune a batch";

/**
 * Which samples of a batch to keep: k of n, and for each of the others the one that stands for it.
 *
 * Every sample is represented by the nearest kept one; the loss is Σᵢ wᵢ·d(i, representative of i). It is put beside the exact
 * expectation under uniformly random pruning to the same k (and the same `mustKeep`): skill = 1 − loss/expectation, for any method.
 * Weights w: those given, or n·softmax(reward/T_r + logProb/T_l), or 1 each. A kept sample that votes with the `mass` of its cluster
 * (its weights added up) or with its `size` votes for those it stands for; one vote each would be another vote.
 *
 * The methods by determinants, `"greedy-map"` and `"k-dpp"`, take L = diag(√w) S diag(√w), S = 1 − d, which must be positive
 * semidefinite (it is for cosine and Jaccard distances, and for those mixed with answers). Where L runs out of rank, as with many equal
 * texts, the k-DPP goes on greedily and the greedy search farthest first; `filled` counts those samples.
 *
 * `maxRadius` and `minSkill` try k = 1, 2, … (from the number of `mustKeep`) until the goal is reached, at k = n at last.
 *
 * @param distances Distances of the n samples: a matrix, condensed distances (`pairwiseDistances`, `textDistances`), a function, or embeddings.
 * @param options How many to keep, how to choose, and what is known of the samples.
 * @returns The kept samples, whom each one represents, and what is lost.
 * @throws {RangeError} If distances, weights, rewards, temperatures, k or `mustKeep` are out of range, or lists differ in length.
 * @throws {TypeError} If something is of the wrong kind, no or several goals are given, or the method lacks its rewards or its `rng`.
 * @throws {NumericalError} `not-positive-definite` if a method by determinants meets distances for which S is not positive semidefinite.
 * @see Schubert & Rousseeuw 2021, Information Systems 101, for k-medoids; Chen, Zhang & Zhou 2018, Fast Greedy MAP Inference; Kulesza &
 * Taskar 2011, k-DPPs; Gonzalez 1985 for farthest-first; docs/methods/pruning.md for the choices made here.
 * @example
 * ```ts
 * import { pruneBatch } from "@divlab/core/cluster";
 * import { textDistances } from "@divlab/core/text";
 *
 * const texts = ["4 * 6 = 24", "4 * 6 = 24", "6 * 4 = 24", "3 * 8 = 24", "8 * 3 = 24"];
 * const pruned = pruneBatch(textDistances(texts), { k: 2 });
 * pruned.kept; // => Int32Array [0, 3]
 * pruned.clusterOf; // => Int32Array [0, 0, 0, 1, 1]
 * pruned.mass; // => Float64Array [3, 2]
 * pruned.skill; // => 0.3333333333
 * ```
 */
export function pruneBatch(distances: Distances, options: PruneBatchOptions): PrunedBatch {
  checkOptions(action, options, ["k", "keepFraction", "maxRadius", "minSkill", "method", ...batchOptionNames]);
  const { method = "k-medoids" } = options;
  const batch = prepareBatch(action, distances, options);
  const rng = checkMethods(action, [method], batch, options.rng);
  const chance = chanceLoss(batch.costs, batch.weights, batch.mustKeep);
  const select = selectors[method];
  const goal = goalOf(options, batch);
  const record = (choose: ReturnType<Selector>, k: number): PrunedBatch => prunedBatch(method, batch, choose(k, rng), chance(k));
  if (typeof goal === "number") return record(select(batch, goal), goal);
  const n = batch.costs.size;
  let k = Math.max(1, batch.mustKeep.length);
  // Methods that choose one after the other prepare the first part of their order, then four times as much.
  for (let limit = Math.min(n, 4 * k + 12); ; limit = Math.min(n, 4 * limit)) {
    const choose = select(batch, limit);
    for (; k <= limit; k++) {
      const pruned = record(choose, k);
      if (k === n || goal(pruned)) return pruned;
    }
  }
}

/** The number to keep, or the test that the smallest number has to pass. */
function goalOf(options: PruneBatchOptions, batch: SelectorBatch): number | ((result: PrunedBatch) => boolean) {
  const { k, keepFraction, maxRadius, minSkill } = options;
  const given = Object.entries({ k, keepFraction, maxRadius, minSkill }).filter(([, value]) => value !== undefined);
  if (given.length !== 1) {
    throw new TypeError(`Cannot ${action}: one of k, keepFraction, maxRadius and minSkill must be given, got ${given.map(([name]) => name).join(" and ") || "none"}`);
  }
  if (k !== undefined) {
    checkKept(action, "k", k, batch);
    return k;
  }
  if (keepFraction !== undefined) {
    checkFinite(action, "keepFraction", keepFraction);
    if (!(keepFraction > 0 && keepFraction <= 1)) throw new RangeError(`Cannot ${action}: keepFraction must be above 0 and at most 1, got ${keepFraction}`);
    // 0.07·100 is 7 and keeps 7, though the product rounds to more.
    return Math.max(1, batch.mustKeep.length, Math.ceil(keepFraction * batch.costs.size * (1 - 4 * Number.EPSILON)));
  }
  if (maxRadius !== undefined) {
    checkFinite(action, "maxRadius", maxRadius);
    if (maxRadius < 0) throw new RangeError(`Cannot ${action}: maxRadius must be ≥ 0, got ${maxRadius}`);
    return ({ radius }) => radius <= maxRadius;
  }
  const skill = minSkill as number;
  checkFinite(action, "minSkill", skill);
  if (skill > 1) throw new RangeError(`Cannot ${action}: minSkill must be at most 1, got ${skill}`);
  // Where nothing but mustKeep is kept both are one sum, added up in two ways. Chance may be infinite: no finite loss is too much then.
  return ({ loss, expectedRandomLoss }) => loss < Infinity && (expectedRandomLoss === Infinity || loss <= (1 - skill) * expectedRandomLoss * (1 + 1e-12));
}
