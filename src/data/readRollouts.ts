import { checkChoice, checkOptions, show } from "../numeric/check.ts";
import { DataError, type DataProblem } from "../numeric/errors.ts";
import { type Bytes, byteChunks, firstBytes, type ReadingState } from "./byteChunks.ts";
import type { ColumnSource, IgnoredColumn } from "./columnMap.ts";
import { gatherBytes } from "./gatherBytes.ts";
import { openRandomAccess, type RandomAccess } from "./openRandomAccess.ts";
import { type OpenedSource, openSource, type RolloutsSource } from "./openSource.ts";
import { recognisedColumns, type RolloutColumn } from "./recognisedColumns.ts";
import type { DistinctByOptions } from "./repeatedSamples.ts";
import type { Rollouts } from "./rollouts.ts";
import type { BinaryFormat, FormatOptions, Reading, RolloutsFormat, TextReading } from "./rolloutsFormat.ts";
import { binaryFormatOf, rolloutsFormats, textFormatOf } from "./rolloutsFormats.ts";
import { blocksOf } from "./textBlocks.ts";

/** Options of {@linkcode readRollouts}. */
export interface ReadRolloutsOptions extends DistinctByOptions {
  /** The file's name for a column, in place of the recognised ones, e.g. `{ problem: "qid" }`; null: do not read that column. */
  readonly columns?: Readonly<Partial<Record<RolloutColumn, string | null>>>;
  /**
   * The further columns to keep; listing a recognised name keeps it as it is. By default every column whose values are
   * all numbers, truth values or texts of at most 64 characters.
   */
  readonly extra?: readonly string[];
  /** The filter whose rows to read of a log of lm-evaluation-harness, which has a row for each; needed where it has several. */
  readonly filter?: string;
  /** Whether to keep the text of the samples; default false. */
  readonly text?: boolean;
  /** Whether to keep the embeddings, lists of finite numbers of one length; default false. */
  readonly embedding?: boolean;
  /** The solver of rows that name none; default `"samples"`. */
  readonly solver?: string;
  /** Whether to leave out bad rows and report them rather than fail; default false. */
  readonly lenient?: boolean;
  /** The format, where it is not to be detected from the content. */
  readonly format?: RolloutsFormat;
  /** Name of the source in error messages; default its own. */
  readonly name?: string;
  /** Aborting makes the promise reject with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called about once per megabyte read, and at the end. */
  readonly onProgress?: (progress: ReadingProgress) => void;
}

/** How far the reading of a source has come. */
export interface ReadingProgress {
  /** Bytes of the source read so far, before decompression (of a text in memory: characters). */
  readonly bytes: number;
  /** Size of the source in bytes, where known. */
  readonly totalBytes?: number;
  /** Rows kept so far. */
  readonly rows: number;
}

/** What {@linkcode readRollouts} read, and from what. */
export interface RolloutsFile {
  /** The rows kept, as columns. */
  readonly rollouts: Rollouts;
  /** Name of the source. */
  readonly file: string;
  /** The format it was read as. */
  readonly format: RolloutsFormat;
  /** Whether it was compressed with gzip. */
  readonly compressed: boolean;
  /** Number of rows kept. */
  readonly rows: number;
  /** Which columns of the file each column was read from; columns without a value are absent. */
  readonly mapping: Readonly<Partial<Record<RolloutColumn, ColumnSource>>>;
  /** The columns of the file that were not kept, and why. */
  readonly ignored: readonly IgnoredColumn[];
  /** What was wrong with the rows left out, the first hundred of them; empty unless `lenient`. */
  readonly rejected: readonly DataProblem[];
  /** Number of rows left out. */
  readonly rejectedCount: number;
  /**
   * Line of the file at which each row kept starts, counted from 1, shape [rows]; the number of the row where the format has no lines (Parquet, a JSON
   * array, W&B tables); empty for evalplus, whose rows have neither.
   */
  readonly lines: Int32Array;
  /** What the file says of its rows that their columns do not, such as that a run was cut short. */
  readonly notes: readonly string[];
}

