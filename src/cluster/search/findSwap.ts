import { kernels } from "../../kernels/backend.ts";
import { CHANGE, SLOT } from "../../kernels/medoidState.ts";
import { isCoarse, type SwapState } from "./swapState.ts";

/** A swap that lowers the loss. */
export interface Swap {
  /** The candidate that enters. */
  readonly candidate: number;
  /** The slot whose medoid leaves: the first of those where the candidate lowers the loss most. */
  readonly slot: number;
  /** Change of the loss. */
  readonly change: number;
}

/**
 * The first of `count` candidates, from `from` on, round and round, that lowers the loss.
 *
 * All slots are tried at once, O(m + k) a candidate: a share of the change that no slot alters (objects the candidate is nearest to) plus
 * one number per slot. Where some medoid is dear to lose beside what the others leave, that share and number are summed without adding
 * large numbers and taking them off again, in whose rounding the change of a small loss would disappear.
 *
 * @param state The state, of at least two medoids or slots that are not all fixed.
 * @param from The first candidate visited.
 * @param count How many are visited at most.
 * @param below The change of the loss must be below this number.
 * @returns The swap, not made yet; undefined if there is none.
 * @see Schubert & Rousseeuw 2021, Information Systems 101, 101804.
 */
export function findSwap(state: SwapState, from: number, count: number, below: number): Swap | undefined {
  const candidate = isCoarse(state) ? findExactly(state, from, count, below) : kernels().findSwap(state, from, count, below);
  return candidate === -1 ? undefined : { candidate, slot: state.results[SLOT], change: state.results[CHANGE] };
}

/** {@linkcode Kernels.findSwap} without removal losses; visits every object. */
function findExactly(state: SwapState, from: number, count: number, below: number): number {
  const { candidates, isMedoid, results } = state;
  for (let c = from; count > 0; count--) {
    if (isMedoid[c] === 0) {
      tryExactly(state, c);
      if (results[CHANGE] < below) return c;
    }
    if (++c === candidates) c = 0;
  }
  return -1;
}

/** Notes the best slot for a candidate and the change of the loss. */
function tryExactly({ size, costs, weights, nearest, nearestCost, secondCost, changes, isFixed, results }: SwapState, candidate: number): void {
  const from = candidate * size;
  changes.fill(0);
  let shared = 0;
  for (let o = 0; o < size; o++) {
    const cost = costs[from + o];
    const kept = Math.min(cost, nearestCost[o]);
    shared += weights[o] * (kept - nearestCost[o]);
    changes[nearest[o]] += weights[o] * (Math.min(cost, secondCost[o]) - kept);
  }
  let best = -1;
  for (let slot = 0; slot < changes.length; slot++) if (isFixed[slot] === 0 && (best < 0 || changes[slot] < changes[best])) best = slot;
  results[SLOT] = best;
  results[CHANGE] = changes[best] + shared;
}
