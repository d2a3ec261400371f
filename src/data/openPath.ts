/** A file under way: its size and its bytes. */
export interface OpenedFile {
  /** Size in bytes; absent for what is no regular file, such as a pipe. */
  readonly size?: number;
  /** Its bytes; cancelling closes the file. */
  readonly stream: ReadableStream<Uint8Array>;
}

const chunkSize = 2 ** 16;

/**
 * Opens a file in Node, Deno or Bun, the only place where the library touches a file system.
 * The module is asked for at run time, so that bundlers for browsers find nothing to resolve.
 *
 * @param action What the caller does, for messages.
 * @param path Path or file: URL.
 * @returns The opened file.
 * @throws {TypeError} Where the engine has no file system.
 */
export async function openPath(action: string, path: string | URL): Promise<OpenedFile> {
  const fs = globalThis.process?.getBuiltinModule?.("node:fs/promises");
  if (fs === undefined) {
    throw new TypeError(`Cannot ${action}: a path can be opened in Node (20.16 or later), Deno and Bun only; pass a File, a Blob or a ReadableStream instead`);
  }
  const file = await fs.open(path);
  const stats = await file.stat();
  if (stats.isDirectory()) {
    await file.close();
    throw new Error("it is a directory");
  }
  const stream = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        // A fresh buffer each time: the consumer keeps parts of it.
        const { bytesRead, buffer } = await file.read(new Uint8Array(chunkSize), 0, chunkSize);
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
