import { checkArray, checkOptions } from "../numeric/check.ts";
import type { Distances } from "./costs/asCosts.ts";
import { chanceLoss } from "./costs/chanceLoss.ts";
import { batchOptionNames, type BatchOptions, checkKept, checkMethods, prepareBatch } from "./pruning/prepareBatch.ts";
import { prunedBatch, type PrunedBatch, type PruningMethod } from "./pruning/prunedBatch.ts";
import { selectors } from "./selectors/selectors.ts";

/** Options of {@linkcode pruneCurve}. */
export interface PruneCurveOptions extends BatchOptions {
  /** The methods, as {@linkcode pruneBatch} has them; `["k-medoids"]` unless given. */
  readonly methods?: readonly PruningMethod[];
}

/** Result of {@linkcode pruneCurve}. */
export interface PruneCurve {
  /** The methods, in the order asked for. */
  readonly methods: readonly PruningMethod[];
  /** The numbers of samples kept, in the order asked for, shape [ks]. */
  readonly ks: Int32Array;
  /** What each method (first index) keeps at each k (second index). */
  readonly pruned: readonly (readonly PrunedBatch[])[];
}

const action = "prune a batch to several sizes";

/**
 * {@linkcode pruneBatch} to several sizes by several methods: the same choices, with all that they share computed once.
 *
 * Shared are the checked distances, the expectations under random pruning, S and its decomposition. The choices of `"greedy-map"`,
 * `"farthest-first"`, `"top-reward"` and `"random"` are nested: each k keeps what a smaller one keeps. Those of `"k-medoids"` start
 * from nested ones; those of `"k-dpp"` are independent draws.
 *
 * @param distances Distances of the n samples, as `pruneBatch` takes them.
 * @param ks Numbers of samples to keep, each 1 … n and at least the number of `mustKeep`; in any order.
 * @param options Methods and what is known of the samples.
 * @returns The kept samples of each method at each k.
 * @throws As {@linkcode pruneBatch}.
 * @example
 * ```ts
 * import { pruneCurve } from "@divlab/core/cluster";
 *
 * const embeddings = [[1, 0], [0.9, 0.1], [0, 1], [0.1, 0.9], [1, 1]];
 * const { pruned } = pruneCurve({ embeddings }, [1, 2, 3], { methods: ["k-medoids", "farthest-first"] });
 * pruned[0].map(({ kept }) => [...kept]); // => [[4], [0, 3], [0, 2, 4]]
 * pruned[1].map(({ kept }) => [...kept]); // => [[4], [0, 4], [0, 2, 4]]
 * ```
 */
export function pruneCurve(distances: Distances, ks: ArrayLike<number>, options: PruneCurveOptions = {}): PruneCurve {
  checkOptions(action, options, ["methods", ...batchOptionNames]);
  const { methods = ["k-medoids"] } = options;
  checkArray(action, "methods", methods, 1);
  const batch = prepareBatch(action, distances, options);
  const rng = checkMethods(action, methods, batch, options.rng);
  checkArray(action, "ks", ks, 1);
  let kMax = 1;
  for (let i = 0; i < ks.length; i++) {
    checkKept(action, `ks[${i}]`, ks[i], batch);
    kMax = Math.max(kMax, ks[i]);
  }
  const expected = Array.from(ks, chanceLoss(batch.costs, batch.weights, batch.mustKeep));
  const pruned = methods.map((method) => {
    const choose = selectors[method](batch, kMax);
    return Array.from(ks, (k, i) => prunedBatch(method, batch, choose(k, rng), expected[i]));
  });
  return { methods: [...methods], ks: Int32Array.from(ks), pruned };
}
