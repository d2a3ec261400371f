import type { Costs } from "../costs/asCosts.ts";
import { boundedCosts } from "../costs/boundedCosts.ts";
import { roundingShare } from "./medoidSearch.ts";

/** Where {@linkcode fasterMsc} ended. */
export interface SilhouetteSearch {
  /** The medoids, shape [k]. */
  readonly medoids: Int32Array;
  /** Σ wᵢ·aᵢ/bᵢ; the mean medoid silhouette is 1 less its weighted mean. */
  readonly total: number;
  /** Medoid that could be dropped at the least cost to the medoid silhouette, as a position in `medoids`. */
  readonly cheapest: number;
  /** Medoids exchanged. */
  readonly swaps: number;
  /** Whether the search ended by itself. */
  readonly converged: boolean;
}

/**
 * FasterMSC: swaps that raise the mean medoid silhouette, that is, lower Σ wᵢ·aᵢ/bᵢ with a and b the distances to the nearest and the
 * second-nearest medoid. With the third-nearest known, a candidate is tried against all k medoids in O(n + k).
 *
 * @param costs Distances.
 * @param weights Weight of each object, shape [n].
 * @param start Distinct medoids, shape [k], k ≥ 2.
 * @param maxPasses Passes over the candidates after which the search stops.
 * @see Lenssen & Schubert 2024, Information Systems 120, 102290, sections 5 and 6.
 */
export function fasterMsc(costs: Costs, weights: Float64Array, start: Int32Array, maxPasses: number): SilhouetteSearch {
  const n = costs.size;
  const data = boundedCosts(costs, weights);
  const medoids = start.slice();
  const k = medoids.length;
  const isMedoid = new Uint8Array(n);
  for (const medoid of medoids) isMedoid[medoid] = 1;
  const state = newState(n, k);
  const change = new Float64Array(k);
  let total = refresh(data, weights, medoids, state);
  let swaps = 0;
  let visited = 0;
  let failed = 0;
  while (failed < n && visited < maxPasses * n) {
    const candidate = visited % n;
    visited++;
    failed++;
    if (isMedoid[candidate] === 1) continue;
    const shared = tryCandidate(data, candidate * n, weights, state, change);
    let slot = 0;
    for (let s = 1; s < k; s++) if (change[s] < change[slot]) slot = s;
    if (!(change[slot] + shared < -roundingShare(n) * total)) continue;
    const leaving = medoids[slot];
    medoids[slot] = candidate;
    const after = refresh(data, weights, medoids, state);
    if (after < total) {
      isMedoid[leaving] = 0;
      isMedoid[candidate] = 1;
      total = after;
      swaps++;
      failed = 1;
    } else {
      medoids[slot] = leaving;
      refresh(data, weights, medoids, state);
    }
  }
  let cheapest = 0;
  for (let s = 1; s < k; s++) if (state.removal[s] < state.removal[cheapest]) cheapest = s;
  return { medoids, total, cheapest, swaps, converged: failed >= n };
}

/** The three nearest medoids of each object; Infinity for the third where there are two. */
interface State {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly d1: Float64Array;
  readonly d2: Float64Array;
  readonly d3: Float64Array;
  /** What taking a medoid out adds to Σ w·a/b, shape [k]. */
  readonly removal: Float64Array;
}

function newState(n: number, k: number): State {
  return {
    first: new Int32Array(n),
    second: new Int32Array(n),
    d1: new Float64Array(n),
    d2: new Float64Array(n),
    d3: new Float64Array(n),
    removal: new Float64Array(k),
  };
}

/** Recomputes the state, O(n·k), and returns Σ w·a/b. */
function refresh(data: Float64Array | Float32Array, weights: Float64Array, medoids: Int32Array, { first, second, d1, d2, d3, removal }: State): number {
  const n = d1.length;
  d1.fill(Infinity);
  d2.fill(Infinity);
  d3.fill(Infinity);
  for (let s = 0; s < medoids.length; s++) {
    for (let o = 0, at = medoids[s] * n; o < n; o++, at++) {
      const d = data[at];
      if (d < d1[o]) {
        d3[o] = d2[o];
        d2[o] = d1[o];
        second[o] = first[o];
        d1[o] = d;
        first[o] = s;
      } else if (d < d2[o]) {
        d3[o] = d2[o];
        d2[o] = d;
        second[o] = s;
      } else if (d < d3[o]) {
        d3[o] = d;
      }
    }
  }
  removal.fill(0);
  let total = 0;
  for (let o = 0; o < n; o++) {
    const w = weights[o];
    const now = ratio(d1[o], d2[o]);
    total += w * now;
    removal[first[o]] += w * (ratio(d2[o], d3[o]) - now);
    removal[second[o]] += w * (ratio(d1[o], d3[o]) - now);
  }
  return total;
}

/** a/b, 0 where a is 0. */
function ratio(a: number, b: number): number {
  return a === 0 ? 0 : a / b;
}

/** Fills `change` with what exchanging each medoid for the candidate adds beyond the returned part, which all share. */
function tryCandidate(data: Float64Array | Float32Array, from: number, weights: Float64Array, state: State, change: Float64Array): number {
  const { first, second, d1, d2, d3, removal } = state;
  for (let s = 0; s < change.length; s++) change[s] = removal[s];
  let shared = 0;
  for (let o = 0; o < weights.length; o++) {
    const d = data[from + o];
    if (d >= d3[o]) continue;
    const w = weights[o];
    const near = d1[o];
    const next = d2[o];
    const third = d3[o];
    const now = ratio(near, next);
    // With the candidate: both nearest stay, the nearest leaves, the second leaves.
    const kept = d < near ? ratio(d, near) : d < next ? ratio(near, d) : now;
    const withoutFirst = d < next ? ratio(d, next) : ratio(next, d);
    const withoutSecond = d < near ? ratio(d, near) : ratio(near, d);
    shared += w * (kept - now);
    change[first[o]] += w * (withoutFirst - kept - (ratio(next, third) - now));
    change[second[o]] += w * (withoutSecond - kept - (ratio(near, third) - now));
  }
  return shared;
}
