import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** What a file is to hold: a text, or texts and bytes in their order. */
export type FileContent = string | AsyncIterable<string | Uint8Array>;

/**
 * Writes a file whole or not at all: to a temporary name in the same folder, flushed, then renamed over the target.
 *
 * @param path Where the file should stand afterwards.
 * @param content Its content; texts are written as UTF-8.
 */
export async function writeFileWhole(path: string, content: FileContent): Promise<void> {
  const temporary = temporaryFor(path);
  try {
    await writeNew(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** A name in the same folder that nothing else has, under which something is written before it is renamed. */
export function temporaryFor(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
}

/** Writes a file that is not there yet, and flushes it. */
export async function writeNew(path: string, content: FileContent): Promise<void> {
  const file = await open(path, "wx");
  try {
    for await (const part of typeof content === "string" ? [content] : content) {
      if (typeof part === "string") await file.writeFile(part, "utf8");
      else await writeBytes(file, part);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function writeBytes(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at);
    at += bytesWritten;
  }
}
