import { DataError } from "../numeric/errors.ts";
import { type Bytes, byteChunks, firstBytes, type ReadingState } from "./byteChunks.ts";
import { gatherBytes } from "./gatherBytes.ts";
import { isNpy, npyArray, npyHeader } from "./npyArray.ts";
import { npzArrays } from "./npzArrays.ts";
import { type OpenedSource, openSource, type RolloutsSource } from "./openSource.ts";
import { isSafetensors, safetensorsArrays } from "./safetensorsArrays.ts";
import { safetensorsHeader } from "./safetensorsHeader.ts";
import type { StoredArray } from "./storedArray.ts";

/** The formats {@linkcode readEmbeddings} knows. */
export type EmbeddingsFormat = "npy" | "npz" | "safetensors" | "parquet" | "jsonl";

/** What holds embeddings: whatever rollouts can be read from, or bytes in memory. */
export type EmbeddingsSource = RolloutsSource | Uint8Array | ArrayBuffer;

/** A file of embeddings whose format is known; one of `arrays`, `bytes` and `rows` is there. */
export interface OpenedEmbeddings {
  /** Name of the source. */
  readonly file: string;
  /** Its format. */
  readonly format: EmbeddingsFormat;
  /** Whether it was compressed with gzip. */
  readonly compressed: boolean;
  /** The arrays of .npy, .npz and safetensors. */
  readonly arrays?: readonly StoredArray[];
  /** The bytes of Parquet. */
  readonly bytes?: Uint8Array;
  /** The text of JSONL. */
  readonly rows?: RolloutsSource;
}

/** Enough to tell the formats apart. */
const headLength = 64;

/** What a compressed archive, whose length is known at its end only, may unpack to. */
const largestArchive = 2 ** 31;

/**
 * Opens a file of embeddings, detects its format and closes it again.
 *
 * @param action What the caller does, for messages.
 * @param source The source.
 * @param options Name for error messages in place of the source's own; signal.
 * @param use Reads what it needs.
 * @returns What `use` returns.
 * @throws {DataError} If the file is of no known format, broken off or corrupt.
 */
export async function withEmbeddingsFile<Result>(
  action: string,
  source: EmbeddingsSource,
  { name, signal }: { readonly name: string | undefined; readonly signal: AbortSignal | undefined },
  use: (opened: OpenedEmbeddings) => Promise<Result>,
): Promise<Result> {
  const { file, totalBytes = 0, content } = await open(action, source, name);
  if (typeof content === "string") return use({ file, format: "jsonl", compressed: false, rows: { text: content } });
  const state: ReadingState = { bytes: 0, compressed: false };
  const chunks = byteChunks(action, file, content, state, signal);
  try {
    const head = await firstBytes(chunks, headLength);
    const { compressed } = state;
    const format = detectFormat(file, head);
    if (format === "jsonl") return await use({ file, format, compressed, rows: streamOf(head, chunks) });
    const bytes = await gatherBytes(file, head, chunks, compressed ? 0 : totalBytes, declaredLength(file, format, compressed));
    if (format === "parquet") return await use({ file, format, compressed, bytes });
    return await use({ file, format, compressed, arrays: await arraysOf(file, format, bytes) });
  } finally {
    await chunks.return();
  }
}

async function open(action: string, source: EmbeddingsSource, name: string | undefined): Promise<OpenedSource> {
  if (!(source instanceof Uint8Array) && !(source instanceof ArrayBuffer)) return openSource(action, source, name);
  const bytes = source instanceof Uint8Array ? source : new Uint8Array(source);
  const content = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  return { file: name ?? "bytes", totalBytes: bytes.length, content };
}

function detectFormat(file: string, head: Uint8Array): EmbeddingsFormat {
  const magic = String.fromCharCode(...head.subarray(0, 4));
  if (isNpy(head)) return "npy";
  if (magic === "PK\x03\x04" || magic === "PK\x05\x06") return "npz";
  if (magic === "PAR1") return "parquet";
  if (isSafetensors(head)) return "safetensors";
  if (/^\s*\{/.test(new TextDecoder().decode(head.subarray(0, headLength)))) return "jsonl";
  const got = head.length === 0 ? "an empty file" : `bytes that start with ${Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(" ")}`;
  throw new DataError(file, [{ message: `expected embeddings as .npy, .npz, safetensors, Parquet or JSONL, got ${got}` }]);
}

/** How many bytes the first bytes of a file announce. */
function declaredLength(file: string, format: EmbeddingsFormat, compressed: boolean): (bytes: Uint8Array) => number | undefined {
  if (format === "safetensors") return (bytes) => safetensorsHeader(file, bytes)?.length;
  if (format !== "npy") return () => (compressed ? largestArchive : undefined);
  return (bytes) => {
    const header = npyHeader(file, undefined, bytes);
    return header?.kind === undefined ? undefined : header.length;
  };
}

async function arraysOf(file: string, format: "npy" | "npz" | "safetensors", bytes: Uint8Array): Promise<StoredArray[]> {
  if (format === "npz") return npzArrays(file, bytes);
  if (format === "safetensors") return safetensorsArrays(file, bytes);
  const header = npyHeader(file, undefined, bytes);
  if (header === undefined) throw new DataError(file, [{ message: `expected a whole header, got ${bytes.length} bytes: the file is broken off` }]);
  return [npyArray(file, undefined, header, async () => bytes)];
}

/** A stream of what was read and what is left. */
function streamOf(head: Uint8Array, chunks: Bytes): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => controller.enqueue(head),
    pull: async (controller) => {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}
