import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type FileContent, temporaryFor, writeNew } from "./writeFile.ts";

/**
 * Writes a folder of files whole or not at all: under a temporary name beside it, flushed, then renamed.
 *
 * @param path Where the folder should stand afterwards; there must be none yet.
 * @param files Its files: name, and what gives the content when its turn comes.
 */
export async function writeFolderWhole(path: string, files: readonly { readonly name: string; readonly content: () => FileContent }[]): Promise<void> {
  const temporary = temporaryFor(path);
  try {
    await mkdir(temporary);
    for (const { name, content } of files) await writeNew(join(temporary, name), content());
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}
