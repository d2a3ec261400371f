/** The few shapes every module shares. */

/** A column of category labels: `levels[codes[i]]` is the label of row i; code −1 is a missing value. */
export interface Categorical {
  /** Index into `levels` per row, −1 where the value is missing. */
  readonly codes: Int32Array;
  /** Distinct labels in order of first appearance. */
  readonly levels: readonly string[];
}

/** An interval estimate: `low ≤ high`, covering with probability `level`. */
export interface ConfidenceInterval {
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** Nominal coverage in (0, 1), e.g. 0.95. */
  readonly level: number;
}

/** The alternative hypothesis of a test: which departure from the null counts. */
export type Alternative = "two-sided" | "less" | "greater";
