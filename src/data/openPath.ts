/** A file under way: its size and its bytes. */
export interface OpenedFile {
  /** Size in bytes; absent for what is no regular file, such as a pipe. */
  readonly size?: number;
  /** Its bytes; cancelling closes the file. */
  readonly stream: ReadableStream<Uint8Array>;
}

/** What the library uses of a file system. */
export interface FileSystem {
  /** Opens a file for reading. */
  readonly open: (path: string | URL) => Promise<FileHandle>;
  /** What a path leads to, without opening it. */
  readonly stat: (path: string | URL) => Promise<FileStats>;
  /** Names of what a folder holds. */
  readonly readdir: (path: string) => Promise<string[]>;
  /** A path of several parts. */
  readonly join: (...parts: string[]) => string;
  /** The folder of a path. */
  readonly dirname: (path: string) => string;
  /** The last part of a path. */
  readonly basename: (path: string) => string;
  /** The path of a file: URL. */
  readonly fileURLToPath: (url: URL) => string;
}

/** Size, kind and last change of a file. */
export interface FileStats {
  /** Size in bytes. */
  readonly size: number;
  /** Milliseconds since 1970 of its last change. */
  readonly mtimeMs: number;
  /** Whether it is a regular file. */
  readonly isFile: () => boolean;
  /** Whether it is a folder. */
  readonly isDirectory: () => boolean;
}

/** An open file of Node. */
export interface FileHandle {
  /** Its size, kind and last change. */
  readonly stat: () => Promise<FileStats>;
  /** Reads at most `length` bytes into a buffer, at a position of the file or where the last reading ended. */
  readonly read: (buffer: Uint8Array, offset: number, length: number, position?: number) => Promise<{ readonly bytesRead: number }>;
  /** Closes it. */
  readonly close: () => Promise<void>;
}

const chunkSize = 2 ** 16;

/**
 * Opens a file in Node, Deno or Bun.
 *
 * @param action What the caller does, for messages.
 * @param path Path or file: URL.
 * @returns The opened file.
 * @throws {TypeError} Where the engine has no file system.
 */
export async function openPath(action: string, path: string | URL): Promise<OpenedFile> {
  const file = await fileSystem(action, "a File, a Blob or a ReadableStream").open(path);
  const stats = await file.stat();
  if (stats.isDirectory()) {
    await file.close();
    throw new Error("it is a directory");
  }
  const stream = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        // A fresh buffer each time: the consumer keeps parts of it.
        const buffer = new Uint8Array(chunkSize);
        const { bytesRead } = await file.read(buffer, 0, chunkSize);
        if (bytesRead > 0) return controller.enqueue(buffer.subarray(0, bytesRead));
        await file.close();
        controller.close();
      } catch (error) {
        await file.close();
        throw error;
      }
    },
    cancel: () => file.close(),
  });
  return { ...(stats.isFile() && { size: stats.size }), stream };
}

/**
 * The file system of Node, Deno or Bun, the only place where the library touches one.
 * Its modules are asked for at run time, so that bundlers for browsers find nothing to resolve.
 *
 * @param action What the caller does, for messages.
 * @param instead What to pass where there is no file system.
 * @returns Its functions.
 * @throws {TypeError} Where the engine has none.
 */
export function fileSystem(action: string, instead: string): FileSystem {
  const module = globalThis.process?.getBuiltinModule;
  if (module === undefined) throw new TypeError(`Cannot ${action}: a path can be opened in Node (20.16 or later), Deno and Bun only; pass ${instead} instead`);
  const { open, stat, readdir } = module("node:fs/promises");
  const { join, dirname, basename } = module("node:path");
  return { open, stat: (path) => stat(path), readdir: (path) => readdir(path), join, dirname, basename, fileURLToPath: module("node:url").fileURLToPath };
}
