/** A value per recorded step (row) and k (column). */
export interface StepsByK {
  /** The values, row after row: that of step t and k number j is `data[t * shape[1] + j]`. */
  readonly data: Float64Array;
  /** Recorded steps and number of k. */
  readonly shape: readonly [steps: number, ks: number];
}
