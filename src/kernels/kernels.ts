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
   * Cholesky factor of a symmetric positive definite matrix in place, A = L L′. About n³/3 operations, less where rows start with zeros.
   *
   * From A[i, j], j ≤ i, is subtracted Σ L[i, k]·L[j, k] over the columns k before 4⌊j/4⌋: first the sum over columns 0 … 255, then that over
   * the next 256, and so on; then the products of columns 4⌊j/4⌋ … j − 1 one by one. What is left is divided by L[j, j], or for i = j its
   * root taken. Leading zeros of rows, +0 only, may be left out: that changes nothing.
   *
   * @param a The n² entries, row after row; the lower triangle is read and replaced by L, the upper one by zeros.
   * @param n Number of rows.
   * @returns Whether every pivot was positive and finite; if not, `a` is of no further use.
   */
  cholesky(a: Float64Array, n: number): boolean;

  /**
   * Solves X L′ = B in place: each row x of X solves L x = b for a row b of B. The same operations in the same order as in {@linkcode Kernels.cholesky}.
   * In the sums, columns are left out up to which all four rows 4⌊j/4⌋ … of L are +0, a multiple of 4 of them.
   *
   * @param l L, lower triangular, n² entries, row after row; the upper triangle is not read.
   * @param n Rows of L, columns of B.
   * @param b B, `rows` rows of n numbers; replaced by X.
   */
  solveTriangle(l: Float64Array, n: number, b: Float64Array, rows: number): void;

  /**
   * Transposed inverse of a lower triangular matrix: X L′ = I, solved as in {@linkcode Kernels.solveTriangle}, sums in row j starting from column
   * 8⌊j/8⌋. About n³/3 operations.
   *
   * @param l L, as there.
   * @param n Number of rows.
   * @param out The n² results, upper triangular; zeros below the diagonal.
   */
  invertTriangle(l: Float64Array, n: number, out: Float64Array): void;

  /**
   * The state of the generator xor4096 (Brent 2007: xₖ from xₖ₋₁₂₈ and xₖ₋₉₅ by shifts and xors, plus a Weyl sequence) for a text as key,
   * as seedrandom makes it: mixes the character codes and a closing 0 into the words, then takes 512 steps. State is 130 integers: the Weyl
   * number, the place of the latest word, and the 128 words.
   *
   * @param key Any text.
   * @param state Where the state goes.
   */
  seedGenerator(key: string, state: Int32Array): void;

  /**
   * Draws integers, uniform on 0 … bound − 1: ⌊u·bound⌋ with u = ((a >>> 11) + b/2³²)/2²¹ from two steps a, b of the generator, again where u = 0.
   *
   * @param state State of the generator, an even number of steps from its seed; moved on.
   * @param bound An integer, 1 ≤ bound ≤ 2³².
   * @param out Where they go, in the order drawn.
   */
  drawIntegers(state: Int32Array, bound: number, out: Uint32Array): void;

  /**
   * Bootstrap sums: out[r] = Σ values[i] over as many draws i as there are values, added one by one in the order drawn. The draws for out[r]
   * are those of {@linkcode Kernels.drawIntegers} from the generator with the key `prefix` followed by the digits of first + r.
   *
   * @param prefix How the keys begin.
   * @param first Number that the first key ends with, an integer ≥ 0.
   * @param values What is drawn from, at least one.
   * @param out The sums.
   */
  sumDraws(prefix: string, first: number, values: Float64Array, out: Float64Array): void;

  /**
   * Orthogonal similarity of a symmetric matrix to a tridiagonal one by Householder's reflections: A = H₀H₁…Hₙ₋₂ T Hₙ₋₂…H₁H₀ with
   * Hₖ = I − tₖ vₖvₖᵀ, which takes the entries below the diagonal in column k to a multiple of the first. About 4n³/3 operations.
   *
   * In blocks of 8 columns: within a block A stays as it is, and column k and the product of A and vₖ are corrected by the pairs v, w of the
   * block's columns before; then A −= Σ (v wᵀ + w vᵀ), whose entries are plain sums over v₀w₀, v₁w₁, …, w₀v₀, w₁v₁, …. Sums over a row have
   * two parts, over the places at an odd and at an even distance from its end.
   *
   * @param a The n² entries, row after row, the largest of the order of 1; the lower triangle is read and destroyed. Row k is left with vₖ
   * in its entries k + 1 … n − 1, the first of them 1.
   * @param n Number of rows.
   * @param d Where the diagonal of T goes, n entries.
   * @param e Where its neighbours go: `e[k]` couples k and k + 1; at least n − 1 entries.
   * @param factors Where the n − 1 factors tₖ go, 0 where nothing was to be reflected.
   */
  tridiagonalise(a: Float64Array, n: number, d: Float64Array, e: Float64Array, factors: Float64Array): void;

  /**
   * Takes eigenvectors of the tridiagonal matrix back to those of the matrix it came from, x ← H₀H₁…Hₙ₋₂ x, in blocks of 16 reflections:
   * from Vᵀx and VᵀV follows how often each v is added, last one first. About 2n³ operations.
   *
   * @param x n vectors of n entries, one per row, changed in place.
   * @param n Number of rows.
   * @param a Row k holds vₖ in its entries k + 1 … n − 1, as {@linkcode Kernels.tridiagonalise} leaves it.
   * @param factors The n − 1 factors tₖ of Hₖ = I − tₖ vₖvₖᵀ.
   * @see Joffrain, Low, Quintana-Ortí, van de Geijn & Van Zee, Accumulating Householder transformations, revisited, 2006.
   */
  applyReflections(x: Float64Array, n: number, a: Float64Array, factors: Float64Array): void;

  /**
   * Costs where {@linkcode Kernels.medoidState} is best off, in memory that no other costs share until they are freed.
   *
   * @param given The costs: returned themselves, or copied; or the precision in which room for some is wanted, whatever is in it.
   * They are computed with in double precision all the same.
   * @param candidates Number of candidates n.
   * @param objects Number of objects m.
   */
  medoidCosts(given: Float64Array | Float32Array | "single" | "double", candidates: number, objects: number): Float64Array | Float32Array;

  /** Says that costs and their state are not used any more, so that their memory can be. Not saying so is no mistake. */
  freeCosts(costs: Float64Array | Float32Array): void;

  /**
   * The working arrays of a search for medoids, all 0. Costs have one state: a later one takes the memory of the one before, which these
   * functions then refuse.
   *
   * @param costs The costs, best those of {@linkcode Kernels.medoidCosts}.
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
   * Puts a candidate that is no medoid into a slot. Where two medoids are as near, the one that was there stays the nearer one, and
   * becomes the second-nearest if it was not. Then sums up: the loss Σ w·a, and removal[s] = Σ w·(b − a) over the objects whose nearest
   * medoid is in s, Infinity for fixed slots; plain sums in order.
   *
   * @param state Its results become the loss and the dearest removal.
   */
  replaceMedoid(state: MedoidState, slot: number, candidate: number): void;

  /**
   * The candidate with the largest gain as one more medoid beside `count` others, the first of equals: Σ w·max(a − c, 0) with a of `nearestCost`;
   * as the first of all −Σ w·max(c − a, 0), where a is to be 0 and no c negative. Four sums, of every fourth object,
   * are added as (0 + 1) + (2 + 3); the last m mod 4 objects are added to that one by one.
   *
   * Gains only fall as medoids are added: in order, one is computed where its last known value is above all before and its `known` is below
   * `count`, which it then becomes.
   *
   * @param state Its gains, Infinity where nothing is known and −Infinity for medoids, and `known` are brought up to date.
   */
  bestGain(state: MedoidState, count: number): number;

  /**
   * Midranks: 1 for the smallest value up to n for the largest, equal ones sharing the mean of their places; −0 equals 0.
   *
   * @param values Finite numbers, shape [n].
   * @param out The ranks, shape [n].
   */
  midranks(values: Float64Array, out: Float64Array): void;

  /**
   * Subtracts outer products of rows: C[i, j] −= Σₖ w[k, i]·w[k, j] for j ≤ i, by sums over blocks of 256 rows of w, one after the other, of
   * plain sums over the rows in order. What lies above the diagonal of C is left alone.
   *
   * @param w d rows of n numbers.
   * @param n Length of a row.
   * @param d Number of rows.
   * @param out C, n × n.
   */
  outerProducts(w: Float64Array, n: number, d: number, out: Float64Array): void;

  /**
   * Products of sparse combinations of the rows of a triangle: Vₘ′Vₘ for every level m, column a of Vₘ being Σₑ weights[e, a]·U[rows[e]] over
   * the entries starts[m] ≤ e < starts[m + 1]. Entries of Vₘ are plain sums over e in order; products are summed by chunks of 16 columns, one
   * after the other, in each the even and the odd columns apart and in order. All numbers must be finite.
   *
   * @param u U, n × n: zeros below the diagonal.
   * @param n Rows of U.
   * @param starts First entry of every level, the first of them 0, and the number of entries.
   * @param rows Row of U of every entry, ascending in a level.
   * @param weights Of every entry, k numbers.
   * @param k Columns of Vₘ.
   * @param out The results, levels × k × k.
   */
  mixedProducts(u: Float64Array, n: number, starts: Int32Array, rows: Int32Array, weights: Float64Array, k: number, out: Float64Array): void;

  /**
   * Sparse combinations of rows: row m·k + a of the result is Σₑ weights[e, a]·U[rows[e]] over the entries of level m, plain sums over e in order.
   * Arguments as in {@linkcode Kernels.mixedProducts}, but for U, any n × n numbers.
   *
   * @param starts First entry of every level, and where the last one ends; need not begin with 0.
   * @param out The results, levels · k rows of n numbers.
   */
  mixedRows(u: Float64Array, n: number, starts: Int32Array, rows: Int32Array, weights: Float64Array, k: number, out: Float64Array): void;

  /**
   * Compares rows of x: out[i·b.length + j] is what `measure` says of rows a[i] and b[j]. Every entry is a sum over blocks of 256 columns as
   * in {@linkcode Kernels.gram}, or a largest number. Nothing is subtracted but entry from entry: near duplicates keep their digits.
   *
   * Nothing outlives a call, so that jobs which stop in between may be interleaved. Some hundred rows on either side make the copying of rows
   * small beside the arithmetic.
   *
   * @param measure What is computed of two rows.
   * @param x Rows of d numbers.
   * @param d Length of a row.
   * @param a Rows on the left.
   * @param b Rows on the right.
   * @param upper Where true, b begins with the rows of a, and only entries j ≥ i are wanted: others may be anything.
   * @param out The a.length·b.length results.
   */
  pairs(measure: PairMeasure, x: Float64Array | Float32Array, d: number, a: ArrayLike<number>, b: ArrayLike<number>, upper: boolean, out: Float64Array): void;
}

/**
 * Of rows x and y: `"dot"` Σx·y, `"squaredDifference"` Σ(x − y)², `"absoluteDifference"` Σ|x − y|, `"unequal"` the number of columns where
 * x ≠ y, `"largestDifference"` max |x − y| over those columns where it is not NaN.
 */
export type PairMeasure = "dot" | "squaredDifference" | "absoluteDifference" | "unequal" | "largestDifference";
