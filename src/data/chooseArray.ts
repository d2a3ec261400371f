import { show } from "../numeric/check.ts";
import { recognisedColumns } from "./recognisedColumns.ts";
import { faultOf } from "./storedArray.ts";

/** An array or column in a file. */
export interface NamedArray {
  /** Its name; undefined where the file holds this one only. */
  readonly name: string | undefined;
  /** Whether it can hold embeddings, by its shape and type. */
  readonly fits: boolean;
  /** Its type and shape, for messages. */
  readonly description: string;
}

const shown = 20;

/**
 * Finds the embeddings in a file: what was asked for by name, else the only array that fits, else the one that fits and
 * has a recognised name.
 *
 * @param file Name for error messages.
 * @param arrays All arrays of the file.
 * @param asked The name given by the caller.
 * @returns One of them.
 * @throws {DataError} If there is none, or more than one to choose from.
 */
export function chooseArray<Item extends NamedArray>(file: string, arrays: readonly Item[], asked: string | undefined): Item {
  const found = arrays.slice(0, shown).map(({ name, description }) => (name === undefined ? `one without a name (${description})` : `${show(name)} (${description})`));
  const list = found.length === 0 ? "none" : found.join(", ") + (arrays.length > shown ? ", …" : "");
  if (asked !== undefined) {
    const item = arrays.find(({ name }) => name === asked);
    if (item === undefined) throw faultOf(file, undefined, `expected embeddings named ${show(asked)}, got ${list}`);
    return item;
  }
  const fitting = arrays.filter(({ fits }) => fits);
  const recognised = fitting.filter(({ name }) => name !== undefined && recognisedColumns.embedding.includes(name));
  const [item, ...others] = fitting.length === 1 ? fitting : recognised;
  if (item !== undefined && others.length === 0) return item;
  // What a file holds alone is what was meant: what is wrong with it says more.
  if (arrays.length === 1) return arrays[0];
  const expected = fitting.length === 0 ? "embeddings, numbers in rows and columns" : "one array of embeddings, or option `array` to say which";
  throw faultOf(file, undefined, `expected ${expected}, got ${list}`);
}
