import { show } from "../numeric/check.ts";
import type { CellFault } from "./readCell.ts";

const list: CellFault = { expected: "a list of finite numbers, at least one" };

/**
 * A value as a vector.
 *
 * @param value The value as the row has it: an array or a typed array.
 * @param width How many numbers the vectors before have; 0 where there is none before.
 * @returns It; undefined where it is null or undefined; a fault where it is no list of finite numbers or has not that many.
 */
export function readVector(value: unknown, width: number): ArrayLike<number> | undefined | CellFault {
  if (value === null || value === undefined) return undefined;
  if (!Array.isArray(value) && !(ArrayBuffer.isView(value) && "length" in value)) return list;
  const vector = value as unknown as ArrayLike<unknown>;
  if (vector.length === 0) return list;
  for (let i = 0; i < vector.length; i++) {
    if (!Number.isFinite(vector[i])) return { expected: "finite numbers", actual: `${show(vector[i])} at index ${i}` };
  }
  if (width !== 0 && vector.length !== width) return { expected: `${width} numbers as in the rows before`, actual: String(vector.length) };
  return vector as ArrayLike<number>;
}
