import { checkArray, checkBetween, checkOptions, show } from "../numeric/check.ts";
import { createRng, type RngLike, shuffledIndices } from "../random/index.ts";

/** Options of {@linkcode splitProblems}. */
export interface SplitProblemsOptions {
  /** Share of the problems that go to `train`, strictly between 0 and 1; default ½. */
  readonly share?: number;
  /** Source of randomness: a seed, an `Rng` or a function. */
  readonly rng: RngLike;
}

/** Two parts of a list of problems that have no problem in common. */
export interface ProblemSplit {
  /** Indices of the one part, ascending; shape [round(share · problems)]. */
  readonly train: Int32Array;
  /** Indices of the other part, ascending. */
  readonly test: Int32Array;
}

/**
 * Splits problems at random in two, e.g. to choose by the one half and to judge by the other.
 *
 * @param problems Distinct labels, at least two; shape [problems].
 * @param options The share of the first part and the source of randomness.
 * @returns The indices of both parts, neither of them empty.
 * @throws {RangeError} If a label occurs twice (it would be in both parts), or a part would be empty.
 * @example
 * ```ts
 * import { splitProblems } from "@divlab/core/data";
 * const { train, test } = splitProblems(["p1", "p2", "p3", "p4", "p5"], { share: 0.4, rng: 1 });
 * train; // => Int32Array [0, 1]
 * test; // => Int32Array [2, 3, 4]
 * ```
 */
export function splitProblems(problems: readonly string[], options: SplitProblemsOptions): ProblemSplit {
  const action = "split problems";
  checkOptions(action, options, ["share", "rng"]);
  const { share = 0.5, rng } = options;
  checkBetween(action, "share", share, 0, 1);
  checkArray(action, "problems", problems, 2);
  const indexByLabel = new Map<string, number>();
  problems.forEach((label, i) => {
    const before = indexByLabel.get(label);
    if (before !== undefined) throw new RangeError(`Cannot ${action}: problems must be distinct, got ${show(label)} at indices ${before} and ${i}`);
    indexByLabel.set(label, i);
  });
  const size = Math.round(share * problems.length);
  if (size === 0 || size === problems.length) {
    throw new RangeError(`Cannot ${action}: both parts must hold a problem, got ${size} and ${problems.length - size} with share ${share}`);
  }
  const order = shuffledIndices(problems.length, createRng(rng));
  return { train: Int32Array.from(order.subarray(0, size)).sort(), test: Int32Array.from(order.subarray(size)).sort() };
}
