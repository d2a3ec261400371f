import { countsByProblem, type Rollouts } from "../data/index.ts";
import { type PassAtKCurve, passAtKCurve } from "../passk/index.ts";
import { allowedKs } from "./chooseKs.ts";
import { columnValues } from "./columnValues.ts";
import type { SolverStudyOptions } from "./solverStudy.ts";

/** pass@k of one solver on the rows that share one value of a column. */
export interface GroupCurve {
  /** The value; for a numeric column the number as text. */
  readonly value: string;
  /** The solver. */
  readonly solver: string;
  /** Problems with a scored sample in the group. */
  readonly problems: number;
  /** pass@k at each k the group has samples for. */
  readonly passAtK: PassAtKCurve;
}

/**
 * pass@k by the values of a further column, such as the source of a problem or the temperature of a sample.
 *
 * @param rollouts The rollouts, with correctness.
 * @param column Name of the column, one of `rollouts.extra`.
 * @param options Values of k (those beyond a group's fewest samples are left out there), level, problems with too few samples.
 * @returns One curve per value and solver, values in order of first appearance (numbers ascending); rows where the column is missing form no group.
 * @throws {RangeError} If there is no such column.
 */
export function groupCurves(rollouts: Rollouts, column: string, options: SolverStudyOptions): GroupCurve[] {
  const { tooFew, level } = options;
  return columnValues(rollouts, column).flatMap(({ value, holds }) =>
    countsByProblem(rowsWhere(rollouts, holds)).flatMap((counts) => {
      if (counts.n.length === 0) return [];
      const ks = allowedKs(options.ks, counts.n, tooFew);
      return ks.length === 0 ? [] : [{ value, solver: counts.solver, problems: counts.n.length, passAtK: passAtKCurve(counts, ks, { tooFew, level }) }];
    }),
  );
}

/** The columns that counting needs, of the rows for which `holds` is true. */
function rowsWhere(rollouts: Rollouts, holds: (row: number) => boolean): Rollouts {
  const { problem, solver, correct } = rollouts;
  const rows = Int32Array.from({ length: rollouts.size }, (_, row) => row).filter(holds);
  const pick = (codes: Int32Array): Int32Array => rows.map((row) => codes[row]);
  return {
    size: rows.length,
    problem: { codes: pick(problem.codes), levels: problem.levels },
    solver: { codes: pick(solver.codes), levels: solver.levels },
    ...(correct !== undefined && { correct: Int8Array.from(rows, (row) => correct[row]) }),
    extra: {},
  };
}
