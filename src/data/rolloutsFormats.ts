import { DataError } from "../numeric/errors.ts";
import { csvFormat } from "./csvFormat.ts";
import { evalplusFormat } from "./evalplusFormat.ts";
import { inspectEvalFormat, inspectJsonFormat } from "./inspectFormat.ts";
import { jsonFormat } from "./jsonFormat.ts";
import { jsonlFormat } from "./jsonlFormat.ts";
import { lmEvalFormat } from "./lmEvalFormat.ts";
import { parquetFormat } from "./parquetFormat.ts";
import type { BinaryFormat, RolloutsFormat, TextFormat } from "./rolloutsFormat.ts";
import { isSafetensors } from "./safetensorsArrays.ts";
import { textStart } from "./textStart.ts";
import { wandbFormat } from "./wandbFormat.ts";

/** The formats of text; a file is of the first that it starts like. */
const textFormats: readonly TextFormat[] = [jsonFormat, inspectJsonFormat, evalplusFormat, wandbFormat, lmEvalFormat, jsonlFormat, csvFormat];

/** The formats of bytes. */
const binaryFormats: readonly BinaryFormat[] = [parquetFormat, inspectEvalFormat];

/** The names of all formats. */
export const rolloutsFormats: readonly RolloutsFormat[] = ["jsonl", "csv", "json", "evalplus", "lm-eval", "inspect", "wandb", "parquet"];

const expected = "expected rollouts as JSONL, CSV, JSON or Parquet";

/** What else is recognised, so that the refusal says what it is: the first bytes in Latin-1. */
const otherFiles: readonly (readonly [start: string, what: string])[] = [
  ["PK\x03\x04", "a zip archive"],
  ["PK\x05\x06", "an empty zip archive"],
  ["PARE", "Parquet with an encrypted footer"],
  ["\x93NUMPY", "a numpy array; embeddings are read by `readEmbeddings` and `--embeddings`"],
  ["\x28\xb5\x2f\xfd", "a file compressed by zstd; unpack it, or compress it by gzip"],
  ["\xfd7zXZ\0", "a file compressed by xz; unpack it, or compress it by gzip"],
  ["BZh91AY&SY", "a file compressed by bzip2; unpack it, or compress it by gzip"],
  ["ARROW1\0", "an Arrow file; write it as Parquet"],
  ["\xff\xff\xff\xff", "an Arrow stream; write it as Parquet"],
  ["SQLite format 3\0", "an SQLite database"],
  ["Obj\x01", "an Avro file"],
  // No text in UTF-8 starts with this byte.
  ["\x80", "a pickle of Python, which could run any program"],
];

/**
 * The format of bytes that the first of them show.
 *
 * @param file Name for error messages.
 * @param head The first 64 bytes, fewer where there are no more.
 * @param asked The format that the caller says it is.
 * @returns The format; undefined for text.
 * @throws {DataError} If they are those of a file that cannot be read.
 */
export function binaryFormatOf(file: string, head: Uint8Array, asked: RolloutsFormat | undefined): BinaryFormat | undefined {
  const found = binaryFormats.find((format) => format.starts(head));
  if (asked !== undefined) {
    // A format may be written as text or as bytes.
    if (found?.format === asked || textFormats.some(({ format }) => format === asked)) return found?.format === asked ? found : undefined;
    return binaryFormats.find(({ format }) => format === asked);
  }
  if (found !== undefined) return found;
  const other = otherFiles.find(([start]) => String.fromCharCode(...head).startsWith(start))?.[1] ?? (isSafetensors(head) ? "tensors (safetensors)" : undefined);
  if (other !== undefined) throw new DataError(file, [{ message: `${expected}, got ${other}` }]);
  return undefined;
}

/**
 * The format of text that its start shows.
 *
 * @param file Name for error messages.
 * @param text What of it came first, in whole lines.
 * @param asked The format that the caller says it is.
 * @returns The format; undefined while the text is blank.
 * @throws {DataError} If it is of none, or the one asked for is not text.
 */
export function textFormatOf(file: string, text: string, asked: RolloutsFormat | undefined): TextFormat | undefined {
  if (asked !== undefined) {
    const format = textFormats.find((candidate) => candidate.format === asked);
    if (format === undefined) throw new DataError(file, [{ message: `expected a file of format ${asked}, got text` }]);
    return format;
  }
  const start = textStart(text);
  if (start === undefined) return undefined;
  const found = textFormats.find((format) => format.starts(start));
  if (found === jsonlFormat && /^\{\s*\n/.test(start.text)) {
    throw new DataError(file, [{ message: "expected JSONL, one object per line, got an object over several lines; `jq -c .` puts it on one" }]);
  }
  return found;
}
