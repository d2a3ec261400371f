import { show } from "../numeric/check.ts";
import { DataError, type DataProblem } from "../numeric/errors.ts";
import { fileSystem } from "./openPath.ts";
import { nameOfFile, openRandomAccess, type RandomAccess } from "./openRandomAccess.ts";
import { checkSafetensorsLength, type SafetensorsHeader, safetensorsHeader, safetensorsHeaderSize, type StoredTensor } from "./safetensorsHeader.ts";
import { safetensorsIndex } from "./safetensorsIndex.ts";

/**
 * Where the weights of a model lie: a safetensors file, the index of several (`….safetensors.index.json`) or a folder that
 * holds either, as a path or file: URL (Node, Deno, Bun); or a `File` or `Blob`, or the files of an index together with it.
 */
export type CheckpointSource = string | URL | Blob | readonly File[];

/** A checkpoint whose heads have been read; nothing of it is open. */
export interface Checkpoint {
  /** Name for messages. */
  readonly name: string;
  /** Its files, by name. */
  readonly files: readonly CheckpointFile[];
  /** Its tensors by name. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  /** The index, where there is one. */
  readonly index: { readonly name: string; readonly bytes: Uint8Array } | undefined;
}

/** A safetensors file of a checkpoint. */
export interface CheckpointFile {
  /** Its name without folders. */
  readonly name: string;
  /** What opens it. */
  readonly source: string | Blob;
  /** What its head says. */
  readonly header: SafetensorsHeader;
  /** Milliseconds since 1970 of its last change; undefined for what cannot change. */
  readonly changed: number | undefined;
}

/** A tensor and the file that holds it. */
export interface CheckpointTensor extends StoredTensor {
  /** Index of the file among the checkpoint's. */
  readonly file: number;
}

/** The files that a source stands for. */
interface Located {
  /** Name for messages. */
  readonly name: string;
  /** The only file, or the index of several. */
  readonly main: string | Blob;
  /** Where it is an index, gives a file by its name without folders; undefined where there is none. */
  readonly find?: (name: string) => string | Blob | undefined;
}

const indexEnding = ".safetensors.index.json";
const weightsEnding = ".safetensors";

/** Far more than a map of a million tensors takes. */
const longestIndex = 100_000_000;

/**
 * Reads the heads of a checkpoint's files and checks that they belong together.
 *
 * @param action What the caller does, for messages.
 * @param source The checkpoint.
 * @param signal Aborting ends the reading with the signal's reason.
 * @returns What the heads say.
 * @throws {TypeError} If it is no source, or a path in a browser.
 * @throws {DataError} If a file is missing, broken off, corrupt or hostile, or the files are not what the index says.
 */
export async function openCheckpoint(action: string, source: CheckpointSource, signal?: AbortSignal): Promise<Checkpoint> {
  const { name, main, find } = await located(action, source);
  if (find === undefined) {
    const file = await fileOf(action, main, signal);
    const tensors = new Map(file.header.tensors.map((tensor) => [tensor.name, { ...tensor, file: 0 }] as const));
    return { name, files: [file], tensors, index: undefined };
  }
  const index = nameOfFile(main);
  const bytes = await indexBytes(action, main);
  const weightMap = safetensorsIndex(index, bytes);
  const files: CheckpointFile[] = [];
  for (const shard of [...new Set(weightMap.values())].sort()) {
    const found = find(shard);
    if (found === undefined) throw new DataError(index, [{ message: `expected ${show(shard)} beside the index, which names it, got no such file` }]);
    files.push(await fileOf(action, found, signal));
  }
  return { name, files, tensors: joinedTensors(index, weightMap, files), index: { name: baseName(main), bytes } };
}

/** The tensors of all files; refuses what the index does not say, or says otherwise. */
function joinedTensors(index: string, weightMap: ReadonlyMap<string, string>, files: readonly CheckpointFile[]): Map<string, CheckpointTensor> {
  const tensors = new Map<string, CheckpointTensor>();
  const problems: DataProblem[] = [];
  for (const [i, { name, header }] of files.entries()) {
    for (const tensor of header.tensors) {
      const said = weightMap.get(tensor.name);
      if (said === name) tensors.set(tensor.name, { ...tensor, file: i });
      else problems.push({ column: tensor.name, message: `expected it ${said === undefined ? "in no file" : `in ${said} alone`}, as the index says, got it in ${name}` });
    }
  }
  for (const [tensor, file] of weightMap) if (!tensors.has(tensor)) problems.push({ column: tensor, message: `expected it in ${file}, as the index says, got none there` });
  if (problems.length > 0) throw new DataError(index, problems.slice(0, 10), problems.length);
  return tensors;
}

