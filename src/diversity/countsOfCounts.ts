import { checkArray, checkInteger } from "../numeric/check.ts";

/** Distinct positive counts in ascending order, and how many kinds have each: at most √(2n) of them. */
export interface CountsOfCounts {
  readonly size: Float64Array;
  readonly kinds: Float64Array;
  readonly n: number;
}

/**
 * Tallies counts.
 *
 * @param action What the caller does, for messages.
 * @param counts How often each kind was seen, shape [kinds].
 * @returns The distinct counts and how often each occurs.
 * @throws {RangeError} If a count is no integer ≥ 0.
 */
export function countsOfCounts(action: string, counts: ArrayLike<number>): CountsOfCounts {
  checkArray(action, "counts", counts);
  const kindsOf = new Map<number, number>();
  let n = 0;
  for (let i = 0; i < counts.length; i++) {
    checkInteger(action, `counts[${i}]`, counts[i], 0);
    if (counts[i] > 0) kindsOf.set(counts[i], (kindsOf.get(counts[i]) ?? 0) + 1);
    n += counts[i];
  }
  const size = Float64Array.from(kindsOf.keys()).sort();
  return { size, kinds: size.map((count) => kindsOf.get(count) as number), n };
}
