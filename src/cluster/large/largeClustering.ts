import type { Rng } from "../../random/index.ts";

/** What the methods for large data need besides distances and k; checked by the caller. */
export interface LargeDataOptions {
  /** Weight of each object, shape [n]. */
  readonly weights: Float64Array;
  /** Objects that must be medoids, distinct, at most k. */
  readonly fixed: Int32Array;
  /** Source of randomness. */
  readonly rng: Rng;
  /** Most passes over the candidates in each local search. */
  readonly maxPasses: number;
}

/** What the methods for large data return. */
export interface LargeClustering {
  /** The medoids, ascending, shape [k]. */
  readonly medoids: Int32Array;
  /** Position in `medoids` of each object's nearest one, shape [n]. */
  readonly labels: Int32Array;
  /** Σ wᵢ·(distance to the nearest medoid), over all objects. */
  readonly loss: number;
  /** Swaps made, over all searches. */
  readonly swaps: number;
  /** Passes over the candidates, over all searches. */
  readonly passes: number;
  /** Whether every local search ended where no swap improves (in its sample). */
  readonly converged: boolean;
}
