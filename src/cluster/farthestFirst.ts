import { checkArray, checkInteger, checkOptions } from "../numeric/check.ts";
import { asCosts, type Costs, type Distances } from "./costs/asCosts.ts";
import { boundedCosts } from "./costs/boundedCosts.ts";
import { distinctIndices } from "./costs/distinctIndices.ts";
import { leastTotal } from "./search/leastTotal.ts";

/** Options of {@linkcode farthestFirst}. */
export interface FarthestFirstOptions {
  /** The object to begin with, or several; the medoid of all unless given. */
  readonly start?: number | ArrayLike<number>;
}

/** Result of {@linkcode farthestFirst}. */
export interface FarthestFirst {
  /** The objects in order of choice, shape [k]: any first part is the choice for that number. */
  readonly order: Int32Array;
  /** Largest distance of any object to the nearest of the first t + 1 chosen ones, never rising; shape [k]. */
  readonly radii: Float64Array;
}

const action = "choose farthest first";

/**
 * k objects that cover all others: each one the farthest from those chosen before (Gonzalez's traversal).
 *
 * Where distances are symmetric and obey the triangle inequality, the radius (largest distance of any object to the nearest chosen
 * one) is at most twice the smallest possible for that k, and no method that runs in polynomial time can promise less unless P = NP.
 * Ties go to the lowest index; objects at distance 0 from a chosen one come last. O(n·k) after the distances.
 *
 * @param distances Dissimilarities of n objects: a matrix, condensed distances, a function, or embeddings.
 * @param k How many to choose, 1 … n.
 * @param options Where to start.
 * @returns The order of choice and the radius after each.
 * @throws {RangeError} If k or a start is out of range, a start occurs twice, there are more than k of them, or distances are not valid.
 * @throws {TypeError} If something is of the wrong kind.
 * @see Gonzalez 1985, Clustering to minimize the maximum intercluster distance; Hochbaum & Shmoys 1985 for the bound.
 * @example
 * ```ts
 * import { farthestFirst } from "@divlab/core/cluster";
 *
 * const { order, radii } = farthestFirst({ embeddings: [[0], [1], [2], [9]], metric: "euclidean" }, 3);
 * order; // => Int32Array [1, 3, 0]
 * radii; // => Float64Array [8, 1, 1]
 * ```
 */
export function farthestFirst(distances: Distances, k: number, options: FarthestFirstOptions = {}): FarthestFirst {
  checkOptions(action, options, ["start"]);
  const costs = asCosts(action, distances);
  checkInteger(action, "k", k, 1, costs.size);
  return farthestOrder(costs, startsOf(options.start, costs, k), k);
}

/** The traversal itself, from the given starts; `k` is at least their number. */
export function farthestOrder({ size: n, data }: Costs, starts: ArrayLike<number>, k: number): FarthestFirst {
  const order = new Int32Array(k);
  const radii = new Float64Array(k);
  // Distance to the nearest chosen object; −1 for the chosen ones themselves, which are never the farthest.
  const nearest = new Float64Array(n).fill(Infinity);
  let next = starts[0];
  for (let t = 0; t < k; t++) {
    const chosen = t < starts.length ? starts[t] : next;
    order[t] = chosen;
    nearest[chosen] = -1;
    next = -1;
    let farthest = -1;
    for (let o = 0, at = chosen * n; o < n; o++, at++) {
      if (data[at] < nearest[o]) nearest[o] = data[at];
      if (nearest[o] > farthest) {
        farthest = nearest[o];
        next = o;
      }
    }
    radii[t] = Math.max(0, farthest);
  }
  return { order, radii };
}

function startsOf(start: number | ArrayLike<number> | undefined, costs: Costs, k: number): ArrayLike<number> {
  if (start === undefined) {
    const weights = new Float64Array(costs.size).fill(1);
    return [leastTotal(boundedCosts(costs, weights), costs.size, weights)];
  }
  if (typeof start === "number") {
    checkInteger(action, "start", start, 0, costs.size - 1);
    return [start];
  }
  checkArray(action, "start", start, 1);
  if (start.length > k) throw new RangeError(`Cannot ${action}: start must hold at most k = ${k} objects, got ${start.length}`);
  distinctIndices(action, "start", start, costs.size);
  return start;
}
