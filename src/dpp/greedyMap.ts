import { checkBoolean, checkChoice, checkInteger, checkOptions } from "../numeric/check.ts";
import type { MatrixLike } from "../numeric/matrix.ts";
import { asSubset } from "./sampling/asSubset.ts";
import { bestSubset, checkEnumerable } from "./greedy/bestSubset.ts";
import { type ChosenPivots, choosePivots } from "./greedy/choosePivots.ts";
import { exchangeItems } from "./greedy/exchangeItems.ts";
import { kernelRows } from "./kernel/kernelRows.ts";

/** Options of {@linkcode greedyMap}. */
export interface GreedyMapOptions {
  /**
   * What is maximised: `"logdet"` (default), log det L_S, or `"logdet-plus-identity"`, log det(I + L)_S, which no further item lowers and of
   * which the greedy choice reaches at least 1 − 1/e of the optimum.
   */
  readonly objective?: "logdet" | "logdet-plus-identity";
  /** Items that are taken first, in this order, whatever they add; they count towards k. None unless given. */
  readonly include?: ArrayLike<number>;
  /** Items that are never taken; none unless given. */
  readonly exclude?: ArrayLike<number>;
  /** Afterwards exchange one item for another as long as that raises the determinant; false unless given. */
  readonly exchange?: boolean;
  /** Find the best subset by enumeration instead, up to 200,000 subsets and 2·10⁹ multiplications; needs k. False unless given. */
  readonly exact?: boolean;
  /** Measure what an item adds against the last `window` − 1 items only, ≥ 1; against all unless given. */
  readonly window?: number;
}

/** Result of {@linkcode greedyMap}. */
export interface GreedyMap {
  /** Items in the order in which they were taken, shape [m], m ≤ k. */
  readonly selected: Int32Array;
  /** d² of each: the factor by which it raised the determinant, shape [m]; 0 for an `include` item that depends on those before it. */
  readonly gains: Float64Array;
  /** log det of the first 1, 2, … items, shape [m]. */
  readonly path: Float64Array;
  /** log det of the selection: the last of `path`; 0 for none. With a `window` the sum of the logarithms of the gains, not a determinant. */
  readonly logDet: number;
  /** Why there are no more: `"k"` were taken, the rank is exhausted, or (without k) no item would have raised the determinant. */
  readonly stopped: "k" | "rank" | "nonincreasing";
  /**
   * log d² of each item minus that of the best one passed over, shape [m]: 0 is a tie. Infinity where there was no other, NaN for `include`
   * items and where an exchange or the enumeration changed the selection.
   */
  readonly margins: Float64Array;
  /** Number of exchanges. */
  readonly swaps: number;
}

const action = "select diverse items";

/**
 * Greedy choice of the most diverse items under a determinantal point process: each step takes the item that raises det L_S most.
 *
 * d²_j = det L_{S ∪ j} / det L_S is what is left of L_jj in a Cholesky factorisation; taking the largest is diagonal pivoting. Ties, up to
 * rounding, go to the lowest index. It stops at k items, or where none adds more than 1e-12 of the largest diagonal entry (`"rank"`: the
 * rest are combinations of those taken), or, without k, where no d² exceeds 1 (`"nonincreasing"`): for a kernel with unit diagonal that is
 * at once.
 *
 * @param L The kernel, shape [n, n], symmetric and positive semidefinite; or `{ features }`, shape [n, d], for L = B Bᵀ, which is not formed.
 * @param k Number of items, at most n; as many as raise the determinant unless given.
 * @param options Objective, items in and out, improvement, window.
 * @returns The items in order. O(n·k²), from features O(n·d·k + n·k²).
 * @throws {RangeError} If k or an item is out of range, or `exact` would have to enumerate more than 200,000 subsets or take more than
 * 2·10⁹ multiplications.
 * @throws {TypeError} If `exact` is asked for without k or with a window, or `exchange` with a window.
 * @see Chen, Zhang & Zhou 2018, Fast Greedy MAP Inference for Determinantal Point Process, algorithm 1.
 * @example
 * ```ts
 * import { greedyMap } from "@divlab/core/dpp";
 *
 * const kernel = [[1, 0.9, 0.1], [0.9, 1, 0.2], [0.1, 0.2, 1]];
 * greedyMap(kernel, 2).selected; // => Int32Array [0, 2]
 * greedyMap(kernel, 2).logDet; // => -0.01005034
 * ```
 */
export function greedyMap(L: MatrixLike | { readonly features: MatrixLike }, k?: number, options: GreedyMapOptions = {}): GreedyMap {
  checkOptions(action, options, ["objective", "include", "exclude", "exchange", "exact", "window"]);
  const { objective = "logdet", include = [], exclude = [], exchange = false, exact = false, window } = options;
  checkChoice(action, "objective", objective, ["logdet", "logdet-plus-identity"]);
  checkBoolean(action, "exchange", exchange);
  checkBoolean(action, "exact", exact);
  const kernel = kernelRows(action, L, objective === "logdet" ? 0 : 1);
  const { n } = kernel;
  if (k !== undefined) checkInteger(action, "k", k, 0, n);
  if (window !== undefined) {
    checkInteger(action, "window", window, 1);
    if (exchange || exact) throw new TypeError(`Cannot ${action}: a window goes with neither exchange nor exact, got both`);
  }
  if (exact && k === undefined) throw new TypeError(`Cannot ${action}: exact needs k, got none`);
  asSubset(action, "include", include, n);
  const first = Int32Array.from(include);
  const candidate = new Uint8Array(n).fill(1);
  for (const item of asSubset(action, "exclude", exclude, n)) candidate[item] = 0;
  for (const item of first) {
    if (candidate[item] === 0) throw new RangeError(`Cannot ${action}: no item must be in both include and exclude, got ${item}`);
  }
  const available = n - exclude.length;
  if (k !== undefined && (k < first.length || k > available)) {
    throw new RangeError(`Cannot ${action}: k must be between the ${first.length} items of include and the ${available} not excluded, got ${k}`);
  }
  if (exact && k !== undefined) checkEnumerable(action, n, first.length, available - first.length, k - first.length);
  const greedy = finish(choosePivots(action, kernel, k, first, candidate, window), 0);
  if (greedy.logDet === -Infinity || !(exchange || exact)) return greedy;
  let swaps = 0;
  let better: Int32Array | undefined;
  if (k !== undefined && exact) {
    if (greedy.stopped === "rank") return greedy;
    better = bestSubset(kernel, k, first, candidate);
    if (better === undefined || greedy.selected.every((item) => better?.includes(item))) return greedy;
  } else {
    ({ selected: better, swaps } = exchangeItems(kernel, greedy.selected, first.length, candidate));
    if (swaps === 0) return greedy;
  }
  const among = new Uint8Array(n);
  for (const item of better) among[item] = 1;
  const ordered = choosePivots(action, kernel, better.length, first, among, undefined);
  if (ordered.selected.length < better.length) return greedy;
  return { ...finish({ ...ordered, margins: new Float64Array(better.length).fill(NaN), stopped: greedy.stopped }, swaps) };
}

function finish(chosen: ChosenPivots, swaps: number): GreedyMap {
  const { path } = chosen;
  return { ...chosen, logDet: path.length === 0 ? 0 : path[path.length - 1], swaps };
}
