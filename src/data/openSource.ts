import { show } from "../numeric/check.ts";
import { DataError } from "../numeric/errors.ts";
import { openPath } from "./openPath.ts";
import { openRandomAccess, type RandomAccess } from "./openRandomAccess.ts";

/**
 * What rollouts can be read from: a path or file: URL (Node, Deno, Bun), a `File` or `Blob`, a stream of bytes,
 * or a text in memory.
 */
export type RolloutsSource = string | URL | Blob | ReadableStream<Uint8Array> | { readonly text: string; readonly name?: string };

/** A source ready to be read. */
export interface OpenedSource {
  /** Name for error messages. */
  readonly file: string;
  /** Size in bytes, where known. */
  readonly totalBytes?: number;
  /** The bytes, or the text where it is in memory already. */
  readonly content: ReadableStream<Uint8Array> | string;
  /** Opens it once more, to read its bytes in any order; absent for what can be read only once, such as a pipe. */
  readonly reopen?: () => Promise<RandomAccess>;
}

/**
 * Opens whatever holds the data.
 *
 * @param action What the caller does, for messages.
 * @param source The source.
 * @param name A name for error messages in place of the source's own.
 * @returns The opened source.
 * @throws {TypeError} If it is no source, or a path in a browser.
 * @throws {DataError} If there is no such file or it cannot be opened.
 */
export async function openSource(action: string, source: RolloutsSource, name?: string): Promise<OpenedSource> {
  if (typeof source === "string" || source instanceof URL) {
    const file = name ?? (typeof source === "string" ? source : decodeURIComponent(source.pathname));
    if (source instanceof URL && source.protocol !== "file:") {
      throw new TypeError(`Cannot ${action}: a URL must be a file: URL, got ${source.protocol}; pass the body of a fetch instead`);
    }
    try {
      const { size, stream } = await openPath(action, source);
      return { file, ...(size !== undefined && { totalBytes: size, reopen: () => openRandomAccess(action, source, file) }), content: stream };
    } catch (error) {
      if (error instanceof TypeError) throw error;
      throw new DataError(file, [{ message: `cannot be opened (${(error as Error).message})` }]);
    }
  }
  if (source instanceof Blob) {
    const file = name ?? (source as Partial<File>).name ?? "blob";
    return { file, totalBytes: source.size, content: source.stream() as ReadableStream<Uint8Array>, reopen: () => openRandomAccess(action, source, file) };
  }
  if (source instanceof ReadableStream) return { file: name ?? "stream", content: source };
  if (typeof source === "object" && source !== null && typeof source.text === "string") {
    return { file: name ?? source.name ?? "text", content: source.text };
  }
  throw new TypeError(`Cannot ${action}: the source must be a path, a file: URL, a Blob, a ReadableStream or { text }, got ${show(source)}`);
}
