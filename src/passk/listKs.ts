import { checkArray, checkInteger } from "../numeric/check.ts";

/** The wanted k as a list: 1 … ks for a number, else `ks` itself once it is known to hold integers ≥ 1 that ascend. */
export function listKs(action: string, ks: number | ArrayLike<number>): Float64Array {
  if (typeof ks === "number") {
    checkInteger(action, "the largest k", ks, 1);
    return new Float64Array(ks).map((_, j) => j + 1);
  }
  checkArray(action, "ks", ks, 1);
  for (let j = 0; j < ks.length; j++) {
    checkInteger(action, `ks[${j}]`, ks[j], 1);
    if (j > 0 && ks[j] <= ks[j - 1]) throw new RangeError(`Cannot ${action}: ks must ascend without repeats, got ${ks[j]} after ${ks[j - 1]} at index ${j}`);
  }
  return Float64Array.from(ks);
}
