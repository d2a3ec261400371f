import { type EmbeddingsFile, type FisherEmbeddingsFile, readEmbeddings, readFisherEmbeddings, readRollouts, readTable, type RolloutColumn, type RolloutsFile, type TableFile } from "@divlab/core";

/** How a file is to be read. */
export interface ReadingWishes {
  /** Names of columns where those that are recognised do not fit. */
  readonly columns: Readonly<Partial<Record<RolloutColumn, string>>>;
  /** The filter whose rows to read of a log of lm-evaluation-harness; none by default. */
  readonly filter?: string;
  /** Whether bad rows are left out. */
  readonly lenient: boolean;
}

/** What a dropped file turned out to be. */
export type ReadFile =
  | { readonly role: "rollouts"; readonly file: RolloutsFile }
  | { readonly role: "embeddings"; readonly file: EmbeddingsFile }
  | { readonly role: "fisher"; readonly file: FisherEmbeddingsFile }
  | { readonly role: "training"; readonly file: TableFile }
  | { readonly role: "ensembles"; readonly file: TableFile };

/** What long work tells the page, and how the page ends it. */
export interface Work {
  readonly signal: AbortSignal;
  readonly onProgress: (label: string, share: number) => void;
}

/** Columns that may say where in training a sample was taken; they also tell samples of the same number apart. */
export const positionColumns: readonly string[] = ["step", "epoch", "checkpoint", "delta", "run"];

/** Reads a file as what its name and its content say it is. */
export async function readFile(source: File, { columns, filter, lenient }: ReadingWishes, { signal, onProgress }: Work): Promise<ReadFile> {
  if (/\.(npy|npz|safetensors)(\.gz)?$/i.test(source.name)) return readArrays(source, signal);
  const tabular = /\.csv(\.gz)?$/i.test(source.name) ? await columnNames(source, signal) : [];
  const has = (...names: string[]): boolean => names.every((name) => tabular.includes(name));
  if (has("ensemble", "split", "edc", "s0", "ds")) return { role: "ensembles", file: await readTable(source, { signal }) };
  if (has("ensemble", "split", "accuracy")) return { role: "training", file: await readTable(source, { signal }) };
  const options = {
    columns,
    lenient,
    signal,
    ...(filter !== undefined && { filter }),
    distinctBy: positionColumns,
    solver: stem(source.name),
    text: true,
    embedding: true,
    onProgress: ({ bytes, totalBytes = Infinity }: { readonly bytes: number; readonly totalBytes?: number }) => onProgress(`Reading ${source.name}`, bytes / totalBytes),
  };
  try {
    return { role: "rollouts", file: await readRollouts(source, options) };
  } catch (error) {
    if (!/\.parquet$/i.test(source.name) || signal.aborted) throw error;
    // A Parquet file without problems may hold embeddings alone.
    const file = await readEmbeddings(source, { signal }).catch(() => undefined);
    if (file === undefined) throw error;
    return { role: "embeddings", file };
  }
}

/** The name of a file without its endings. */
export function stem(name: string): string {
  return name.replace(/(\.(jsonl|ndjson|json|csv|parquet|eval|npy|npz|safetensors|gz))+$/i, "") || name;
}

/** Embeddings have two dimensions; those of solvers on batches (Fisher, Task2Vec) have three, or come as one array per solver. */
async function readArrays(source: File, signal: AbortSignal): Promise<ReadFile> {
  try {
    return { role: "embeddings", file: await readEmbeddings(source, { signal }) };
  } catch (error) {
    const file = await readFisherEmbeddings(source, { signal }).catch(() => undefined);
    if (file === undefined) throw error;
    return { role: "fisher", file };
  }
}

async function columnNames(source: File, signal: AbortSignal): Promise<readonly string[]> {
  const table = await readTable(source, { limit: 1, signal }).catch(() => undefined);
  return Object.keys(table?.columns ?? {});
}
