import { checkOptions, show } from "../numeric/check.ts";
import { DataError } from "../numeric/errors.ts";
import type { Matrix } from "../numeric/matrix.ts";
import { chooseArray } from "./chooseArray.ts";
import { type EmbeddingKeys, embeddingKeys, type KeyNames, readKeys } from "./embeddingKeys.ts";
import { openRandomAccess } from "./openRandomAccess.ts";
import type { RolloutsSource } from "./openSource.ts";
import { parquetEmbeddings } from "./parquetEmbeddings.ts";
import { readRollouts } from "./readRollouts.ts";
import { isNumeric, matrixOf, namesOf, showShape, type StoredArray } from "./storedArray.ts";
import { type EmbeddingsFormat, type EmbeddingsSource, withEmbeddingsFile } from "./withEmbeddingsFile.ts";

/** Options of {@linkcode readEmbeddings}. */
export interface ReadEmbeddingsOptions {
  /** Name of the array (.npz), tensor (safetensors) or column (Parquet, JSONL) that holds the embeddings, where it is not the only one. */
  readonly array?: string;
  /** The file's names for the keys, in place of the recognised ones, e.g. `{ problem: "ids" }`; null: do not read that key. */
  readonly keys?: Readonly<Partial<Record<"problem" | "solver" | "sample", string | null>>>;
  /** Name of the source in error messages; default its own. */
  readonly name?: string;
  /** Aborting makes the promise reject with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What {@linkcode readEmbeddings} read, and from what. */
export interface EmbeddingsFile {
  /** The embeddings, shape [rows, d]; float32 where the file has no more digits. A row of NaN where Parquet or JSONL have none. */
  readonly embedding: Matrix;
  /** Which samples they belong to, as far as the file says it. */
  readonly keys: EmbeddingKeys;
  /** Name of the source. */
  readonly file: string;
  /** The format it was read as. */
  readonly format: EmbeddingsFormat;
  /** Whether it was compressed with gzip. */
  readonly compressed: boolean;
  /** Name of the array, tensor or column; absent for .npy, whose array has none. */
  readonly array?: string;
  /** Type of its numbers, as the file writes it, e.g. `"<f4"`, `"BF16"`, `"FLOAT"`. */
  readonly dtype: string;
}

const action = "read embeddings";

/**
 * Reads embeddings from a file: .npy and .npz of numpy, safetensors, Parquet, or JSONL with a column of lists; each of
 * them plain or compressed with gzip. The format is detected from the content.
 *
 * Numbers are kept exactly as stored, whatever their byte order and memory order: float64 and integers as float64, float32, float16 and
 * bfloat16 as float32. Where the file also says which problem, solver and sample each row belongs to — columns of Parquet
 * and JSONL, further arrays of .npz and safetensors, under the recognised names of `readRollouts` or those given by option
 * `keys` — these are read, so that `attachEmbeddings` can match by them.
 *
 * @param source A path or file: URL (Node, Deno, Bun), a `File` or `Blob`, a stream of bytes, bytes in memory, or `{ text }`.
 * @param options Which array to read, and the names of the keys.
 * @returns The embeddings, their keys, and what was read from where.
 * @throws {TypeError} If the source or an option is of the wrong kind, or a path is given in a browser.
 * @throws {DataError} If the file is of no known format, broken off or corrupt, holds no array of numbers in two dimensions or more
 *   than one, or a number is not finite; the message names the array, what was expected and what was found.
 * @example
 * ```ts
 * import { readEmbeddings } from "@divlab/core/data";
 * // What `numpy.save` writes of a float32 array of two rows and two columns, put together by hand.
 * const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }".padEnd(117) + "\n";
 * const start = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, 118, 0, ...new TextEncoder().encode(header)];
 * const bytes = Uint8Array.from([...start, ...new Uint8Array(Float32Array.of(1, 2, 3, 0.5).buffer)]);
 * const { embedding, format, dtype } = await readEmbeddings(bytes);
 * embedding; // => { data: Float32Array [1, 2, 3, 0.5], shape: [2, 2] }
 * format; // => "npy"
 * dtype; // => "<f4"
 * ```
 */
export async function readEmbeddings(source: EmbeddingsSource, options: ReadEmbeddingsOptions = {}): Promise<EmbeddingsFile> {
  checkReadOptions(options);
  const { array, keys = {}, name, signal } = options;
  signal?.throwIfAborted();
  return withEmbeddingsFile(action, source, { name, signal }, async ({ file, format, compressed, arrays, bytes, rows }) => {
    if (rows !== undefined) return { ...(await readRows(file, rows, options)), compressed };
    if (bytes !== undefined) return { ...(await parquetEmbeddings(await openRandomAccess(action, bytes, file), array, keys)), file, format, compressed };
    return { ...(await ofArrays(file, arrays ?? [], array, keys)), file, format, compressed };
  });
}

/** The embeddings and keys among the arrays of a file. */
async function ofArrays(file: string, arrays: readonly StoredArray[], asked: string | undefined, keys: KeyNames): Promise<Pick<EmbeddingsFile, "embedding" | "keys" | "array" | "dtype">> {
  const described = arrays.map((array) => ({ ...array, fits: isNumeric(array) && array.shape.length === 2, description: `${array.dtype} ${showShape(array.shape)}` }));
  const chosen = chooseArray(file, described, asked);
  const embedding = await matrixOf(file, chosen);
  const [rows] = embedding.shape;
  const named = new Map(arrays.flatMap((array) => (array.name === undefined ? [] : [[array.name, array] as const])));
  const read = (name: string): Promise<ArrayLike<unknown>> => namesOf(file, named.get(name) as StoredArray, rows);
  return { embedding, keys: await readKeys(file, keys, [...named.keys()], read), ...(chosen.name !== undefined && { array: chosen.name }), dtype: chosen.dtype };
}

/** JSONL is read as rollouts are, so each row must name its problem. */
async function readRows(file: string, source: RolloutsSource, { array, keys = {}, signal }: ReadEmbeddingsOptions): Promise<EmbeddingsFile> {
  const others = { correct: null, answer: null, reward: null, logProb: null, tokens: null, text: null };
  const columns = { ...others, ...keys, ...(array !== undefined && { embedding: array }) };
  const { rollouts, mapping } = await readRollouts(source, { columns, embedding: true, extra: [], format: "jsonl", name: file, ...(signal !== undefined && { signal }) });
  const { embedding, problem, solver, sample } = rollouts;
  if (embedding === undefined) throw new DataError(file, [{ message: "expected a column of embeddings (embedding, embeddings, vector or one given by option `array`), got none" }]);
  return {
    embedding,
    keys: {
      problem: Array.from(problem.codes, (code) => problem.levels[code]),
      ...(mapping.solver !== undefined && { solver: Array.from(solver.codes, (code) => solver.levels[code]) }),
      ...(sample !== undefined && { sample }),
    },
    file,
    format: "jsonl",
    compressed: false,
    array: mapping.embedding?.sources[0] ?? "embedding",
    dtype: "number",
  };
}

function checkReadOptions(options: ReadEmbeddingsOptions): void {
  checkOptions(action, options, ["array", "keys", "name", "signal"]);
  const { array, keys = {} } = options;
  if (array !== undefined && typeof array !== "string") throw new TypeError(`Cannot ${action}: array must be a name, got ${show(array)}`);
  checkOptions(action, keys, embeddingKeys);
  for (const [key, name] of Object.entries(keys)) {
    if (name !== null && typeof name !== "string") throw new TypeError(`Cannot ${action}: keys.${key} must be a name or null, got ${show(name)}`);
  }
}
