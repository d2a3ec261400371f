import { DataError } from "../numeric/errors.ts";
import { csvFormat } from "./csvFormat.ts";
import { jsonlFormat } from "./jsonlFormat.ts";
import type { BinaryFormat, RolloutsFormat, TextFormat } from "./rolloutsFormat.ts";
import { type TextStart, textStart } from "./textStart.ts";

/** A format, how its files are recognised, and its reader: but for JSONL and CSV loaded when such a file is met, so that only those who have one pay for it. */
interface KnownFormat<Start, Format> {
  readonly format: RolloutsFormat;
  readonly starts: (start: Start) => boolean;
  readonly load: () => Promise<Format>;
}

const lmEvalMembers = ["doc", "target", "arguments", "resps", "filtered_resps"];

/** Results of evalplus: an object whose `eval` is an object, with only plain values before it. */
const evalplusStart = /^\{[^{}[\]]*"eval"\s*:\s*\{/;

/** A table of W&B that says only where its parts are: these lie in other files of the artifact. */
const ofParts = /^\{[^[\]]{0,1000}"_type"\s*:\s*"(partitioned-table|joined-table)"/;

/** The formats of text; a file is of the first that it starts like. */
const textFormats: readonly KnownFormat<TextStart, TextFormat>[] = [
  { format: "json", starts: ({ text }) => text.startsWith("["), load: async () => (await import("./jsonFormat.ts")).jsonFormat },
  {
    format: "inspect",
    starts: ({ members }) => members.has("version") && members.has("status") && members.get("eval") === "{",
    load: async () => (await import("./inspectFormat.ts")).inspectJsonFormat,
  },
  { format: "evalplus", starts: ({ isDocument, text }) => isDocument && evalplusStart.test(text), load: async () => (await import("./evalplusFormat.ts")).evalplusFormat },
  {
    format: "wandb",
    starts: ({ isDocument, members, text }) => isDocument && ((members.get("columns") === "[" && members.get("data") === "[") || ofParts.test(text)),
    load: async () => (await import("./wandbFormat.ts")).wandbFormat,
  },
  {
    format: "lm-eval",
    starts: ({ members }) => members.has("doc_id") && lmEvalMembers.filter((name) => members.has(name)).length >= 2,
    load: async () => (await import("./lmEvalFormat.ts")).lmEvalFormat,
  },
  { format: "jsonl", starts: ({ text }) => text.startsWith("{"), load: async () => jsonlFormat },
  { format: "csv", starts: () => true, load: async () => csvFormat },
];

/** The formats of bytes, by the first 64 of them. */
const binaryFormats: readonly KnownFormat<Uint8Array, BinaryFormat>[] = [
  { format: "parquet", starts: (head) => startsWith(head, "PAR1"), load: async () => (await import("./parquetFormat.ts")).parquetFormat },
  {
    format: "inspect",
    starts: (head) => startsWith(head, "PK\x03\x04") || startsWith(head, "PK\x05\x06"),
    load: async () => (await import("./inspectFormat.ts")).inspectEvalFormat,
  },
];

/** The names of all formats. */
export const rolloutsFormats: readonly RolloutsFormat[] = ["jsonl", "csv", "json", "evalplus", "lm-eval", "inspect", "wandb", "parquet"];

/**
 * The format of bytes that the first of them show.
 *
 * @param file Name for error messages.
 * @param head The first 64 bytes, fewer where there are no more.
 * @param asked The format that the caller says it is.
 * @returns The format; undefined for text.
 * @throws {DataError} If they are those of a file that cannot be read.
 */
export async function binaryFormatOf(file: string, head: Uint8Array, asked: RolloutsFormat | undefined): Promise<BinaryFormat | undefined> {
  const found = binaryFormats.find((format) => format.starts(head));
  if (asked !== undefined) {
    if (found?.format === asked) return found.load();
    // A format may be written as text or as bytes.
    return textFormats.some(({ format }) => format === asked) ? undefined : binaryFormats.find(({ format }) => format === asked)?.load();
  }
  if (found !== undefined) return found.load();
  const other = isText(head) ? undefined : (await import("./otherFile.ts")).otherFile(head);
  if (other !== undefined) throw new DataError(file, [{ message: `expected rollouts as JSONL, CSV, JSON or Parquet, got ${other}` }]);
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
export async function textFormatOf(file: string, text: string, asked: RolloutsFormat | undefined): Promise<TextFormat | undefined> {
  if (asked !== undefined) {
    const format = textFormats.find((candidate) => candidate.format === asked);
    if (format === undefined) throw new DataError(file, [{ message: `expected a file of format ${asked}, got text` }]);
    return format.load();
  }
  const start = textStart(text);
  if (start === undefined) return undefined;
  const found = textFormats.find((format) => format.starts(start));
  if (found?.format === "jsonl" && /^\{\s*\n/.test(start.text)) {
    throw new DataError(file, [{ message: "expected JSONL, one object per line, got an object over several lines; `jq -c .` puts it on one" }]);
  }
  return found?.load();
}

function startsWith(head: Uint8Array, mark: string): boolean {
  return head.length >= mark.length && [...mark].every((char, i) => head[i] === char.charCodeAt(0));
}

/** Whether bytes may be text: no control characters but blanks, and no first byte that only follows another in UTF-8. */
function isText(head: Uint8Array): boolean {
  return !(head[0] >= 0x80) && head.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d));
}
