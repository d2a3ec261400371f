import { DataError } from "../numeric/errors.ts";
import { fileSystem } from "./openPath.ts";

/** A file whose bytes can be read in any order. */
export interface RandomAccess {
  /** Name for error messages. */
  readonly file: string;
  /** Size in bytes. */
  readonly size: number;
  /** Milliseconds since 1970 of its last change; undefined for what cannot change. */
  readonly changed: number | undefined;
  /** Fills a buffer with the bytes from a position on; a file that ends before is refused. */
  readonly readInto: (target: Uint8Array, position: number) => Promise<void>;
  /** Whether size and last change are still those it was opened with. */
  readonly unchanged: () => Promise<boolean>;
  /** Lets the file go. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a file for reading in any order.
 *
 * @param action What the caller does, for messages.
 * @param source A path or file: URL (Node, Deno, Bun), a `File` or `Blob`, or bytes in memory.
 * @param name Name for error messages in place of the source's own.
 * @returns The opened file.
 * @throws {TypeError} If it is a path where the engine has no file system.
 * @throws {DataError} If there is no such file, or it is none.
 */
export async function openRandomAccess(action: string, source: string | URL | Blob | Uint8Array, name?: string): Promise<RandomAccess> {
  if (source instanceof Uint8Array) return ofBytes(source, name ?? "bytes");
  return source instanceof Blob ? ofBlob(source, name ?? nameOfFile(source)) : ofPath(action, source, name ?? String(source));
}

/** The name of a source in messages. */
export function nameOfFile(source: string | Blob): string {
  return typeof source === "string" ? source : ((source as Partial<File>).name ?? "blob");
}

function ofBytes(bytes: Uint8Array, file: string): RandomAccess {
  return {
    file,
    size: bytes.length,
    changed: undefined,
    readInto: async (target, position) => {
      if (position + target.length > bytes.length) throw new DataError(file, [{ message: `expected ${position + target.length} bytes or more, got ${bytes.length}` }]);
      target.set(bytes.subarray(position, position + target.length));
    },
    unchanged: async () => true,
    close: async () => {},
  };
}

function ofBlob(blob: Blob, file: string): RandomAccess {
  return {
    file,
    size: blob.size,
    changed: undefined,
    readInto: async (target, position) => {
      try {
        target.set(new Uint8Array(await blob.slice(position, position + target.length).arrayBuffer()));
      } catch (error) {
        throw new DataError(file, [{ message: `cannot be read (${(error as Error).message})` }]);
      }
    },
    unchanged: async () => true,
    close: async () => {},
  };
}

async function ofPath(action: string, path: string | URL, file: string): Promise<RandomAccess> {
  const { open, stat } = fileSystem(action, "a File or a Blob");
  const refuse = (done: string, error: unknown): DataError => new DataError(file, [{ message: `cannot be ${done} (${(error as Error).message})` }]);
  // Before it is opened, since opening a pipe waits for somebody to write to it, without end.
  const kind = await stat(path).catch((error: unknown) => {
    throw refuse("opened", error);
  });
  if (!kind.isFile()) throw new DataError(file, [{ message: `cannot be opened (it is ${kind.isDirectory() ? "a directory" : "no regular file"})` }]);
  const handle = await open(path).catch((error: unknown) => {
    throw refuse("opened", error);
  });
  const stats = await handle.stat();
  return {
    file,
    size: stats.size,
    changed: stats.mtimeMs,
    readInto: async (target, position) => {
      for (let at = 0; at < target.length; ) {
        const { bytesRead } = await handle.read(target, at, target.length - at, position + at).catch((error: unknown) => {
          throw refuse("read", error);
        });
        if (bytesRead === 0) throw new DataError(file, [{ message: `expected ${stats.size} bytes, its size when it was opened, got ${position + at}: it has changed meanwhile` }]);
        at += bytesRead;
      }
    },
    unchanged: async () => {
      const { size, mtimeMs } = await handle.stat();
      return size === stats.size && mtimeMs === stats.mtimeMs;
    },
    close: () => handle.close(),
  };
}
