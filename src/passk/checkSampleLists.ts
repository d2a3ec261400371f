import { checkArray, show } from "../numeric/check.ts";
import type { CheckedCounts } from "./counts.ts";

/** Checks one list of numbers per problem, each finite and the lists not empty; names the problem and the sample at fault. */
export function checkSampleLists(action: string, what: string, lists: readonly ArrayLike<number>[], problem?: readonly string[]): Pick<CheckedCounts, "size" | "n" | "name"> {
  const name = (i: number): string => (problem === undefined ? `problem ${i}` : `problem ${show(problem[i])} (index ${i})`);
  const n = new Int32Array(lists.length);
  for (let i = 0; i < lists.length; i++) {
    const list = lists[i];
    checkArray(action, `${what} of ${name(i)}`, list, 1);
    n[i] = list.length;
    for (let s = 0; s < list.length; s++) {
      const value: unknown = list[s];
      if (typeof value !== "number") throw new TypeError(`Cannot ${action}: ${what} must be numbers, got ${show(value)} at ${name(i)}, sample ${s}`);
      if (!Number.isFinite(value)) throw new RangeError(`Cannot ${action}: ${what} must be finite, got ${value} at ${name(i)}, sample ${s}`);
    }
  }
  return { size: lists.length, n, name };
}
