import type { GroupedSamples, Rollouts } from "../data/index.ts";
import { rowsOfSolver } from "./rowsOfSolver.ts";

/** The samples of two solvers on one problem. */
export interface SharedProblem {
  /** Its name. */
  readonly problem: string;
  /** Rows of the first solver, in sample order. */
  readonly a: Int32Array;
  /** Rows of the second solver. */
  readonly b: Int32Array;
}

/** The problems of two solvers. */
export interface SharedProblems {
  /** Those both have samples of, in the order of the first. */
  readonly shared: readonly SharedProblem[];
  /** Names of those that only the first has. */
  readonly onlyA: readonly string[];
  /** Names of those that only the second has. */
  readonly onlyB: readonly string[];
}

/**
 * Pairs the problems of two solvers by name.
 *
 * @param rollouts The rollouts.
 * @param groups Their rows by solver and problem.
 * @param a Code of the first solver.
 * @param b Code of the second solver.
 * @param keep Which rows count; all unless given.
 * @returns Shared problems with their rows, and those that only one solver has.
 */
export function sharedProblems(rollouts: Rollouts, groups: GroupedSamples, a: number, b: number, keep: (row: number) => boolean = () => true): SharedProblems {
  const ofA = rowsOfSolver(rollouts, groups, a, keep);
  const ofB = rowsOfSolver(rollouts, groups, b, keep);
  const inB = new Map(ofB.problem.map((name, i) => [name, ofB.rows[i]]));
  const inA = new Set(ofA.problem);
  return {
    shared: ofA.problem.flatMap((problem, i) => {
      const rows = inB.get(problem);
      return rows === undefined ? [] : [{ problem, a: ofA.rows[i], b: rows }];
    }),
    onlyA: ofA.problem.filter((name) => !inB.has(name)),
    onlyB: ofB.problem.filter((name) => !inA.has(name)),
  };
}
