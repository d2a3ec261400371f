/**
 * Rollouts as columns, and the readers that make them: from here on everything is typed arrays and category codes.
 * Counts per problem, groups of samples and splits of problems are what the statistics take.
 */
export { DataError, type DataProblem } from "../numeric/errors.ts";
export type { Categorical } from "../numeric/types.ts";
export { attachEmbeddings, type AttachEmbeddingsOptions, type KeyedEmbeddings } from "./attachEmbeddings.ts";
export type { ColumnSource, IgnoredColumn } from "./columnMap.ts";
export { concatRollouts } from "./concatRollouts.ts";
export { countsByProblem, type SolverCounts } from "./countsByProblem.ts";
export type { EmbeddingKeys } from "./embeddingKeys.ts";
export { filterRollouts } from "./filterRollouts.ts";
export { type Accessor, fromRows, type RowAccessors } from "./fromRows.ts";
export { groupSamples, type GroupedSamples } from "./groupSamples.ts";
export { joinRollouts, type JoinRolloutsOptions, type NamedRollouts } from "./joinRollouts.ts";
export type { RolloutsSource } from "./openSource.ts";
export { type EmbeddingsFile, readEmbeddings, type ReadEmbeddingsOptions } from "./readEmbeddings.ts";
export { type FisherEmbeddingsFile, readFisherEmbeddings, type ReadFisherEmbeddingsOptions } from "./readFisherEmbeddings.ts";
export { type ReadingProgress, readRollouts, type ReadRolloutsOptions, type RolloutsFile } from "./readRollouts.ts";
export type { DistinctByOptions } from "./repeatedSamples.ts";
export { readTable, type ReadTableOptions, type TableFile } from "./readTable.ts";
export { recognisedColumns, type RolloutColumn } from "./recognisedColumns.ts";
export type { Rollouts } from "./rollouts.ts";
export type { RolloutsFormat } from "./rolloutsFormat.ts";
export { type EmbeddingsFormat, type EmbeddingsSource } from "./withEmbeddingsFile.ts";
export { type ProblemSplit, splitProblems, type SplitProblemsOptions } from "./splitProblems.ts";
