import { lossOf, type SwapState } from "./swapState.ts";

/** Options of the local searches. */
export interface SearchOptions {
  /** Objects among the medoids that are never swapped out; none by default. */
  readonly fixed?: ArrayLike<number>;
  /** Passes over all candidates after which the search stops; no limit by default. */
  readonly maxPasses?: number;
}

/** Where a local search ended. */
export interface MedoidSearch {
  /** The medoids in the slots in which the search left them, shape [k]. */
  readonly medoids: Int32Array;
  /** Weighted sum of the costs of the nearest medoid; a plain sum, with a large number in place of each +Infinity. */
  readonly loss: number;
  /** What emptying each slot would add to the loss, shape [k]; Infinity for fixed medoids and where k = 1. */
  readonly removal: Float64Array;
  /** Medoids exchanged. */
  readonly swaps: number;
  /** Passes over the candidates, the last one (in which nothing happens) included. */
  readonly passes: number;
  /** Whether the search ended by itself. */
  readonly converged: boolean;
}

/** The result of a search in that state. */
export function medoidSearch(state: SwapState, swaps: number, passes: number, converged: boolean): MedoidSearch {
  // Copies: the next search may use the same memory.
  return { medoids: state.medoids.slice(), loss: lossOf(state), removal: state.removal.slice(), swaps, passes, converged };
}

/** Changes of the loss below this share of it are rounding: a sum of n terms is off by up to n·2⁻⁵³ of itself. */
export function roundingShare(size: number): number {
  return Math.max(16, size) * Number.EPSILON;
}
