import { groupSamples, type Rollouts } from "../data/index.ts";
import { type CondensedDistances, pairwiseDistances } from "../distance/index.ts";
import { checkChoice } from "../numeric/check.ts";
import { textDistances, type Tokenizer } from "../text/index.ts";
import { embeddingRows } from "./embeddingRows.ts";
import { hasDirection } from "./hasDirection.ts";

/** What tells the samples of a batch apart: cosine distance of embeddings, of counts of words and word pairs, or 0 and 1 by answer. */
export type SampleDistance = "embedding" | "text" | "answer";

/** The samples of one solver on one problem: what is pruned. */
export interface RolloutBatch {
  /** Code of the solver. */
  readonly solver: number;
  /** Code of the problem. */
  readonly problem: number;
  /** Rows of the rollouts, in sample order, shape [n]. */
  readonly rows: Int32Array;
}

/**
 * The distance that the columns of rollouts allow: embeddings before texts before answers.
 *
 * @param action What the caller does, for messages.
 * @param rollouts The rollouts.
 * @param wanted The distance asked for; undefined: the first of these.
 * @returns Its name.
 * @throws {RangeError} If the column it reads is missing, or there is none.
 */
export function sampleDistance(action: string, { embedding, text, answer }: Rollouts, wanted: SampleDistance | undefined): SampleDistance {
  const columns = { embedding, text, answer };
  const names = Object.keys(columns) as SampleDistance[];
  if (wanted !== undefined) checkChoice(action, "distance", wanted, names);
  const found = names.find((name) => columns[name] !== undefined && (wanted === undefined || wanted === name));
  if (found === undefined) throw new RangeError(`Cannot ${action}: rollouts must have a column ${wanted ?? "embedding, text or answer"} that tells samples apart, got none`);
  return found;
}

/** All batches of some rollouts. */
export interface RolloutBatches {
  /** The batches by solver, then problem; each of at least one sample. */
  readonly batches: readonly RolloutBatch[];
  /** Rows without what the distance reads, ascending; they are in no batch. */
  readonly incomparable: Int32Array;
}

/**
 * Cuts rollouts into batches, one per solver and problem, of the samples that can be told apart.
 *
 * @param rollouts The rollouts.
 * @param distance What tells samples apart. Samples without an answer are alike.
 * @param counts Whether a row may be in a batch at all; every row unless given.
 * @returns The batches and the rows left out.
 */
export function pruningBatches(rollouts: Rollouts, distance: SampleDistance, counts: (row: number) => boolean = () => true): RolloutBatches {
  const { text, embedding } = rollouts;
  const isTold = (row: number): boolean => {
    if (distance === "text") return text?.[row] !== undefined;
    return distance === "answer" || (embedding !== undefined && hasDirection(embedding, row));
  };
  const { solver, problem, offsets, rows } = groupSamples(rollouts);
  const batches: RolloutBatch[] = [];
  for (let group = 0; group < solver.length; group++) {
    const own = rows.slice(offsets[group], offsets[group + 1]).filter((row) => counts(row) && isTold(row));
    if (own.length > 0) batches.push({ solver: solver[group], problem: problem[group], rows: own });
  }
  return { batches, incomparable: rows.filter((row) => counts(row) && !isTold(row)).sort() };
}

/**
 * Distances of all pairs of samples of a batch.
 *
 * @param rollouts The rollouts.
 * @param rows The rows of the batch, which have what the distance reads.
 * @param distance What tells samples apart.
 * @param tokenize How texts are split; undefined: at white space.
 * @returns The condensed distances.
 */
export function batchDistances({ embedding, text, answer }: Rollouts, rows: Int32Array, distance: SampleDistance, tokenize: Tokenizer | undefined): CondensedDistances {
  if (distance === "text") {
    const own = Array.from(rows, (row) => text?.[row] ?? "");
    return textDistances(own, tokenize === undefined ? {} : { tokenize });
  }
  if (distance === "embedding" && embedding !== undefined) return pairwiseDistances(embeddingRows(embedding, rows));
  const n = rows.length;
  const data = new Float64Array((n * (n - 1)) / 2);
  let at = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++, at++) data[at] = answer?.codes[rows[i]] === answer?.codes[rows[j]] ? 0 : 1;
  return { data, n };
}
