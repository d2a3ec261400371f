import type { SwapState } from "./swapState.ts";

/**
 * The slot whose medoid a candidate would best replace, found for all slots at once: a share of the change that no slot alters
 * (objects the candidate is nearest to) plus one number per slot. Takes O(n + k).
 *
 * @param state The state; its `change` becomes the change of the loss by that swap.
 * @param candidate An object that is no medoid.
 * @returns The slot; the first of equals.
 * @see Schubert & Rousseeuw 2021, Information Systems 101, 101804.
 */
export function bestSlot(state: SwapState, candidate: number): number {
  const { size, data, doubles, changes, removal } = state;
  let from = candidate * size;
  if (!(data instanceof Float64Array)) {
    doubles.set(data.subarray(from, from + size));
    from = 0;
  }
  for (let slot = 0; slot < removal.length; slot++) changes[slot] = removal[slot];
  const count = gatherCloser(doubles, from, size, state.secondCost, state.closer);
  const shared = addChanges(doubles, from, count, state.closer, state.weights, state.nearest, state.nearestCost, state.secondCost, changes);
  let best = 0;
  for (let slot = 1; slot < changes.length; slot++) if (changes[slot] < changes[best]) best = slot;
  state.change = changes[best] + shared;
  return best;
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

/** Adds to `changes` what the candidate alters per slot; returns what it alters whichever slot it takes. */
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
