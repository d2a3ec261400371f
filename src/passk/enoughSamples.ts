import type { CheckedCounts } from "./counts.ts";

/** What to do with problems that have fewer samples than k: refuse, or leave them out and say so. */
export type TooFew = "throw" | "skip";

/** Which problems a statistic at k is defined for. */
export interface Selection {
  /** Indices of the problems with n ≥ k, ascending. */
  readonly used: Int32Array;
  /** Indices of the others, ascending. */
  readonly leftOut: Int32Array;
}

/** Splits the problems by n ≥ k; fails if some have fewer and `tooFew` is `"throw"`, or if none has as many. */
export function enoughSamples(action: string, problems: Pick<CheckedCounts, "size" | "n" | "name">, k: number, tooFew: TooFew): Selection {
  const { size, n, name } = problems;
  const used = new Int32Array(size);
  const leftOut = new Int32Array(size);
  let enough = 0;
  let few = 0;
  for (let i = 0; i < size; i++) {
    if (n[i] >= k) used[enough++] = i;
    else leftOut[few++] = i;
  }
  if (few > 0 && (tooFew === "throw" || enough === 0)) {
    const i = leftOut[0];
    const others = few === 1 ? "" : `; ${few} of ${size} problems have too few`;
    const advice = enough === 0 ? "sample more or lower k" : 'sample more, lower k, or leave such problems out with tooFew: "skip"';
    throw new RangeError(`Cannot ${action}: every problem used must have at least k = ${k} samples, got n = ${n[i]} at ${name(i)}${others}; ${advice}`);
  }
  return { used: used.slice(0, enough), leftOut: leftOut.slice(0, few) };
}
