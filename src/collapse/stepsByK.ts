/** A value per recorded step (row) and k (column). */
export interface StepsByK {
  /** The values, row after row. */
  readonly data: Float64Array;
  /** Recorded steps and number of k. */
  readonly shape: readonly [steps: number, ks: number];
}
