import { DataError, type DataProblem } from "../numeric/errors.ts";
import { type Bytes, byteChunks, joined, type ReadingState } from "./byteChunks.ts";

const lineFeed = 0x0a;

/** Characters of a text in memory handed on before timers and painting get a turn. */
const textStep = 2 ** 20;

/**
 * The text of a source in blocks of whole lines, without a byte order mark; the last block may lack its line feed.
 * Bytes are unpacked if they start as gzip does and must be UTF-8. Memory holds one chunk, or one line where that is longer.
 *
 * @param file Name for error messages.
 * @param content The bytes or the text.
 * @param state Updated while reading.
 * @param signal Aborting ends the reading with the signal's reason.
 * @returns The blocks.
 * @throws {DataError} If the compressed data are broken off or corrupt, or the bytes are not UTF-8.
 */
export async function* textBlocks(
  file: string,
  content: ReadableStream<Uint8Array> | string,
  state: ReadingState,
  signal?: AbortSignal,
): AsyncGenerator<string, void, void> {
  yield* blocksOf(file, typeof content === "string" ? content : byteChunks("read rollouts", file, content, state, signal), state, signal);
}

/** The same of bytes that are unpacked already, or of a text. */
export async function* blocksOf(file: string, content: Bytes | string, state: ReadingState, signal?: AbortSignal): AsyncGenerator<string, void, void> {
  const blocks = typeof content === "string" ? cutText(content, state, signal) : decoded(file, wholeLines(content));
  let first = true;
  for await (const block of blocks) {
    yield first && block.charCodeAt(0) === 0xfeff ? block.slice(1) : block;
    first = false;
  }
}

async function* cutText(text: string, state: ReadingState, signal?: AbortSignal): AsyncGenerator<string, void, void> {
  for (let from = 0; from < text.length; ) {
    signal?.throwIfAborted();
    const feed = text.indexOf("\n", from + textStep);
    const to = feed === -1 ? text.length : feed + 1;
    state.bytes = to;
    yield text.slice(from, to);
    from = to;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** Blocks that end in a line feed, the last one perhaps without. A line feed byte never lies inside a UTF-8 character. */
async function* wholeLines(chunks: Bytes): Bytes {
  let rest: Uint8Array[] = [];
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(lineFeed) + 1;
    let start = 0;
    if (end > 0 && rest.length > 0) {
      // Only the line that the last chunk began is copied; the others are handed on where they lie.
      start = chunk.indexOf(lineFeed) + 1;
      yield joined([...rest, chunk.subarray(0, start)]);
      rest = [];
    }
    if (start < end) yield chunk.subarray(start, end);
    if (end < chunk.length) rest.push(chunk.subarray(end));
  }
  if (rest.length > 0) yield joined(rest);
}

async function* decoded(file: string, blocks: Bytes): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let line = 1;
  for await (const block of blocks) {
    let text = "";
    try {
      text = decoder.decode(block);
    } catch {
      throw new DataError(file, [firstUndecodable(block, line, decoder)]);
    }
    yield text;
    for (let feed = text.indexOf("\n"); feed !== -1; feed = text.indexOf("\n", feed + 1)) line++;
  }
}

/** The first line of a block that cannot be decoded; `line` is the number of its first line. */
function firstUndecodable(block: Uint8Array, line: number, decoder: TextDecoder): DataProblem {
  for (let from = 0, at = line; ; at++) {
    const feed = block.indexOf(lineFeed, from);
    const to = feed === -1 ? block.length : feed + 1;
    try {
      decoder.decode(block.subarray(from, to));
    } catch {
      return { line: at, message: "expected UTF-8 text, got bytes that cannot be decoded" };
    }
    from = to;
  }
}
