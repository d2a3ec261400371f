import { isSafetensors } from "./safetensorsArrays.ts";

/** What else is recognised, so that the refusal says what it is: their first bytes in Latin-1. */
const otherFiles: readonly (readonly [start: string, what: string])[] = [
  ["PK\x03\x04", "a zip archive"],
  ["PK\x05\x06", "an empty zip archive"],
  ["PARE", "Parquet with an encrypted footer"],
  ["\x93NUMPY", "a numpy array; embeddings are read by `readEmbeddings` and `--embeddings`"],
  ["\x28\xb5\x2f\xfd", "a file compressed by zstd; unpack it, or compress it by gzip"],
  ["\xfd7zXZ\0", "a file compressed by xz; unpack it, or compress it by gzip"],
  ["BZh91AY&SY", "a file compressed by bzip2; unpack it, or compress it by gzip"],
  ["ARROW1\0", "an Arrow file; write it as Parquet"],
  ["\xff\xff\xff\xff", "an Arrow stream; write it as Parquet"],
  ["SQLite format 3\0", "an SQLite database"],
  ["Obj\x01", "an Avro file"],
  ["\x89PNG", "a picture (PNG)"],
  ["\xff\xd8\xff", "a picture (JPEG)"],
  ["GIF8", "a picture (GIF)"],
  // No text in UTF-8 starts with this byte.
  ["\x80", "a pickle of Python, which could run any program"],
];

/**
 * What a file is that holds no rollouts, as far as its first bytes show it.
 *
 * @param head The first bytes.
 * @returns What it is, to go after "got"; undefined where they show nothing.
 */
export function otherFile(head: Uint8Array): string | undefined {
  const start = String.fromCharCode(...head);
  return otherFiles.find(([mark]) => start.startsWith(mark))?.[1] ?? (isSafetensors(head) ? "tensors (safetensors)" : undefined);
}
