import { groupSamples, type Rollouts } from "../data/index.ts";
import { columnValues } from "./columnValues.ts";
import type { Finding } from "./finding.ts";

/** The scored samples of one solver on one problem that share one value of the column grouped by: subsets are drawn from these. */
export interface SubsetCell {
  /** Code of the solver. */
  readonly solver: number;
  /** Code of the problem. */
  readonly problem: number;
  /** Index of the value in {@linkcode SubsetCells} `values`; 0 where nothing is grouped by. */
  readonly value: number;
  /** Rows of the rollouts, in sample order. */
  readonly rows: Int32Array;
}

/** All cells of some rollouts. */
export interface SubsetCells {
  /** The cells, by problem, then solver, then value. */
  readonly cells: readonly SubsetCell[];
  /** Values of the column grouped by; undefined where there is none. */
  readonly values: readonly string[] | undefined;
  /** Scored rows in which that column is missing; they are in no cell. */
  readonly ungrouped: number;
}

/**
 * Cuts rollouts into the cells that subsets are drawn from. Samples of different temperatures, say, never share a subset.
 *
 * @param action What the caller does, for messages.
 * @param rollouts The rollouts, with correctness.
 * @param by Name of a further column, or undefined.
 * @param findings Receives the number of rows without correctness.
 * @returns The cells.
 * @throws {RangeError} If there is no correctness, no such column, or no scored row in any cell.
 */
export function subsetCells(action: string, rollouts: Rollouts, by: string | undefined, findings: Finding[]): SubsetCells {
  const { correct } = rollouts;
  if (correct === undefined) throw new RangeError(`Cannot ${action}: rollouts must have a column \`correct\`, got none`);
  const values = by === undefined ? [{ value: "", holds: () => true }] : columnValues(rollouts, by);
  const { solver, problem, offsets, rows } = groupSamples(rollouts);
  const cells: SubsetCell[] = [];
  const unscored = new Map<number, number>();
  let ungrouped = 0;
  for (let group = 0; group < solver.length; group++) {
    const all = rows.subarray(offsets[group], offsets[group + 1]);
    const scored = all.filter((row) => correct[row] !== -1);
    if (scored.length < all.length) unscored.set(solver[group], (unscored.get(solver[group]) ?? 0) + all.length - scored.length);
    let placed = 0;
    values.forEach(({ holds }, value) => {
      const own = scored.filter(holds);
      if (own.length > 0) cells.push({ solver: solver[group], problem: problem[group], value, rows: own });
      placed += own.length;
    });
    ungrouped += scored.length - placed;
  }
  for (const [code, count] of unscored) findings.push({ code: "unscored", solver: rollouts.solver.levels[code], rows: count });
  if (cells.length === 0) throw new RangeError(`Cannot ${action}: there must be a scored sample${by === undefined ? "" : ` with a value of ${by}`}, got none`);
  cells.sort((a, b) => a.problem - b.problem); // stable: solvers and values keep their order
  return { cells, values: by === undefined ? undefined : values.map(({ value }) => value), ungrouped };
}
