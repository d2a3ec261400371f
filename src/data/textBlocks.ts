import { show } from "../numeric/check.ts";
import { DataError, type DataProblem } from "../numeric/errors.ts";

/** What the reading of a source has come to. */
export interface ReadingState {
  /** Bytes of the source read so far, before decompression. */
  bytes: number;
  /** Whether the source turned out to be compressed. */
  compressed: boolean;
}

type Bytes = AsyncGenerator<Uint8Array, void, void>;

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
  const blocks = typeof content === "string" ? cutText(content, state, signal) : decoded(file, wholeLines(unpacked(file, content, state, signal)));
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

/** The chunks of a stream, which is cancelled when the reading ends early. */
async function* chunksOf(stream: ReadableStream<Uint8Array>, signal: AbortSignal | undefined, onChunk?: (length: number) => void): Bytes {
  const reader = stream.getReader();
  const cancel = (): void => void reader.cancel(signal?.reason).catch(() => undefined);
  // A stream that waits for the network would otherwise notice the abort only with its next chunk.
  signal?.addEventListener("abort", cancel);
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = await reader.read();
      signal?.throwIfAborted();
      if (done) return;
      if (!(value instanceof Uint8Array)) throw new TypeError(`Cannot read rollouts: the stream must give Uint8Array chunks, got ${show(value)}`);
      onChunk?.(value.length);
      yield value;
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
    await reader.cancel().catch(() => undefined);
  }
}

/** The bytes after decompression, if they need any: the first two tell, whatever the file is called. */
async function* unpacked(file: string, stream: ReadableStream<Uint8Array>, state: ReadingState, signal?: AbortSignal): Bytes {
  const chunks = chunksOf(stream, signal, (length) => {
    state.bytes += length;
  });
  try {
    let head: Uint8Array = new Uint8Array(0);
    while (head.length < 2) {
      const { done, value } = await chunks.next();
      if (done) break;
      head = joined([head, value]);
    }
    state.compressed = head[0] === 0x1f && head[1] === 0x8b;
    if (state.compressed) yield* gunzipped(file, head, chunks, signal);
    else {
      yield head;
      yield* chunks;
    }
  } finally {
    await chunks.return();
  }
}

async function* gunzipped(file: string, head: Uint8Array, chunks: Bytes, signal?: AbortSignal): Bytes {
  let sourceError: unknown;
  const source = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(head),
    pull: async (controller) => {
      try {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        sourceError = error;
        throw error;
      }
    },
  });
  try {
    yield* chunksOf(source.pipeThrough(new DecompressionStream("gzip") as ReadableWritablePair<Uint8Array, Uint8Array>), signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (sourceError !== undefined) throw sourceError;
    throw new DataError(file, [{ message: `expected a complete gzip file, got one that is broken off or corrupt (${(error as Error).message})` }]);
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
    } catch (error) {
      return { line: at, message: `expected UTF-8 text, got bytes that cannot be decoded (${(error as Error).message})` };
    }
    from = to;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
