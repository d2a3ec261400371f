import type { MedoidState } from "./medoidState.ts";

/**
 * The hot loops of the library as functions of flat arrays, row after row. There are two of each: `js/` is the specification, `wasm/`
 * its twin in WebAssembly, equal to the last bit. Arguments are checked by the callers.
 */
export interface Kernels {
  /**
   * Dot products of all pairs of rows: out[i·n + j] = Σₖ x[i, k]·x[j, k], both triangles. Every entry is a sum over blocks of 256 columns,
   * one after the other, of plain sums over the columns in order; double precision, whatever the storage of x.
   *
   * @param x n rows of d numbers.
   * @param n Number of rows.
   * @param d Length of a row.
   * @param out The n² results.
   */
  gram(x: Float64Array | Float32Array, n: number, d: number, out: Float64Array): void;

  /**
   * Adds dot products of rows: C[i, j] += Σₖ A[i, k]·B[j, k], the product A Bᵀ, by sums over blocks of 256 columns as in {@linkcode Kernels.gram}.
   *
   * A, B and C are positions in flat arrays: row i of A starts at `aAt + i·aStride`, row j of B at `bAt + j·bStride`, row i of C at
   * `cAt + i·cStride`. A and B may be the same array, C may not overlap them.
   *
   * @param rows Rows of A and C.
   * @param columns Rows of B, columns of C.
   * @param length Numbers per dot product.
   */
  addProducts(
    a: Float64Array,
    aAt: number,
    aStride: number,
    b: Float64Array,
    bAt: number,
    bStride: number,
    c: Float64Array,
    cAt: number,
    cStride: number,
    rows: number,
    columns: number,
    length: number,
  ): void;

  /**
   * Room for n·m costs of a search for medoids, whatever is in it. {@linkcode Kernels.medoidState} uses it where it lies.
   *
   * @param candidates Number of candidates n.
   * @param objects Number of objects m.
   * @param isSingle Whether they are stored in single precision; they are computed with in double precision all the same.
   */
  medoidCosts(candidates: number, objects: number, isSingle: boolean): Float64Array | Float32Array;

  /**
   * Costs where {@linkcode Kernels.medoidState} is best off: themselves, or a copy.
   *
   * @param costs The costs.
   * @param candidates Number of candidates n.
   * @param objects Number of objects m.
   */
  placedCosts(costs: Float64Array | Float32Array, candidates: number, objects: number): Float64Array | Float32Array;

  /** Says that costs and all their states are not used any more, so that their memory can be. Not saying so is no mistake. */
  freeCosts(costs: Float64Array | Float32Array): void;

  /**
   * The working arrays of a search for medoids, all 0. Of several states of the same costs only the latest may be used: they may share
   * memory.
   *
   * @param costs The costs, best those of {@linkcode Kernels.medoidCosts} or {@linkcode Kernels.placedCosts}.
   * @param candidates Number of candidates n.
   * @param objects Number of objects m.
   * @param k Number of medoids, 1 … n.
   */
  medoidState(costs: Float64Array | Float32Array, candidates: number, objects: number, k: number): MedoidState;

  /**
   * Visits `count` candidates from `from` on, round and round, until one would lower the loss in the slot where it lowers it most.
   *
   * With a, b the costs of the nearest and second-nearest medoid of object o, c that of the candidate and w the weight: the change of
   * slot s is removal[s], plus w·(max(a, c) − b) for each object with c < b whose nearest medoid is in s, in order; all slots share the sum
   * of w·(c − max(a, c)) over the objects with c < b, in order. The slot is the first of those with the least change, and the change of the loss
   * that plus what all share.
   *
   * @param state Its results become the change and the slot; k ≥ 2.
   * @param below The change must be below this number.
   * @returns The candidate, −1 if there is none.
   */
  findSwap(state: MedoidState, from: number, count: number, below: number): number;

  /**
   * Puts a candidate that is no medoid into a slot, and sums up as {@linkcode Kernels.sumLosses} does. Where two medoids are as near, the one that was there stays the nearer one,
   * and becomes the second-nearest if it was not.
   *
   * @param state Its results become the loss and the dearest removal.
   */
  replaceMedoid(state: MedoidState, slot: number, candidate: number): void;

  /**
   * The loss Σ w·a, and removal[s] = Σ w·(b − a) over the objects whose nearest medoid is in s, Infinity for fixed slots; plain sums in order.
   *
   * @param state Its results become the loss and the dearest removal.
   */
  sumLosses(state: MedoidState): void;

  /**
   * The gain of every candidate that is no medoid, as one more: Σ w·max(a − c, 0) with a of `nearestCost`; or −Σ w·c of every candidate, as
   * the first. Sums of eight sums, of every eighth object, as ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)); the last m mod 8 objects are
   * added to that one by one.
   *
   * @param state Its `gains` are filled, −Infinity for those that are medoids already.
   * @param isFirst Whether as the first.
   */
  gains(state: MedoidState, isFirst: boolean): void;

  /**
   * The candidate with the largest gain, the first of equals. Gains only fall as medoids are added, so one is computed anew only while its
   * last known value is the largest and its `known` is below `count`, which it then becomes.
   */
  bestGain(state: MedoidState, count: number): number;

  /**
   * Midranks: 1 for the smallest value up to n for the largest, equal ones sharing the mean of their places; −0 equals 0.
   *
   * @param values Finite numbers, shape [n].
   * @param out The ranks, shape [n].
   */
  midranks(values: Float64Array, out: Float64Array): void;
}
