import { nearestMedoids } from "../search/nearestMedoids.ts";
import type { Selection, SelectorBatch } from "../selectors/selector.ts";

/** How samples are chosen; see {@linkcode pruneBatch}. */
export type PruningMethod = "k-medoids" | "greedy-map" | "k-dpp" | "farthest-first" | "top-reward" | "random";

/** Result of {@linkcode pruneBatch}. */
export interface PrunedBatch {
  /** How the samples were chosen. */
  readonly method: PruningMethod;
  /** The samples kept, ascending, shape [k]. */
  readonly kept: Int32Array;
  /** Where in `kept` the representative of each sample stands: the nearest kept sample, of several the lowest index; shape [n]. */
  readonly clusterOf: Int32Array;
  /** Distance of each sample to its representative, shape [n]. */
  readonly distance: Float64Array;
  /** How many samples each kept one represents, itself included; shape [k]. */
  readonly size: Int32Array;
  /** Sum of the weights of those samples: the weight of its representative in a vote; shape [k]. */
  readonly mass: Float64Array;
  /** Σᵢ wᵢ·(distance of i to its representative). */
  readonly loss: number;
  /** Exact expectation of that loss when the k are chosen uniformly at random among all choices with what must be kept. */
  readonly expectedRandomLoss: number;
  /**
   * 1 − loss/expectedRandomLoss: 1 for no loss at all (or a finite one where that of chance is infinite), 0 for chance, negative below it;
   * NaN where chance loses nothing either, or both losses are infinite.
   */
  readonly skill: number;
  /** Largest distance of any sample to its representative. */
  readonly radius: number;
  /**
   * How many of the kept samples lie beyond the rank of the kernel of a method by determinants (copies of others, weights of 0) and were
   * chosen by its filling rule; 0 for all other methods.
   */
  readonly filled: number;
  /** False if k-medoids was stopped before no single swap helped; true for all other methods. */
  readonly converged: boolean;
}

/** The record of a choice: who stands for whom, and what is lost. */
export function prunedBatch(method: PruningMethod, { costs, weights }: SelectorBatch, selection: Selection, expectedRandomLoss: number): PrunedBatch {
  const kept = selection.kept.toSorted();
  const { labels: clusterOf, nearest: distance, loss } = nearestMedoids(costs, kept, weights);
  const size = new Int32Array(kept.length);
  const mass = new Float64Array(kept.length);
  let radius = 0;
  for (let i = 0; i < clusterOf.length; i++) {
    size[clusterOf[i]]++;
    mass[clusterOf[i]] += weights[i];
    radius = Math.max(radius, distance[i]);
  }
  const skill = expectedRandomLoss > 0 ? 1 - loss / expectedRandomLoss : NaN;
  const { filled, converged } = selection;
  return { method, kept, clusterOf, distance, size, mass, loss, expectedRandomLoss, skill, radius, filled, converged };
}
