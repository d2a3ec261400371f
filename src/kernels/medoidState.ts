/**
 * A search for k medoids among n candidates that serve m objects: its costs and its working arrays, all in one memory. What changes
 * them are {@linkcode Kernels.findSwap}, {@linkcode Kernels.replaceMedoid} and {@linkcode Kernels.bestGain}.
 */
export interface MedoidState {
  /** Finite costs, candidate after candidate: of object o to candidate c at c·m + o, shape [n, m]. */
  readonly costs: Float64Array | Float32Array;
  /** Number of candidates n. */
  readonly candidates: number;
  /** Number of objects m. */
  readonly size: number;
  /** Weight of each object, shape [m]. */
  readonly weights: Float64Array;
  /** Cost of the nearest medoid, shape [m]. */
  readonly nearestCost: Float64Array;
  /** Cost of the second-nearest medoid, shape [m]; Infinity where k = 1. */
  readonly secondCost: Float64Array;
  /** Slot of the nearest medoid, shape [m]. */
  readonly nearest: Int32Array;
  /** Slot of the second-nearest medoid, shape [m]; −1 where k = 1. */
  readonly second: Int32Array;
  /** Candidate in each slot, shape [k]. */
  readonly medoids: Int32Array;
  /** 1 for candidates that are medoids, shape [n]. */
  readonly isMedoid: Uint8Array;
  /** 1 for slots whose medoid stays, shape [k]. */
  readonly isFixed: Uint8Array;
  /** What emptying a slot would add to the loss, shape [k]; Infinity for fixed slots. */
  readonly removal: Float64Array;
  /** Change of the loss by a swap into each slot but for what all slots share, shape [k]. */
  readonly changes: Float64Array;
  /** Last known gain of each candidate as one more medoid, shape [n]; Infinity where none is known, −Infinity for medoids. */
  readonly gains: Float64Array;
  /** Number of medoids when that gain was computed, shape [n]. */
  readonly known: Int32Array;
  /** Working memory: objects, shape [m]. */
  readonly closer: Int32Array;
  /** Working memory: the costs of one candidate in double precision, shape [m]. */
  readonly row: Float64Array;
  /** Change of the loss by the swap that was found last; its slot; the loss; the largest removal of a slot that is not fixed. */
  readonly results: Float64Array;
}

/** Places in {@linkcode MedoidState.results}. */
export const CHANGE = 0;
export const SLOT = 1;
export const LOSS = 2;
export const DEAREST = 3;
