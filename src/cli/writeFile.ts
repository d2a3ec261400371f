import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pid } from "node:process";

/**
 * Writes a file whole or not at all: to a temporary name in the same folder, flushed, then renamed over the target.
 *
 * @param path Where the file should stand afterwards.
 * @param text Its content, or the parts of it in their order; written as UTF-8.
 */
export async function writeFileWhole(path: string, text: string | AsyncIterable<string>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${pid}.tmp`);
  try {
    const file = await open(temporary, "wx");
    try {
      for await (const part of typeof text === "string" ? [text] : text) await file.writeFile(part, "utf8");
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
