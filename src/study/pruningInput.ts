import type { BatchOptions } from "../cluster/index.ts";
import type { Rollouts } from "../data/index.ts";
import type { CondensedDistances } from "../distance/index.ts";
import { checkBoolean, checkFinite, checkInteger, show } from "../numeric/check.ts";
import type { Tokenizer } from "../text/index.ts";
import { pickBest } from "../vote/pickBest.ts";
import { batchDistances, type SampleDistance, sampleDistance } from "./pruningBatches.ts";

/** How the samples of a batch are compared and weighed; options of {@linkcode pruningStudy} and {@linkcode pruneRollouts}. */
export interface PruningInputOptions {
  /** What tells samples apart; embeddings unless there are none, then texts, then answers. */
  readonly distance?: SampleDistance;
  /** How texts are split; at white space unless given. */
  readonly tokenize?: Tokenizer;
  /** λ in (1 − λ)·d + λ·[answers differ], 0 … 1; 0 unless given. Needs answers. */
  readonly answerWeight?: number;
  /** T in weights ∝ exp(reward/T), > 0; Infinity, no weight by reward, unless given. Needs rewards. */
  readonly rewardTemperature?: number;
  /** T in weights ∝ exp(log-probability/T), > 0; Infinity unless given. Needs log-probabilities. */
  readonly logProbTemperature?: number;
  /** Whether the sample with the highest reward (the first of several) is kept in any case, except by random pruning; false unless given. Needs rewards. */
  readonly keepBest?: boolean;
  /** Starts of k-medoids; 1 unless given. */
  readonly nStarts?: number;
}

/** These options, complete and checked. */
export type PruningInput = Required<Omit<PruningInputOptions, "tokenize">> & Pick<PruningInputOptions, "tokenize">;

/** Names of these options. */
export const pruningInputNames: readonly (keyof PruningInputOptions)[] = ["distance", "tokenize", "answerWeight", "rewardTemperature", "logProbTemperature", "keepBest", "nStarts"];

/**
 * Completes and checks these options against the columns of rollouts.
 *
 * @param action What the caller does, for messages.
 * @param rollouts The rollouts.
 * @param options The options.
 * @returns The options with their defaults.
 * @throws {RangeError} If an option is out of range or needs a column that is missing.
 */
export function pruningInput(action: string, rollouts: Rollouts, options: PruningInputOptions): PruningInput {
  const { answerWeight = 0, rewardTemperature = Infinity, logProbTemperature = Infinity, keepBest = false, nStarts = 1, tokenize } = options;
  checkFinite(action, "answerWeight", answerWeight);
  if (answerWeight < 0 || answerWeight > 1) throw new RangeError(`Cannot ${action}: answerWeight must be from 0 to 1, got ${show(answerWeight)}`);
  for (const [name, temperature] of Object.entries({ rewardTemperature, logProbTemperature })) {
    if (typeof temperature !== "number" || !(temperature > 0)) throw new RangeError(`Cannot ${action}: ${name} must be above 0, got ${show(temperature)}`);
  }
  checkBoolean(action, "keepBest", keepBest);
  checkInteger(action, "nStarts", nStarts, 1);
  const needs = [
    [answerWeight > 0, "answerWeight", "answer"],
    [rewardTemperature < Infinity, "rewardTemperature", "reward"],
    [logProbTemperature < Infinity, "logProbTemperature", "logProb"],
    [keepBest, "keepBest", "reward"],
  ] as const;
  for (const [used, name, column] of needs) {
    if (used && rollouts[column] === undefined) throw new RangeError(`Cannot ${action}: rollouts must have a column \`${column}\` for ${name}, got none`);
  }
  const distance = sampleDistance(action, rollouts, options.distance);
  return { distance, answerWeight, rewardTemperature, logProbTemperature, keepBest, nStarts, ...(tokenize !== undefined && { tokenize }) };
}

/** One batch as `pruneBatch` and `pruneCurve` take it. */
export interface PruningBatch {
  /** Distances of all pairs of its samples. */
  readonly distances: CondensedDistances;
  /** Weights, answers, what must be kept. */
  readonly options: BatchOptions;
  /** Whether every sample has a reward, which is what top reward goes by. */
  readonly isRanked: boolean;
}

/**
 * Makes one batch ready.
 *
 * @param action What the caller does, for messages.
 * @param rollouts The rollouts.
 * @param rows The rows of the batch.
 * @param input The options.
 * @returns Distances and options.
 * @throws {RangeError} If a weight or `keepBest` needs a value that a sample lacks.
 */
export function pruningBatch(action: string, rollouts: Rollouts, rows: Int32Array, input: PruningInput): PruningBatch {
  const { distance, answerWeight, rewardTemperature, logProbTemperature, keepBest, nStarts, tokenize } = input;
  const { answer } = rollouts;
  const reward = valuesOf(rollouts.reward, rows);
  const logProb = valuesOf(rollouts.logProb, rows);
  const lacking = (rewardTemperature < Infinity || keepBest) && reward === undefined ? "reward" : logProbTemperature < Infinity && logProb === undefined ? "logProb" : undefined;
  if (lacking !== undefined) {
    const row = rows.find((own) => Number.isNaN(rollouts[lacking]?.[own])) ?? rows[0];
    throw new RangeError(`Cannot ${action}: every sample must have a \`${lacking}\`, got none at row ${row} (problem ${show(rollouts.problem.levels[rollouts.problem.codes[row]])})`);
  }
  return {
    distances: batchDistances(rollouts, rows, distance, tokenize),
    isRanked: reward !== undefined,
    options: {
      // Rewards also rank the samples for top reward; at a temperature of Infinity they are no weight.
      ...(reward !== undefined && { reward, rewardTemperature }),
      ...(logProb !== undefined && logProbTemperature < Infinity && { logProb, logProbTemperature }),
      ...(answerWeight > 0 && answer !== undefined && { answers: Array.from(rows, (row) => answer.levels[answer.codes[row]]), answerWeight }),
      ...(keepBest && reward !== undefined && { mustKeep: [pickBest(reward, "first", undefined).index] }),
      nStarts,
    },
  };
}

/** The values of some rows; undefined unless all have one. */
function valuesOf(column: Float64Array | undefined, rows: Int32Array): Float64Array | undefined {
  if (column === undefined) return undefined;
  const own = Float64Array.from(rows, (row) => column[row]);
  return own.some((value) => Number.isNaN(value)) ? undefined : own;
}
