/** One number for every ordered pair of N texts, row-major. */
export interface SquareMatrix {
  /** Entry (i, j) is `data[i * N + j]`. */
  readonly data: Float64Array;
  /** N and N. */
  readonly shape: readonly [rows: number, columns: number];
}
