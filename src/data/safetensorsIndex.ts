import { show } from "../numeric/check.ts";
import { DataError } from "../numeric/errors.ts";
import { faultOf } from "./storedArray.ts";
import { strictJson } from "./strictJson.ts";

/** The index, its map; some room for what stands under `metadata`. */
const deepestIndex = 8;

/**
 * Reads the index of a checkpoint in several files: which of them holds each tensor.
 *
 * @param file Name for error messages.
 * @param bytes The index, `model.safetensors.index.json`.
 * @returns The name of the file by the name of the tensor.
 * @throws {DataError} If it is no such index, or a name leads out of the index's folder.
 * @see {@link https://huggingface.co/docs/safetensors/index}
 */
export function safetensorsIndex(file: string, bytes: Uint8Array): ReadonlyMap<string, string> {
  const members = strictJson(bytes, deepestIndex);
  const fail = (got: string): DataError => new DataError(file, [{ message: `expected an index of safetensors files, a JSON object with weight_map, got ${got}` }]);
  if ("fault" in members) throw fail(members.fault);
  const weightMap = members.get("weight_map");
  if (typeof weightMap !== "object" || weightMap === null || Array.isArray(weightMap)) throw fail(`${show(weightMap)} for it`);
  const shards = new Map<string, string>();
  for (const [tensor, name] of Object.entries(weightMap) as [string, unknown][]) {
    if (typeof name !== "string" || !isPlainName(name)) throw faultOf(file, tensor, `expected the name of a file in the folder of the index, got ${show(name)}`);
    shards.set(tensor, name);
  }
  if (shards.size === 0) throw fail("an empty one");
  return shards;
}

/** Whether a name cannot lead anywhere else: no separator of any system, no drive, no dots alone, nothing that does not print. */
function isPlainName(name: string): boolean {
  return name.endsWith(".safetensors") && !name.startsWith(".") && !/[/\\:\p{Cc}]/u.test(name);
}
