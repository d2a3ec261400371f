import { checkSameLength, show } from "../numeric/check.ts";
import type { Counts } from "./counts.ts";

/** Which problem of one arm belongs to which of the other. */
export interface ProblemPairs {
  /** Index in the first arm of each pair, ascending. */
  readonly a: Int32Array;
  /** Index in the second arm of each pair. */
  readonly b: Int32Array;
  /** Names of the problems that only one arm has. */
  readonly unpaired: Unpaired;
}

/** Names of problems that only one of two arms has; both empty where problems are paired by position. */
export interface Unpaired {
  /** Problems only the first arm has, in its order. */
  readonly a: readonly string[];
  /** Problems only the second arm has, in its order. */
  readonly b: readonly string[];
}

/** Pairs the problems of two arms: by name where both arms carry names, by position otherwise. */
export function pairProblems(action: string, a: Counts, sizeA: number, b: Counts, sizeB: number): ProblemPairs {
  if (a.problem === undefined || b.problem === undefined) {
    checkSameLength(action, "a", sizeA, "b (pairing by position; give both arms `problem` names to pair by name)", sizeB);
    const index = Int32Array.from({ length: sizeA }, (_, i) => i);
    return { a: index, b: index, unpaired: { a: [], b: [] } };
  }
  const inA = byName(action, "a", a.problem);
  const inB = byName(action, "b", b.problem);
  const shared = a.problem.filter((name) => inB.has(name));
  if (shared.length === 0) {
    throw new RangeError(`Cannot ${action}: the arms must share problems, got none in common (a has ${show(a.problem[0])}, b has ${show(b.problem[0])})`);
  }
  return {
    a: Int32Array.from(shared, (name) => inA.get(name) as number),
    b: Int32Array.from(shared, (name) => inB.get(name) as number),
    unpaired: { a: a.problem.filter((name) => !inB.has(name)), b: b.problem.filter((name) => !inA.has(name)) },
  };
}

function byName(action: string, arm: string, names: readonly string[]): Map<string, number> {
  const index = new Map<string, number>();
  names.forEach((name, i) => {
    if (index.has(name)) throw new RangeError(`Cannot ${action}: problem names must differ, got ${show(name)} at indices ${index.get(name)} and ${i} of ${arm}`);
    index.set(name, i);
  });
  return index;
}