const action = "read rollouts";
const optionNames = ["columns", "extra", "distinctBy", "text", "embedding", "solver", "filter", "lenient", "format", "name", "signal", "onProgress"];
const progressStep = 2 ** 20;
const shownProblems = 10;

/** Enough to tell formats of bytes apart. */
const headLength = 64;

/** Blanks before the first row that are looked through. */
const mostBlanks = 2 ** 24;

/** What bytes that must be held in memory may unpack to. */
const largestUnpacked = 2 ** 31;

/**
 * Reads rollouts from a file: JSONL (one object per sample), CSV with a header, Parquet, a JSON array of objects, a table of W&B, a sample log
 * of lm-evaluation-harness, a log of inspect_ai, or the result file of human-eval or evalplus; plain or compressed with gzip.
 *
 * JSONL and CSV are read as streams: memory holds the columns kept and one line at a time. Of Parquet only the columns kept are read, one row group
 * at a time; the others are one document. Nothing is left out silently: a row that cannot be read fails the reading or, if `lenient`, is reported in
 * `rejected`. A file that is broken off, corrupt, not UTF-8 or empty always fails. The page on reading rollouts tells the formats and their rules.
 *
 * Format and columns are detected from the content; `mapping` tells what was taken for what. Where two recognised
 * columns say different things the row is refused and `columns` must say which to read.
 * A value is missing where the key is missing, null or an empty CSV cell. An embedding in a CSV cell is a JSON array.
 *
 * @param source A path or file: URL (Node, Deno, Bun), a `File` or `Blob`, a stream of bytes, or `{ text }`.
 * @param options Which columns to read, how to treat bad rows, progress.
 * @returns The rollouts and what was read from where.
 * @throws {TypeError} If the source or an option is of the wrong kind, or a path is given in a browser.
 * @throws {DataError} If the file cannot be read: the first ten problems with their lines, and how many there are.
 * @example
 * ```ts
 * import { readRollouts } from "@divlab/core/data";
 * const text = '{"task_id": "HumanEval/0", "passed": true}\n{"task_id": "HumanEval/0", "passed": false}\n';
 * const { rollouts, mapping } = await readRollouts({ text });
 * rollouts.correct; // => Int8Array [1, 0]
 * mapping.problem; // => { sources: ["task_id"], detected: true }
 * ```
 */
export async function readRollouts(source: RolloutsSource, options: ReadRolloutsOptions = {}): Promise<RolloutsFile> {
  checkReadOptions(options);
  const { columns = {}, extra, distinctBy = [], text = false, embedding = false, solver = "samples", lenient = false, filter, format: asked, name, signal, onProgress } = options;
  signal?.throwIfAborted();
  const opened = await openSource(action, source, name);
  const { file, totalBytes, content } = opened;
  const how: FormatOptions = { columns, extra, distinctBy, text, embedding, solver, filter };
  const state: ReadingState = { bytes: 0, compressed: false };
  let reported = 0;
  const report = (reading: Reading): void => {
    reported = state.bytes;
    onProgress?.({ bytes: state.bytes, ...(totalBytes !== undefined && { totalBytes }), rows: reading.size() });
  };
  const step = (reading: Reading): void => {
    if (state.bytes - reported >= progressStep) report(reading);
  };

  const readText = async (chunks: Bytes | string): Promise<Opened> => {
    let found: (Opened & { readonly reading: TextReading }) | undefined;
    let blanks = "";
    for await (const block of blocksOf(file, chunks, state, signal)) {
      if (found === undefined) {
        if (!/\S/.test(block)) {
          blanks += block;
          if (blanks.length > mostBlanks) throw new DataError(file, [{ message: `expected rollouts, got ${mostBlanks} blanks and line feeds before anything else` }]);
          continue;
        }
        blanks += block;
        const format = await textFormatOf(file, blanks, asked);
        if (format === undefined) continue;
        found = { format: format.format, reading: format.read(file, how) };
        await found.reading.push(blanks);
      } else await found.reading.push(block);
      step(found.reading);
    }
    if (found === undefined) throw new DataError(file, [{ message: "expected JSONL (one object per line) or CSV with a header, got an empty file" }]);
    await found.reading.end();
    return found;
  };
  const readBinary = async (binary: BinaryFormat, head: Uint8Array, chunks: Bytes): Promise<Opened> => {
    const reading = binary.read(file, how);
    const access = await bytesOf(opened, state, head, chunks);
    try {
      await reading.readAll(access, async (bytes) => {
        state.bytes = Math.max(state.bytes, bytes);
        step(reading);
        await new Promise((resolve) => setTimeout(resolve, 0));
        signal?.throwIfAborted();
      });
    } finally {
      await access.close();
    }
    state.bytes = Math.max(state.bytes, totalBytes ?? 0);
    return { format: binary.format, reading };
  };
  const readBytes = async (stream: ReadableStream<Uint8Array>): Promise<Opened> => {
    const chunks = byteChunks(action, file, stream, state, signal);
    try {
      const head = await firstBytes(chunks, headLength);
      const binary = await binaryFormatOf(file, head.subarray(0, headLength), asked);
      return await (binary === undefined ? readText(putBack(head, chunks)) : readBinary(binary, head, chunks));
    } finally {
      await chunks.return();
    }
  };

  const { format, reading } = await (typeof content === "string" ? readText(content) : readBytes(content));
  if (filter !== undefined && format !== "lm-eval") throw new DataError(file, [{ message: `expected a log of lm-evaluation-harness, which has filters, got ${format}` }]);
  const { rollouts, mapping, ignored, rejected, rejectedCount, lines, notes = [] } = reading.finish();
  if (rejectedCount > 0 && (!lenient || rollouts.size === 0)) throw new DataError(file, rejected.slice(0, shownProblems), rejectedCount);
  report(reading);
  return { rollouts, file, format, compressed: state.compressed, rows: rollouts.size, mapping, ignored, rejected, rejectedCount, lines, notes };
}

