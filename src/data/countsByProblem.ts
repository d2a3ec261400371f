import { groupRows } from "./groupSamples.ts";
import type { Rollouts } from "./rollouts.ts";

/** How often one solver was sampled and correct on each problem: the counts that pass@k takes, with their names. */
export interface SolverCounts {
  /** The solver. */
  readonly solver: string;
  /** The problems it has at least one scored sample of, in the order of their first appearance; shape [problems]. */
  readonly problem: readonly string[];
  /** Scored samples per problem (`correct` not missing), ≥ 1; shape [problems]. */
  readonly n: Int32Array;
  /** Correct samples per problem, 0 ≤ c ≤ n; shape [problems]. */
  readonly c: Int32Array;
  /** Samples of this solver that are not counted because their `correct` is missing. */
  readonly unscored: number;
}

/**
 * Samples and correct samples per solver and problem.
 *
 * n = Σ [correct ≠ missing] and c = Σ [correct = 1] over the samples of a solver on a problem. Each entry can be passed
 * to `passAtK` and its family as it is.
 *
 * @param rollouts The samples; they need the column `correct`.
 * @returns One entry per solver, in the order of `rollouts.solver.levels`; a solver without a scored sample has empty columns.
 * @throws {RangeError} If the rollouts have no column `correct`.
 * @example
 * ```ts
 * import { countsByProblem, fromRows } from "@divlab/core/data";
 * const rows = [["p1", true], ["p1", false], ["p2", true]] as const;
 * const [counts] = countsByProblem(fromRows(rows, { problem: ([name]) => name, correct: ([, ok]) => ok }));
 * counts.problem; // => ["p1", "p2"]
 * counts.n; // => Int32Array [2, 1]
 * counts.c; // => Int32Array [1, 1]
 * ```
 */
export function countsByProblem(rollouts: Rollouts): readonly SolverCounts[] {
  const { correct, solver, problem } = rollouts;
  if (correct === undefined) throw new RangeError("Cannot count correct samples: rollouts must have a column `correct`, got none");
  const groups = groupRows(rollouts);
  const counts = solver.levels.map((name) => ({ solver: name, problem: [] as string[], n: [] as number[], c: [] as number[], unscored: 0 }));
  for (let group = 0; group < groups.solver.length; group++) {
    let scored = 0;
    let solved = 0;
    for (let at = groups.offsets[group]; at < groups.offsets[group + 1]; at++) {
      const value = correct[groups.rows[at]];
      if (value === 1) solved++;
      if (value !== -1) scored++;
    }
    const own = counts[groups.solver[group]];
    own.unscored += groups.offsets[group + 1] - groups.offsets[group] - scored;
    if (scored === 0) continue;
    own.problem.push(problem.levels[groups.problem[group]]);
    own.n.push(scored);
    own.c.push(solved);
  }
  return counts.map(({ solver, problem, n, c, unscored }) => ({ solver, problem, n: Int32Array.from(n), c: Int32Array.from(c), unscored }));
}
