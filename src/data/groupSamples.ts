import type { Categorical } from "../numeric/types.ts";
import type { Rollouts } from "./rollouts.ts";

/** The rows of each solver on each problem, in compressed form: those of group g are `rows[offsets[g]] … rows[offsets[g + 1] − 1]`. */
export interface GroupedSamples {
  /** Code of each group's solver in `rollouts.solver`; shape [groups]. */
  readonly solver: Int32Array;
  /** Code of each group's problem in `rollouts.problem`; shape [groups]. */
  readonly problem: Int32Array;
  /** Where each group starts in `rows`, and at last the number of rows; shape [groups + 1]. */
  readonly offsets: Int32Array;
  /** Row numbers, group by group; shape [rows]. */
  readonly rows: Int32Array;
}

/**
 * Groups rows by solver and problem.
 *
 * Groups are in the order of the solver's level, then of the problem's; only pairs that occur are groups. Rows within
 * a group are in the order of `sample` (missing ones last), where there is none or it repeats in the order of the rollouts.
 *
 * @param rollouts The samples.
 * @returns The groups; takes O(rows + solvers + problems), and a sort where samples are out of order.
 * @example
 * ```ts
 * import { fromRows, groupSamples } from "@divlab/core/data";
 * const rows = [["p1", 1], ["p2", 0], ["p1", 0]] as const;
 * const groups = groupSamples(fromRows(rows, { problem: ([name]) => name, sample: ([, number]) => number }));
 * groups.problem; // => Int32Array [0, 1]
 * groups.offsets; // => Int32Array [0, 2, 3]
 * groups.rows; // => Int32Array [2, 0, 1]
 * ```
 */
export function groupSamples(rollouts: Rollouts): GroupedSamples {
  const groups = groupRows(rollouts);
  const { sample } = rollouts;
  if (sample === undefined) return groups;
  const { rows, offsets } = groups;
  const rank = (row: number): number => (sample[row] === -1 ? Infinity : sample[row]);
  for (let group = 0; group + 1 < offsets.length; group++) {
    const own = rows.subarray(offsets[group], offsets[group + 1]);
    if (own.some((row, i) => i > 0 && rank(own[i - 1]) > rank(row))) own.sort((a, b) => (rank(a) === rank(b) ? a - b : rank(a) - rank(b)));
  }
  return groups;
}

/** The same groups with the rows of each in the order of the rollouts. */
export function groupRows(rollouts: Rollouts): GroupedSamples {
  const { size, solver, problem } = rollouts;
  const inOrder = new Int32Array(size);
  for (let row = 0; row < size; row++) inOrder[row] = row;
  // Two stable counting sorts: by problem, then by solver.
  const rows = countingSort(countingSort(inOrder, problem), solver);
  const starts: number[] = [];
  for (let at = 0; at < size; at++) {
    const row = rows[at];
    const previous = rows[at - 1];
    if (at === 0 || solver.codes[row] !== solver.codes[previous] || problem.codes[row] !== problem.codes[previous]) starts.push(at);
  }
  return {
    solver: Int32Array.from(starts, (at) => solver.codes[rows[at]]),
    problem: Int32Array.from(starts, (at) => problem.codes[rows[at]]),
    offsets: Int32Array.from([...starts, size]),
    rows,
  };
}

/** The rows sorted by their codes, rows of one code in the order given. */
function countingSort(rows: Int32Array, { codes, levels }: Categorical): Int32Array {
  const next = new Int32Array(levels.length + 1);
  for (let i = 0; i < rows.length; i++) next[codes[rows[i]] + 1]++;
  for (let code = 0; code < levels.length; code++) next[code + 1] += next[code];
  const sorted = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) sorted[next[codes[rows[i]]]++] = rows[i];
  return sorted;
}
