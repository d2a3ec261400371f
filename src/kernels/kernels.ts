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
   * Orthogonal similarity of a symmetric matrix to a tridiagonal one by Householder's reflections: A = H₀H₁…Hₙ₋₂ T Hₙ₋₂…H₁H₀ with
   * Hₖ = I − tₖ vₖvₖᵀ, which takes the entries below the diagonal in column k to a multiple of the first. About 4n³/3 operations.
   *
   * While more than 256 columns remain, in blocks of 8: within a block A stays as it is, and column k and the product of A and vₖ are corrected by the pairs v, w of the
   * block's columns before; then A −= Σ (v wᵀ + w vᵀ), whose entries are plain sums over v₀w₀, w₀v₀, v₁w₁, …. The last columns
   * follow one by one. Sums of products have two parts, over even and odd places; the last place goes to the first part where it has no partner.
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
   * Takes eigenvectors of the tridiagonal matrix back to those of the matrix it came from, x ← H₀H₁…Hₙ₋₂ x, in blocks of b = 16 reflections:
   * H₁…H_b = I − V S Vᵀ with an upper triangular S. About 2n³ operations.
   *
   * @param x n vectors of n entries, one per row, changed in place.
   * @param n Number of rows.
   * @param a Row k holds vₖ in its entries k + 1 … n − 1, as {@linkcode Kernels.tridiagonalise} leaves it.
   * @param factors The n − 1 factors tₖ of Hₖ = I − tₖ vₖvₖᵀ.
   * @see Schreiber & Van Loan, A storage-efficient WY representation for products of Householder transformations, 1989.
   */
  applyReflections(x: Float64Array, n: number, a: Float64Array, factors: Float64Array): void;
}