async function fileOf(action: string, source: string | Blob, signal: AbortSignal | undefined): Promise<CheckpointFile> {
  signal?.throwIfAborted();
  const access = await openRandomAccess(action, source);
  try {
    return { name: baseName(source), source, header: await headerOf(access), changed: access.changed };
  } finally {
    await access.close();
  }
}

/** What the head of a file says; its length is held against the file's before a byte of it is read. */
async function headerOf({ file, size, readInto }: RandomAccess): Promise<SafetensorsHeader> {
  const broken = (expected: string): DataError => new DataError(file, [{ message: `expected ${expected}, got ${size}: it is broken off, or no safetensors file` }]);
  if (size < 8) throw broken("a safetensors file of at least 8 bytes");
  const prefix = new Uint8Array(8);
  await readInto(prefix, 0);
  const length = 8 + safetensorsHeaderSize(file, prefix);
  if (length > size) throw broken(`at least ${length} bytes, as its first eight say`);
  const head = new Uint8Array(length);
  await readInto(head, 0);
  const header = safetensorsHeader(file, head) as SafetensorsHeader;
  checkSafetensorsLength(file, header, size);
  return header;
}

async function indexBytes(action: string, index: string | Blob): Promise<Uint8Array> {
  const { file, size, readInto, close } = await openRandomAccess(action, index);
  try {
    if (size > longestIndex) throw new DataError(file, [{ message: `expected an index of at most ${longestIndex} bytes, got one of ${size}` }]);
    const bytes = new Uint8Array(size);
    await readInto(bytes, 0);
    return bytes;
  } finally {
    await close();
  }
}

async function located(action: string, source: CheckpointSource): Promise<Located> {
  if (source instanceof Blob) return { name: nameOfFile(source), main: source };
  if (typeof source === "string" || source instanceof URL) return locatedPath(action, source);
  if (!Array.isArray(source) || !source.every((file) => file instanceof Blob)) {
    throw new TypeError(`Cannot ${action}: a checkpoint must be a path, a file: URL, a Blob or a list of Files, got ${show(source)}`);
  }
  const weights = source.filter((file) => nameOfFile(file).endsWith(weightsEnding) || nameOfFile(file).endsWith(indexEnding));
  const files = new Map(weights.map((file) => [nameOfFile(file), file] as const));
  if (files.size < weights.length) throw new DataError("the list", [{ message: "expected files with names of their own, got two with one name" }]);
  const name = theOne("the list", [...files.keys()]);
  const main = files.get(name) as Blob;
  return name.endsWith(indexEnding) ? { name, main, find: (shard) => files.get(shard) } : { name, main };
}

async function locatedPath(action: string, source: string | URL): Promise<Located> {
  if (source instanceof URL && source.protocol !== "file:") throw new TypeError(`Cannot ${action}: a URL must be a file: URL, got ${source.protocol}; pass a Blob instead`);
  const { readdir, join, dirname, fileURLToPath } = fileSystem(action, "a File or a Blob");
  const path = source instanceof URL ? fileURLToPath(source) : source;
  const names = await readdir(path).catch(() => undefined);
  const main = names === undefined ? path : join(path, theOne(path, names));
  return main.endsWith(".json") ? { name: path, main, find: (shard) => join(dirname(main), shard) } : { name: path, main };
}

/** The index among names of files, or else the only safetensors file. */
function theOne(place: string, names: readonly string[]): string {
  const visible = names.filter((name) => !name.startsWith("."));
  const indices = visible.filter((name) => name.endsWith(indexEnding));
  const candidates = indices.length > 0 ? indices : visible.filter((name) => name.endsWith(weightsEnding));
  if (candidates.length === 1) return candidates[0];
  const got = candidates.length === 0 ? "none" : candidates.sort().slice(0, 10).join(", ");
  throw new DataError(place, [{ message: `expected one index (${indexEnding}) or one file (${weightsEnding}), got ${got}` }]);
}

function baseName(source: string | Blob): string {
  return typeof source === "string" ? fileSystem("name a file", "a File or a Blob").basename(source) : nameOfFile(source);
}
