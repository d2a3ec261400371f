import type { EmbeddingsFile, FisherEmbeddingsFile, RolloutsFile, TableFile } from "../data/index.ts";

/** What a report says of its making, beside the results. */
export interface ReportContext {
  /** The command or call that made it. */
  readonly command?: string;
  /** Seed of everything random. */
  readonly seed?: string;
  /** The files the rollouts came from, as `readRollouts` describes them. */
  readonly files?: readonly RolloutsFile[];
  /** The files the embeddings came from, as `readEmbeddings` describes them. */
  readonly embeddings?: readonly Omit<EmbeddingsFile, "embedding" | "keys">[];
  /** The tables that were read. */
  readonly tables?: readonly Omit<TableFile, "columns">[];
  /** The file the solvers' Fisher embeddings came from. */
  readonly fisher?: Omit<FisherEmbeddingsFile, "data">;
}
