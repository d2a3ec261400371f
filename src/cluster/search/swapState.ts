import type { Costs } from "../costs/asCosts.ts";
import { boundedCosts } from "../costs/boundedCosts.ts";

/** Medoids under local search, with the nearest and the second-nearest one of every object. Slot s holds medoid `medoids[s]`. */
export interface SwapState {
  /** Number of objects n. */
  readonly size: number;
  /** Finite costs, candidate after candidate. */
  readonly data: Float64Array | Float32Array;
  /** Weight of each object, shape [n]. */
  readonly weights: Float64Array;
  /** Object in each slot, shape [k]. */
  readonly medoids: Int32Array;
  /** 1 for medoids, shape [n]. */
  readonly isMedoid: Uint8Array;
  /** 1 for slots whose medoid stays, shape [k]. */
  readonly isFixed: Uint8Array;
  /** Slot of the nearest medoid, shape [n]. */
  readonly nearest: Int32Array;
  /** Slot of the second-nearest medoid, shape [n]; −1 where k = 1. */
  readonly second: Int32Array;
  /** Cost of the nearest medoid, shape [n]. */
  readonly nearestCost: Float64Array;
  /** Cost of the second-nearest medoid, shape [n]; Infinity where k = 1. */
  readonly secondCost: Float64Array;
  /** What emptying a slot would add to the loss, shape [k]; Infinity for fixed slots. */
  readonly removal: Float64Array;
  /** Working memory of {@linkcode bestSlot}: change of the loss by a swap into each slot, shape [k]. */
  readonly changes: Float64Array;
  /** Working memory of {@linkcode bestSlot}: costs in double precision; `data` itself where it is that. */
  readonly doubles: Float64Array;
  /** Working memory of {@linkcode bestSlot}: objects, shape [n]. */
  readonly closer: Int32Array;
  /** Weighted sum of the nearest costs. */
  loss: number;
  /** Whether some medoid is so dear to lose that changes of the loss are rounding of {@linkcode removal}. */
  coarse: boolean;
  /** Change of the loss by the last swap that {@linkcode bestSlot} looked at. */
  change: number;
}

/**
 * The state of a local search that starts at the given medoids.
 *
 * @param costs The costs.
 * @param weights Weight of each object, shape [n]; all 1 if undefined.
 * @param start Distinct medoids, shape [k].
 * @param fixed Objects among them that are never swapped out.
 * @returns The state; none of the arguments is written to later.
 */
export function swapState(costs: Costs, weights: Float64Array | undefined, start: ArrayLike<number>, fixed: ArrayLike<number>): SwapState {
  const { size } = costs;
  const counted = weights ?? new Float64Array(size).fill(1);
  const data = boundedCosts(costs, counted);
  const medoids = Int32Array.from(start);
  const isMedoid = new Uint8Array(size);
  for (const medoid of medoids) isMedoid[medoid] = 1;
  const isFixed = new Uint8Array(medoids.length);
  for (let i = 0; i < fixed.length; i++) isFixed[medoids.indexOf(fixed[i])] = 1;
  const state: SwapState = {
    size,
    data,
    weights: counted,
    medoids,
    isMedoid,
    isFixed,
    nearest: new Int32Array(size),
    second: new Int32Array(size).fill(-1),
    nearestCost: new Float64Array(size).fill(Infinity),
    secondCost: new Float64Array(size).fill(Infinity),
    removal: new Float64Array(medoids.length),
    changes: new Float64Array(medoids.length),
    doubles: data instanceof Float64Array ? data : new Float64Array(size),
    closer: new Int32Array(size),
    loss: 0,
    coarse: false,
    change: 0,
  };
  for (let slot = 0; slot < medoids.length; slot++) addMedoid(state, slot);
  sumLosses(state);
  return state;
}

/** Removal losses this many times the loss cost it the last three of some sixteen digits. */
const COARSE = 1000;

/** Recomputes the loss and what emptying each slot would add to it. */
export function sumLosses(state: SwapState): void {
  const { size, weights, nearest, nearestCost, secondCost, removal, isFixed } = state;
  removal.fill(0);
  let loss = 0;
  for (let o = 0; o < size; o++) {
    const weight = weights[o];
    const near = nearestCost[o];
    loss += weight * near;
    removal[nearest[o]] += weight * (secondCost[o] - near);
  }
  let dearest = 0;
  for (let slot = 0; slot < isFixed.length; slot++) {
    if (isFixed[slot] === 1) removal[slot] = Infinity;
    else dearest = Math.max(dearest, removal[slot]);
  }
  state.loss = loss;
  state.coarse = dearest > COARSE * loss;
}

/** Takes one more medoid into account; ties go to the lower slot. */
function addMedoid({ size, data, medoids, nearest, second, nearestCost, secondCost }: SwapState, slot: number): void {
  const from = medoids[slot] * size;
  for (let o = 0; o < size; o++) {
    const cost = data[from + o];
    if (cost < nearestCost[o]) {
      second[o] = slot === 0 ? -1 : nearest[o];
      secondCost[o] = nearestCost[o];
      nearest[o] = slot;
      nearestCost[o] = cost;
    } else if (cost < secondCost[o]) {
      second[o] = slot;
      secondCost[o] = cost;
    }
  }
}
