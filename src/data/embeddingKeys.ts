import { show } from "../numeric/check.ts";
import { readCell } from "./readCell.ts";
import { recognisedColumns } from "./recognisedColumns.ts";
import { faultOf } from "./storedArray.ts";

/** The columns that can tell which sample an embedding belongs to. */
export type EmbeddingKey = "problem" | "solver" | "sample";

/** Which samples embeddings belong to: columns of one length, entry i for row i of the embeddings. */
export interface EmbeddingKeys {
  /** The problem. */
  readonly problem?: readonly string[];
  /** Who answered. */
  readonly solver?: readonly string[];
  /** Number of the sample within its problem and solver. */
  readonly sample?: Int32Array;
}

/** Names of arrays or columns in a file for the keys; null: do not read that key. */
export type KeyNames = Readonly<Partial<Record<EmbeddingKey, string | null>>>;

/** The keys. */
export const embeddingKeys: readonly EmbeddingKey[] = ["problem", "solver", "sample"];

/**
 * Reads the keys that a file has.
 *
 * @param file Name for error messages.
 * @param names What the caller calls them; keys not among them are looked for by their recognised names.
 * @param available The names of all arrays or columns of the file.
 * @param read Gives the values of an array or column.
 * @returns The keys found.
 * @throws {DataError} If a key asked for is not there, or a value cannot stand in its column.
 */
export async function readKeys(file: string, names: KeyNames, available: readonly string[], read: (name: string) => Promise<ArrayLike<unknown>>): Promise<EmbeddingKeys> {
  const keys: [EmbeddingKey, readonly string[] | Int32Array][] = [];
  for (const key of embeddingKeys) {
    const asked = names[key];
    const name = asked === undefined ? recognisedColumns[key].find((candidate) => available.includes(candidate)) : asked;
    if (name === undefined || name === null) continue;
    if (!available.includes(name)) throw faultOf(file, undefined, `expected ${show(name)} for ${key}, got ${available.map(show).join(", ")}`);
    keys.push([key, keyColumn(file, key, name, await read(name))]);
  }
  return Object.fromEntries(keys);
}

function keyColumn(file: string, key: EmbeddingKey, name: string, values: ArrayLike<unknown>): readonly string[] | Int32Array {
  const cells = Array.from(values, (value, row) => {
    const cell = readCell(key, typeof value === "bigint" ? asNumber(value) : value);
    if (typeof cell === "string" || typeof cell === "number") return cell;
    const use = key === name ? "" : ` for ${key}`;
    throw faultOf(file, name, `expected ${cell?.expected ?? "a value"}${use}, got ${show(value)} at row ${row}`);
  });
  return key === "sample" ? Int32Array.from(cells as number[]) : (cells as string[]);
}

/** The number, or what it was where it is not a safe integer, which is refused as such. */
function asNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
