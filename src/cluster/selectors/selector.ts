import type { Rng } from "../../random/index.ts";
import type { Costs } from "../costs/asCosts.ts";

/** One batch as every selector sees it: checked, and with what several selectors need computed once. */
export interface SelectorBatch {
  /** Distances of all pairs, answers mixed in. */
  readonly costs: Costs;
  /** Weight of each sample, ≥ 0, shape [n]. */
  readonly weights: Float64Array;
  /** ln of the weights up to a constant, the largest 0; −∞ for a weight of 0; shape [n]. */
  readonly logWeights: Float64Array;
  /** Samples that must be kept, ascending. */
  readonly mustKeep: Int32Array;
  /** All samples, the best first; empty where nothing tells which is better. */
  readonly ranking: Int32Array;
  /** How many starts k-medoids takes. */
  readonly nStarts: number;
  /** S = 1 − d, checked to be positive semidefinite; computed at the first call; shape [n, n]. */
  readonly similarities: () => Float64Array;
}

/** What a selector chose. */
export interface Selection {
  /** The samples kept, in any order, shape [k]. */
  readonly kept: Int32Array;
  /** How many of them lie beyond what the method's own rule can tell apart, and were chosen by its filling rule. */
  readonly filled: number;
  /** Whether the method came to its end. */
  readonly converged: boolean;
}

/**
 * One way to choose samples. Prepares a batch once, for sizes up to `kMax`, and then chooses any number k of samples, with any generator:
 * at least as many as must be kept, those among them. The choice depends on k and the generator's seed alone, not on `kMax` or on what
 * was chosen before.
 */
export type Selector = (batch: SelectorBatch, kMax: number) => (k: number, rng: Rng) => Selection;

/** The choice function of a method whose choices are nested: the first k of one order, of which the method itself set `own`. */
export function prefixes(order: Int32Array, own: number): (k: number) => Selection {
  return (k) => ({ kept: order.slice(0, k), filled: Math.max(0, k - own), converged: true });
}
