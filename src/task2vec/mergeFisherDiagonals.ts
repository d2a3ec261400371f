import type { FisherState } from "./startFisherDiagonal.ts";

/**
 * Merges two streaming Fisher diagonals, of two workers say, into a new one; neither is changed.
 *
 * The result is the same bit for bit whichever comes first. Merge more than two in a fixed order for the same bits every time.
 *
 * @param a A state.
 * @param b A state of the same parameters, groups and choice of coherence.
 * @returns The state as if one had seen the gradients of both.
 * @throws {RangeError} If parameters, groups or coherence differ.
 * @example
 * ```ts
 * import { addGradient, finishFisherDiagonal, mergeFisherDiagonals, startFisherDiagonal } from "@divlab/core/task2vec";
 *
 * const a = addGradient(startFisherDiagonal(2), [1, 2]);
 * const b = addGradient(startFisherDiagonal(2), [3, 0]);
 * finishFisherDiagonal(mergeFisherDiagonals(a, b)).embedding; // => Float64Array [5, 2]
 * ```
 */
export function mergeFisherDiagonals(a: FisherState, b: FisherState): FisherState {
  const action = "merge Fisher diagonals";
  if (a.parameters !== b.parameters) throw new RangeError(`Cannot ${action}: both must have as many parameters, got ${a.parameters} and ${b.parameters}`);
  if (a.sums.length !== b.sums.length) throw new RangeError(`Cannot ${action}: both or none must follow coherence, got one`);
  if (a.groups.length !== b.groups.length || a.squares.length !== b.squares.length || a.groups.some((group, j) => group !== b.groups[j])) {
    throw new RangeError(`Cannot ${action}: both must have the same groups, got others`);
  }
  return {
    count: a.count + b.count,
    parameters: a.parameters,
    squares: a.squares.map((value, g) => value + b.squares[g]),
    sums: a.sums.map((value, j) => value + b.sums[j]),
    groups: a.groups.slice(),
  };
}
