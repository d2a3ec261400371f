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
   * after the other, in each the even and the odd columns apart, in pairs of pairs of pairs. All numbers must be finite.
   *
   * @param u U, n × n: zeros below the diagonal.
   * @param n Rows of U.
   * @param starts First entry of every level, and the number of entries.
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
}
