import type { Matrix } from "../numeric/matrix.ts";
import type { Categorical } from "../numeric/types.ts";

/**
 * Sampled answers as columns: row i of every column belongs to one sample.
 *
 * A column that no row has is absent; a value that one row lacks is marked as the column says.
 * Plain data: `structuredClone` copies it, columns open directly in Arquero and Observable Plot.
 */
export interface Rollouts {
  /** Number of rows, that is of samples. */
  readonly size: number;
  /** The problem each sample answers; never missing. */
  readonly problem: Categorical;
  /** Who answered: model, arm, solver; never missing (one level when the data name none). */
  readonly solver: Categorical;
  /** Number of the sample within its problem and solver; −1 where missing. */
  readonly sample?: Int32Array;
  /** 1 correct, 0 wrong, −1 missing. */
  readonly correct?: Int8Array;
  /** The extracted final answer; code −1 where missing, which is an abstention. */
  readonly answer?: Categorical;
  /** Score of a reward model or judge; NaN where missing. */
  readonly reward?: Float64Array;
  /** Log-probability of the sample, in nats; NaN where missing. */
  readonly logProb?: Float64Array;
  /** Tokens generated, ≥ 0; −1 where missing. */
  readonly tokens?: Int32Array;
  /** The text as sampled; undefined where missing. Kept only on request. */
  readonly text?: readonly (string | undefined)[];
  /** One vector per sample, shape [size, d]; a row of NaN where missing. Kept only on request, or attached. */
  readonly embedding?: Matrix;
  /** Further columns by name (temperature, source, level …), each categorical or numeric (NaN where missing). */
  readonly extra: Readonly<Record<string, Categorical | Float64Array>>;
}
