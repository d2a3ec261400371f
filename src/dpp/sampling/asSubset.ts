import { checkArray, checkInteger } from "../../numeric/check.ts";

/** Distinct items of 0 … n − 1 from a list, ascending. */
export function asSubset(action: string, name: string, items: ArrayLike<number>, n: number): Int32Array {
  checkArray(action, name, items);
  for (let i = 0; i < items.length; i++) checkInteger(action, `${name}[${i}]`, items[i], 0, n - 1);
  const sorted = Int32Array.from(items).sort();
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] === sorted[i - 1]) throw new RangeError(`Cannot ${action}: ${name} must be distinct, got ${sorted[i]} twice`);
  }
  return sorted;
}
