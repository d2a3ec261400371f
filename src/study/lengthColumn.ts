import type { Rollouts } from "../data/index.ts";
import { tokenize } from "../text/index.ts";

/** What the length of a sample is counted in: the sampler's tokens, or words (split at white space) where only texts are known. */
export type LengthUnit = "tokens" | "words";

/** Lengths of samples; −1 where unknown. */
export interface LengthColumn {
  /** What is counted. */
  readonly unit: LengthUnit;
  /** The count per row. */
  readonly lengths: Int32Array;
}

/** The lengths of the samples: the column `tokens`, without it the words of the texts; undefined without either. */
export function lengthColumn({ tokens, text, size }: Rollouts): LengthColumn | undefined {
  if (tokens !== undefined) return { unit: "tokens", lengths: tokens };
  if (text === undefined) return undefined;
  const lengths = new Int32Array(size);
  for (let row = 0; row < size; row++) {
    const own = text[row];
    lengths[row] = own === undefined ? -1 : tokenize(own).length;
  }
  return { unit: "words", lengths };
}
