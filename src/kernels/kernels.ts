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
}
