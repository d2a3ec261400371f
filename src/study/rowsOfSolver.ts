import type { GroupedSamples, Rollouts } from "../data/index.ts";

/** The samples of one solver, problem by problem: row numbers of the rollouts. */
export interface SolverRows {
  /** Name of each problem. */
  readonly problem: readonly string[];
  /** Rows of each problem, in sample order. */
  readonly rows: readonly Int32Array[];
}

/**
 * The rows of one solver by problem, those only for which `keep` holds; problems without any are absent.
 *
 * @param rollouts The rollouts.
 * @param groups Their rows by solver and problem.
 * @param solver Code of the solver.
 * @param keep Which rows count.
 * @returns Rows by problem.
 */
export function rowsOfSolver(rollouts: Rollouts, groups: GroupedSamples, solver: number, keep: (row: number) => boolean): SolverRows {
  const problem: string[] = [];
  const rows: Int32Array[] = [];
  for (let group = 0; group < groups.solver.length; group++) {
    if (groups.solver[group] !== solver) continue;
    const kept = groups.rows.slice(groups.offsets[group], groups.offsets[group + 1]).filter(keep);
    if (kept.length === 0) continue;
    problem.push(rollouts.problem.levels[groups.problem[group]]);
    rows.push(kept);
  }
  return { problem, rows };
}
