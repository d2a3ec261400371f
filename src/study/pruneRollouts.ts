import { pruneBatch, type PruningMethod } from "../cluster/index.ts";
import type { Rollouts } from "../data/index.ts";
import { checkInteger, checkOptions, show } from "../numeric/check.ts";
import { createRng, type RngLike } from "../random/index.ts";
import { pruningBatches } from "./pruningBatches.ts";
import { pruningBatch, pruningInput, pruningInputNames, type PruningInputOptions } from "./pruningInput.ts";

/** Options of {@linkcode pruneRollouts}. */
export interface PruneRolloutsOptions extends PruningInputOptions {
  /** How to choose, see `pruneBatch`; `"k-medoids"` unless given. */
  readonly method?: PruningMethod;
  /** Seed or generator for methods with chance; the batch of solver s on problem p draws from its stream `"prune/s/p"`. */
  readonly rng?: RngLike;
}

/** One sample kept of a batch. */
export interface KeptSample {
  /** Its row in the rollouts. */
  readonly row: number;
  /** Samples in its batch. */
  readonly batchSize: number;
  /** Rows of the samples it stands for, itself among them, ascending. */
  readonly represents: Int32Array;
  /** Sum of their weights; their number where none were given. */
  readonly mass: number;
  /** Largest distance of one of them to it. */
  readonly radius: number;
}

/** Result of {@linkcode pruneRollouts}. */
export interface PrunedRollouts {
  /** How samples were chosen. */
  readonly method: PruningMethod;
  /** Most samples kept per batch. */
  readonly k: number;
  /** The samples kept, by row. */
  readonly kept: readonly KeptSample[];
  /** Number of batches. */
  readonly batches: number;
  /** Rows that could not be compared to others, for lack of an embedding or text: neither kept nor represented. */
  readonly incomparable: Int32Array;
}

const action = "prune rollouts";

/**
 * Keeps k samples of each solver on each problem, and says for each which others it stands for.
 *
 * Whether samples are correct plays no part. A batch of no more than k samples is kept whole.
 *
 * @param rollouts Samples with embeddings, texts or answers to tell them apart.
 * @param k Samples to keep per batch, an integer ≥ 1.
 * @param options Method, seed, distance, weights.
 * @returns The samples kept.
 * @throws {RangeError} If k or an option is out of range, or a column is missing.
 * @see docs/methods/pruning.md
 * @example
 * ```ts
 * import { fromRows, pruneRollouts } from "@divlab/core";
 *
 * const rows = ["2 + 2 = 4", "so 2 + 2 = 4", "half of 8 is 4"].map((text) => ({ problem: "p", text }));
 * const { kept } = pruneRollouts(fromRows(rows, { problem: "problem", text: "text" }), 2);
 * kept.map(({ row, represents }) => `${row} for ${represents.join(" and ")}`); // => ["0 for 0 and 1", "2 for 2"]
 * ```
 */
export function pruneRollouts(rollouts: Rollouts, k: number, options: PruneRolloutsOptions = {}): PrunedRollouts {
  checkOptions(action, options, ["method", "rng", ...pruningInputNames]);
  const { method = "k-medoids", rng, ...inputOptions } = options;
  checkInteger(action, "k", k, 1);
  const input = pruningInput(action, rollouts, inputOptions);
  const { batches, incomparable } = pruningBatches(rollouts, input.distance);
  const streams = rng === undefined ? undefined : createRng(rng).stream("prune");
  const kept: KeptSample[] = [];
  for (const { solver, problem, rows } of batches) {
    const { distances, isRanked, options: own } = pruningBatch(action, rollouts, rows, input);
    if (method === "top-reward" && !isRanked) {
      throw new RangeError(`Cannot ${action}: every sample must have a reward for method top-reward, got some of problem ${show(rollouts.problem.levels[problem])} without`);
    }
    const stream = streams?.stream(rollouts.solver.levels[solver]).stream(rollouts.problem.levels[problem]);
    const pruned = pruneBatch(distances, { ...own, k: Math.min(k, rows.length), method, ...(stream !== undefined && { rng: stream }) });
    pruned.kept.forEach((position, slot) => {
      const members = rows.filter((_, i) => pruned.clusterOf[i] === slot);
      const radius = pruned.distance.reduce((most, distance, i) => (pruned.clusterOf[i] === slot ? Math.max(most, distance) : most), 0);
      kept.push({ row: rows[position], batchSize: rows.length, represents: members.sort(), mass: pruned.mass[slot], radius });
    });
  }
  return { method, k, kept: kept.toSorted((a, b) => a.row - b.row), batches: batches.length, incomparable };
}
