import { CHANGE, type MedoidState, SLOT } from "../medoidState.ts";
import { costsOf } from "./medoidState.ts";

/** {@linkcode Kernels.findSwap} */
export function findSwap(state: MedoidState, from: number, count: number, below: number): number {
  const { candidates, isMedoid, changes, results } = state;
  for (let c = from; count > 0; count--) {
    if (isMedoid[c] === 0) {
      const shared = tryCandidate(state, c);
      let slot = 0;
      for (let s = 1; s < changes.length; s++) if (changes[s] < changes[slot]) slot = s;
      const change = changes[slot] + shared;
      if (change < below) {
        results[CHANGE] = change;
        results[SLOT] = slot;
        return c;
      }
    }
    if (++c === candidates) c = 0;
  }
  return -1;
}

/** Fills `changes` with what the candidate alters per slot; returns what it alters whichever slot it takes. */
function tryCandidate(state: MedoidState, candidate: number): number {
  const { size, weights, nearestCost, secondCost, nearest, removal, changes, closer } = state;
  const { row, from } = costsOf(state, candidate);
  for (let s = 0; s < removal.length; s++) changes[s] = removal[s];
  const count = gatherCloser(row, from, size, secondCost, closer);
  return addChanges(row, from, count, closer, weights, nearest, nearestCost, secondCost, changes);
}

/**
 * Gathers the objects to which the candidate is closer than their second-nearest medoid; the others change nothing. Without a
 * branch: which ones they are cannot be predicted, and a wrong guess costs the processor more than several objects.
 */
function gatherCloser(costs: Float64Array, from: number, size: number, secondCost: Float64Array, closer: Int32Array): number {
  let count = 0;
  let o = 0;
  for (; o < size - 7; o += 8) {
    closer[count] = o;
    count += +(costs[from + o] < secondCost[o]);
    closer[count] = o + 1;
    count += +(costs[from + o + 1] < secondCost[o + 1]);
    closer[count] = o + 2;
    count += +(costs[from + o + 2] < secondCost[o + 2]);
    closer[count] = o + 3;
    count += +(costs[from + o + 3] < secondCost[o + 3]);
    closer[count] = o + 4;
    count += +(costs[from + o + 4] < secondCost[o + 4]);
    closer[count] = o + 5;
    count += +(costs[from + o + 5] < secondCost[o + 5]);
    closer[count] = o + 6;
    count += +(costs[from + o + 6] < secondCost[o + 6]);
    closer[count] = o + 7;
    count += +(costs[from + o + 7] < secondCost[o + 7]);
  }
  for (; o < size; o++) {
    closer[count] = o;
    count += +(costs[from + o] < secondCost[o]);
  }
  return count;
}

/** Adds to `changes` what objects closer to the candidate alter per slot; returns what they alter whichever slot it takes. */
function addChanges(
  costs: Float64Array,
  from: number,
  count: number,
  closer: Int32Array,
  weights: Float64Array,
  nearest: Int32Array,
  nearestCost: Float64Array,
  secondCost: Float64Array,
  changes: Float64Array,
): number {
  let shared = 0;
  for (let i = 0; i < count; i++) {
    const o = closer[i];
    const cost = costs[from + o];
    const near = nearestCost[o];
    const nearer = +(cost < near);
    // The larger of the two, again without a branch.
    const kept = near * nearer + cost * (1 - nearer);
    shared += weights[o] * (cost - kept);
    changes[nearest[o]] += weights[o] * (kept - secondCost[o]);
  }
  return shared;
}
