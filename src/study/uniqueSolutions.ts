import type { ProblemSplit } from "../data/index.ts";
import type { EnsemblePlan } from "./planEnsembles.ts";
import type { ResolvedPool } from "./resolvePool.ts";
import type { SolverColumn } from "./solverColumns.ts";

/** Per cell the problems of Train A that exactly one member of the ensemble solves, in compressed form. */
export interface UniqueSolutions {
  /** Where each cell starts in the columns below, and at last their length; shape [cells + 1]. */
  readonly offsets: Int32Array;
  /** How many there are in each cell; shape [cells]. */
  readonly counts: Int32Array;
  /** The problem, an index into the pool's problems. */
  readonly problem: Int32Array;
  /** The one member that solves it, an index into the pool's solvers; all other members of the ensemble would learn. */
  readonly teacher: Int32Array;
  /** Row of the teacher's first right sample in the outcomes. */
  readonly row: Int32Array;
}

/** Finds them: a solver solves a problem if any of its samples is right. */
export function uniqueSolutions({ columns, problems }: ResolvedPool, { members }: EnsemblePlan, splits: readonly ProblemSplit[]): UniqueSolutions {
  const offsets = [0];
  const problem: number[] = [];
  const teacher: number[] = [];
  const row: number[] = [];
  for (const codes of members) {
    const only = Int32Array.from(problems, (_, p) => soleSolver(columns, codes, p));
    for (const { train } of splits) {
      for (const p of train) {
        if (only[p] === -1) continue;
        const { offsets: starts, correct, rows } = columns[only[p]];
        problem.push(p);
        teacher.push(only[p]);
        row.push(rows[correct.indexOf(1, starts[p])]);
      }
      offsets.push(problem.length);
    }
  }
  const ends = Int32Array.from(offsets);
  const counts = ends.subarray(1).map((end, i) => end - ends[i]);
  return { offsets: ends, counts, problem: Int32Array.from(problem), teacher: Int32Array.from(teacher), row: Int32Array.from(row) };
}

/** The one of some solvers that solves a problem; −1 where none does or several do. */
function soleSolver(columns: readonly SolverColumn[], codes: Int32Array, p: number): number {
  let sole = -1;
  for (const code of codes) {
    if (columns[code].solved[p] === 0) continue;
    if (sole !== -1) return -1;
    sole = code;
  }
  return sole;
}
