import { show } from "../numeric/check.ts";
import { DataError } from "../numeric/errors.ts";

/** What the reading of a source has come to. */
export interface ReadingState {
  /** Bytes of the source read so far, before decompression. */
  bytes: number;
  /** Whether the source turned out to be compressed. */
  compressed: boolean;
}

/** Bytes as they come, in chunks of any length. */
export type Bytes = AsyncGenerator<Uint8Array, void, void>;

/**
 * The bytes of a source after decompression, if they need any: the first two tell, whatever the file is called.
 *
 * @param action What the caller does, for messages.
 * @param file Name for error messages.
 * @param stream The bytes.
 * @param state Updated while reading.
 * @param signal Aborting ends the reading with the signal's reason.
 * @returns The chunks; the source is let go when they are not read to the end.
 * @throws {DataError} If the compressed data are broken off or corrupt.
 */
export async function* byteChunks(action: string, file: string, stream: ReadableStream<Uint8Array>, state: ReadingState, signal?: AbortSignal): Bytes {
  const chunks = chunksOf(action, stream, signal, (length) => {
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
    if (state.compressed) yield* gunzipped(action, file, head, chunks, signal);
    else {
      yield head;
      yield* chunks;
    }
  } finally {
    await chunks.return();
  }
}

/** Chunks joined until they are `length` bytes, fewer where there are no more. */
export async function firstBytes(chunks: Bytes, length: number): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < length) {
    const { done, value } = await chunks.next();
    if (done) break;
    head = head.length === 0 ? value : joined([head, value]);
  }
  return head;
}

/** The chunks of a stream, which is cancelled when the reading ends early. */
async function* chunksOf(action: string, stream: ReadableStream<Uint8Array>, signal: AbortSignal | undefined, onChunk?: (length: number) => void): Bytes {
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
      if (!(value instanceof Uint8Array)) throw new TypeError(`Cannot ${action}: the stream must give Uint8Array chunks, got ${show(value)}`);
      onChunk?.(value.length);
      yield value;
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
    await reader.cancel().catch(() => undefined);
  }
}

async function* gunzipped(action: string, file: string, head: Uint8Array, chunks: Bytes, signal?: AbortSignal): Bytes {
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
    yield* chunksOf(action, source.pipeThrough(new DecompressionStream("gzip") as ReadableWritablePair<Uint8Array, Uint8Array>), signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (sourceError !== undefined) throw sourceError;
    throw new DataError(file, [{ message: `expected a complete gzip file, got one that is broken off or corrupt (${(error as Error).message})` }]);
  }
}

/** Several pieces as one; a single one is not copied. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