/** A file whose format is known, and what was read of it. */
interface Opened {
  readonly format: RolloutsFormat;
  readonly reading: Reading;
}

/** The chunks with the first of them before the others again. */
async function* putBack(head: Uint8Array, chunks: Bytes): Bytes {
  yield head;
  yield* chunks;
}

/** The bytes of a source in any order: fetched where they lie if they can be, else all of them in memory. */
async function bytesOf({ file, totalBytes, reopen }: OpenedSource, { compressed }: ReadingState, head: Uint8Array, chunks: Bytes): Promise<RandomAccess> {
  if (!compressed && reopen !== undefined) {
    await chunks.return();
    return reopen();
  }
  const bytes = await gatherBytes(file, head, chunks, compressed ? 0 : (totalBytes ?? 0), () => (compressed ? largestUnpacked : undefined));
  return openRandomAccess(action, bytes, file);
}

function checkReadOptions(options: ReadRolloutsOptions): void {
  checkOptions(action, options, optionNames);
  const { columns = {}, extra = [], distinctBy = [], solver = "samples", filter, format } = options;
  checkOptions(action, columns, Object.keys(recognisedColumns));
  const names = Object.values(columns).filter((name) => name !== null);
  for (const name of names) {
    if (typeof name !== "string") throw new TypeError(`Cannot ${action}: columns must be given by name, got ${show(name)}`);
  }
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new RangeError(`Cannot ${action}: columns must be read from different columns of the file, got ${show(twice)} twice`);
  if (!Array.isArray(extra) || extra.some((name) => typeof name !== "string")) {
    throw new TypeError(`Cannot ${action}: extra must be a list of column names, got ${show(extra)}`);
  }
  if (!Array.isArray(distinctBy) || distinctBy.some((name) => typeof name !== "string")) {
    throw new TypeError(`Cannot ${action}: distinctBy must be a list of column names, got ${show(distinctBy)}`);
  }
  if (filter !== undefined && typeof filter !== "string") throw new TypeError(`Cannot ${action}: filter must be a text, got ${show(filter)}`);
  if (typeof solver !== "string" || solver === "") throw new TypeError(`Cannot ${action}: solver must be a non-empty text, got ${show(solver)}`);
  if (format !== undefined) checkChoice(action, "format", format, rolloutsFormats);
}
